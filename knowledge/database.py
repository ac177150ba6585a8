"""The shape of the knowledge database, and the way to open it."""

from __future__ import annotations

import os
import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path

from knowledge.figures import COLUMNS

SCHEMA_VERSION = 1

DEFAULT_PATH = Path(__file__).resolve().parent.parent / "build" / "knowledge.sqlite"

_TYPE = {"hour": "REAL", "year": "INTEGER"}
_WAGE_COLUMNS = ", ".join(
    f"{statistic}_{period} {_TYPE[period]}, {statistic}_{period}_status TEXT NOT NULL" for statistic, period in COLUMNS
)

SCHEMA = f"""
CREATE TABLE source (
    data_set TEXT PRIMARY KEY, name TEXT NOT NULL, url TEXT NOT NULL, as_of TEXT NOT NULL,
    release TEXT NOT NULL, sha256 TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE fact (
    id TEXT PRIMARY KEY, topic TEXT NOT NULL, statement TEXT NOT NULL, values_json TEXT NOT NULL,
    as_of TEXT NOT NULL, checked TEXT NOT NULL, source_name TEXT NOT NULL, source_url TEXT NOT NULL,
    article INTEGER NOT NULL, status TEXT, superseded_by TEXT NOT NULL, note TEXT
) WITHOUT ROWID;

-- code: 'US', two letters, or the 7 digits of OEWS; states: letters with commas, several for some metros.
CREATE TABLE area (
    code TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, states TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE occupation_title (code TEXT PRIMARY KEY, title TEXT NOT NULL) WITHOUT ROWID;

-- A value is USD an hour (REAL) or a year (INTEGER); it is NULL unless its status is 'published'.
CREATE TABLE wage (
    occupation TEXT NOT NULL REFERENCES occupation_title, area TEXT NOT NULL REFERENCES area,
    employment INTEGER, employment_rse REAL, wage_rse REAL,
    {_WAGE_COLUMNS},
    PRIMARY KEY (occupation, area)
) WITHOUT ROWID;

CREATE TABLE cip (code TEXT PRIMARY KEY, title TEXT NOT NULL) WITHOUT ROWID;

-- state is NULL for an institution that has closed or merged; from city on, NULL without the optional file.
CREATE TABLE institution (
    unitid TEXT PRIMARY KEY, opeid6 TEXT NOT NULL, name TEXT NOT NULL, display_name TEXT NOT NULL,
    state TEXT, control TEXT NOT NULL, city TEXT, url TEXT, completion_rate REAL,
    net_price INTEGER, net_price_0_30k INTEGER, net_price_30_48k INTEGER, net_price_48_75k INTEGER,
    net_price_75_110k INTEGER, net_price_110k_plus INTEGER
) WITHOUT ROWID;

-- Clustered by what a search asks for; state and control repeat the institution's, so it reads one table.
-- campuses: current institutions that share these figures (same opeid6, cip and level).
-- size_rank: the place among all programs by graduates, then name; every list breaks its ties by it.
CREATE TABLE program (
    cip TEXT NOT NULL REFERENCES cip, level TEXT NOT NULL, unitid TEXT NOT NULL REFERENCES institution,
    opeid6 TEXT NOT NULL, state TEXT, control TEXT NOT NULL, completers INTEGER,
    earnings_4yr INTEGER, earnings_1yr INTEGER, debt INTEGER,
    high_school_earnings INTEGER, below_high_school INTEGER,
    campuses INTEGER NOT NULL, listable INTEGER NOT NULL, size_rank INTEGER NOT NULL,
    PRIMARY KEY (cip, level, unitid)
) WITHOUT ROWID;
CREATE INDEX program_of_institution ON program (unitid, cip, level);
CREATE INDEX program_of_place ON program (level, state, opeid6) WHERE listable;
CREATE INDEX program_of_pool ON program (opeid6, cip, level);
"""


@dataclass(frozen=True)
class Source:
    """Whom to name for a figure, where it is published, and what it describes."""

    name: str
    url: str
    as_of: str


class KnowledgeError(RuntimeError):
    """The knowledge database is missing, or was made by another version of this code."""


_connections = threading.local()


def path() -> Path:
    """Returns where the database is: `GUIDE_KNOWLEDGE`, else build/knowledge.sqlite of this project."""
    return Path(os.environ.get("GUIDE_KNOWLEDGE") or DEFAULT_PATH)


def connect() -> sqlite3.Connection:
    """Returns this thread's read-only connection; raises KnowledgeError when there is no usable database."""
    file = path()
    cache: dict[Path, sqlite3.Connection] = _connections.__dict__.setdefault("by_path", {})
    if file not in cache:
        cache[file] = _open(file)
    return cache[file]


def one(query: str, *values: str) -> sqlite3.Row | None:
    """Returns the only row of a query, or None."""
    row: sqlite3.Row | None = connect().execute(query, values).fetchone()
    return row


def source(data_set: str) -> Source | None:
    """Returns whom to name for 'oews', 'scorecard' or 'institutions'; None when the build was without it."""
    row = one("SELECT name, url, as_of FROM source WHERE data_set = ?", data_set)
    return Source(*row) if row else None


def _open(file: Path) -> sqlite3.Connection:
    if not file.is_file():
        raise KnowledgeError(f"The knowledge database {file} does not exist; `make knowledge` builds it.")
    # immutable: no lock files beside it, so it also opens from a read-only image
    connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.row_factory = sqlite3.Row
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise KnowledgeError(f"{file} is not a knowledge database ({error}); `make knowledge` builds it.") from error
    if version != SCHEMA_VERSION:
        raise KnowledgeError(
            f"The knowledge database {file} has schema {version}, this code reads schema {SCHEMA_VERSION}; "
            "`make knowledge` builds it anew."
        )
    return connection
