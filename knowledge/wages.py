"""Wages of an occupation in an area, and the areas that pay most and least (BLS OEWS)."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from itertools import islice
from typing import Literal, get_args

from knowledge.database import Source, connect, one
from knowledge.database import source as _source
from knowledge.figures import COLUMNS, Figure, Period, Statistic

AreaType = Literal["state", "metro"]
Order = Literal["highest", "lowest"]

# BLS leaves the territories out of its national figures, so a ranking does too unless it is asked for one.
TERRITORIES = ("GU", "PR", "VI")

SMALL_EMPLOYMENT = 100
LARGE_ERROR_PERCENT = 5.0

_COLUMN = {
    (statistic, period): (f"{statistic}_{period}", f"{statistic}_{period}_status") for statistic, period in COLUMNS
}


@dataclass(frozen=True)
class Wage:
    """What BLS publishes of an occupation in an area; standard errors in percent, None where not released."""

    occupation: str
    area: str
    employment: int | None
    employment_rse: float | None
    wage_rse: float | None
    figures: dict[tuple[Statistic, Period], Figure]

    def figure(self, statistic: Statistic = "median", period: Period = "year") -> Figure:
        """Returns one figure; raises KeyError for a statistic that BLS does not have, such as entry pay."""
        return self.figures[statistic, period]

    @property
    def small_sample(self) -> bool:
        """Whether so few jobs or so large an error stand behind it that it must be said."""
        return _is_small(self.employment, self.wage_rse)


@dataclass(frozen=True)
class RankedArea:
    """A place in a ranking of areas."""

    area: str
    figure: Figure
    employment: int | None
    small_sample: bool


def lookup(occupation: str, area: str) -> Wage | None:
    """Returns the wage of a SOC code in an area ('US', 'TX', '0012420'), or None when BLS has no cell."""
    row = one("SELECT * FROM wage WHERE occupation = ? AND area = ?", occupation, area)
    if row is None:
        return None
    figures = {column: Figure(row[value], row[status], column[1]) for column, (value, status) in _COLUMN.items()}
    return Wage(occupation, area, row["employment"], row["employment_rse"], row["wage_rse"], figures)


def rank(
    occupation: str,
    area_type: AreaType = "state",
    order: Order = "highest",
    statistic: Statistic = "median",
    period: Period = "year",
    number: int = 5,
    within: str | None = None,
) -> list[RankedArea]:
    """Returns the areas with the highest or lowest published figure, best first.

    `within` keeps to areas that lie in a state, wholly or in part; territories appear only when asked for so.
    Raises ValueError for an unknown area type or order, KeyError for an unknown statistic.
    """
    if area_type not in get_args(AreaType) or order not in get_args(Order):
        raise ValueError(f"No ranking of {area_type!r} by {order!r}.")
    value, status = _COLUMN[statistic, period]
    direction = "DESC" if order == "highest" else "ASC"
    rows = connect().execute(
        f"SELECT area, states, employment, wage_rse, {value} AS value "
        "FROM wage JOIN area ON area.code = wage.area "
        f"WHERE occupation = ? AND kind = ? AND {status} = 'published' "
        f"ORDER BY {value} {direction}, area.name",
        (occupation, area_type),
    )
    ranked = (_ranked(row, period) for row in rows if _lies_within(row["states"].split(","), within))
    return list(islice(ranked, number))


def title(occupation: str) -> str:
    """Returns the BLS title of a SOC code, e.g. 'Data Scientists'; raises KeyError for an unknown code."""
    row = one("SELECT title FROM occupation_title WHERE code = ?", occupation)
    if row is None:
        raise KeyError(occupation)
    return str(row["title"])


def release() -> str:
    """Returns the month that the wages describe, e.g. 'May 2025'."""
    return source().as_of


def source() -> Source:
    """Returns whom to name for a wage."""
    found = _source("oews")
    assert found, "every build holds wages"
    return found


def _lies_within(states: list[str], within: str | None) -> bool:
    if within is not None:
        return within in states
    return not any(state in TERRITORIES for state in states)


def _ranked(row: sqlite3.Row, period: Period) -> RankedArea:
    figure = Figure(row["value"], "published", period)
    return RankedArea(row["area"], figure, row["employment"], _is_small(row["employment"], row["wage_rse"]))


def _is_small(employment: int | None, wage_rse: float | None) -> bool:
    return (employment is not None and employment < SMALL_EMPLOYMENT) or (wage_rse or 0) > LARGE_ERROR_PERCENT
