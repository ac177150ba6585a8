"""Schools: name, state, who runs them, and, where the optional file is there, city, site and net price."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from knowledge.database import Source, connect, one
from knowledge.database import source as _source

# Income bands of the federal figures, USD a year, and the column of each.
INCOME_BANDS = {
    "0-30k": "net_price_0_30k",
    "30-48k": "net_price_30_48k",
    "48-75k": "net_price_48_75k",
    "75-110k": "net_price_75_110k",
    "110k+": "net_price_110k_plus",
}


@dataclass(frozen=True)
class Institution:
    """A school; `net_price` is its yearly average after grants in USD, the school's and not a program's."""

    unitid: str
    opeid6: str
    name: str
    official_name: str
    state: str | None
    control: str
    city: str | None
    url: str | None
    net_price: int | None
    net_price_by_income: dict[str, int | None]
    completion_rate: float | None

    @property
    def is_current(self) -> bool:
        """Whether it still exists under this name: closed and merged schools have no state in the file."""
        return self.state is not None


def get(unitid: str) -> Institution | None:
    """Returns a school by its UNITID, or None."""
    row = one("SELECT * FROM institution WHERE unitid = ?", unitid)
    return _institution(row) if row else None


def all_institutions() -> list[Institution]:
    """Returns every school, closed ones too, by UNITID."""
    return [_institution(row) for row in connect().execute("SELECT * FROM institution ORDER BY unitid")]


def has_details() -> bool:
    """Whether the optional file was there when the database was built (city, site, net price)."""
    return source() is not None


def source() -> Source | None:
    """Returns whom to name for city, site, net price and completion rate; None without the optional file."""
    return _source("institutions")


def _institution(row: sqlite3.Row) -> Institution:
    return Institution(
        unitid=row["unitid"],
        opeid6=row["opeid6"],
        name=row["display_name"],
        official_name=row["name"],
        state=row["state"],
        control=row["control"],
        city=row["city"],
        url=row["url"],
        net_price=row["net_price"],
        net_price_by_income={band: row[column] for band, column in INCOME_BANDS.items()},
        completion_rate=row["completion_rate"],
    )
