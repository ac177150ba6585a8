"""Figures that may be missing: a value, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["published", "suppressed", "top_coded"]
Statistic = Literal["mean", "p10", "p25", "median", "p75", "p90"]
Period = Literal["hour", "year"]

STATISTICS: tuple[Statistic, ...] = ("mean", "p10", "p25", "median", "p75", "p90")
PERIODS: tuple[Period, ...] = ("hour", "year")

# Every figure of a wage, in the order in which they are stored.
COLUMNS: tuple[tuple[Statistic, Period], ...] = tuple((s, p) for p in PERIODS for s in STATISTICS)

# BLS footnote 5: "equal to or greater than $115.00 per hour or $239,200 per year".
TOP_CODE: dict[Period, int | float] = {"hour": 115.0, "year": 239_200}


@dataclass(frozen=True)
class Figure:
    """An amount in USD for one period; `value` is None unless the status is 'published'."""

    value: int | float | None
    status: Status
    period: Period

    @property
    def at_least(self) -> int | float | None:
        """The lower bound that BLS prints instead of a top-coded value, else None."""
        return TOP_CODE[self.period] if self.status == "top_coded" else None

    @property
    def text(self) -> str:
        """The amount as it is said: '$140,300', '$67.45', 'at least $239,200' or 'not published'."""
        if self.value is not None:
            return dollars(self.value, self.period)
        if self.at_least is not None:
            return f"at least {dollars(self.at_least, self.period)}"
        return "not published"


def dollars(amount: float, period: Period = "year") -> str:
    """Returns an amount with its sign and thousands, with cents by the hour: '$140,300', '$67.45'."""
    return f"${amount:,.2f}" if period == "hour" else f"${amount:,.0f}"
