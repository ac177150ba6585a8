"""Facts about the career, each with its source and dates."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from knowledge.database import connect, one


@dataclass(frozen=True)
class Fact:
    """A statement; `values` fill placeholders, `as_of` is what it describes, `checked` when it was seen."""

    id: str
    topic: str
    statement: str
    values: dict[str, Any]
    as_of: str
    checked: str
    source_name: str
    source_url: str
    article: bool
    status: str | None
    superseded_by: tuple[str, ...]
    note: str | None


def get(fact_id: str) -> Fact:
    """Returns a fact; raises KeyError with its id when there is none."""
    row = one("SELECT * FROM fact WHERE id = ?", fact_id)
    if row is None:
        raise KeyError(fact_id)
    return _fact(row)


def all_facts() -> list[Fact]:
    """Returns every fact, by id."""
    return [_fact(row) for row in connect().execute("SELECT * FROM fact ORDER BY id")]


def _fact(row: sqlite3.Row) -> Fact:
    superseded_by = tuple(part for part in row["superseded_by"].split(",") if part)
    return Fact(
        id=row["id"],
        topic=row["topic"],
        statement=row["statement"],
        values=json.loads(row["values_json"]),
        as_of=row["as_of"],
        checked=row["checked"],
        source_name=row["source_name"],
        source_url=row["source_url"],
        article=bool(row["article"]),
        status=row["status"],
        superseded_by=superseded_by,
        note=row["note"],
    )
