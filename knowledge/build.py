"""Builds the knowledge database from its sources: `python -m knowledge.build`."""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any

from knowledge import database
from knowledge.sources import SourceError, facts, institutions, oews, scorecard

Say = Callable[[str], None]


def build(output: Path, say: Say = print, facts_folder: Path = facts.FOLDER) -> None:
    """Writes the database to `output`, at once or not at all; the same sources give the same bytes.

    Raises SourceError when a source is not as expected.
    """
    output.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{output.name}-", dir=output.parent)
    os.close(handle)
    unfinished = Path(name)
    try:
        with closing(sqlite3.connect(unfinished)) as connection:
            _fill(connection, output.parent / "institutions.parquet", facts_folder, say)
        unfinished.chmod(0o644)
        unfinished.replace(output)
    finally:
        unfinished.unlink(missing_ok=True)


def _fill(connection: sqlite3.Connection, cache: Path, facts_folder: Path, say: Say) -> None:
    # the unfinished file is thrown away on any failure, so it needs no journal
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 4096;")
    connection.executescript(database.SCHEMA)
    connection.execute(f"PRAGMA user_version = {database.SCHEMA_VERSION}")
    sources = [_source("oews", oews), _source("scorecard", scorecard)]
    with _Step("facts", say):
        _insert_facts(connection, facts.read(facts_folder))
    with _Step("wages (BLS OEWS)", say):
        _insert_wages(connection, oews.read())
    with _Step("programs (College Scorecard)", say):
        release = scorecard.read()
    with _Step("institution file (Truewise)", say):
        details = institutions.read(cache, say)
    if details:
        sources.append(_source("institutions", institutions))
    with _Step("writing programs and institutions", say):
        _insert_institutions(connection, release, details)
        _insert_programs(connection, release)
    _insert(connection, "source", sorted(sources))
    connection.commit()
    with _Step("indices", say):
        connection.executescript("ANALYZE; VACUUM;")


def _source(data_set: str, module: ModuleType) -> tuple[str, ...]:
    return (data_set, module.NAME, module.SITE, module.AS_OF, module.RELEASE, module.FILE_SHA256)


def _insert_facts(connection: sqlite3.Connection, entries: list[facts.Fact]) -> None:
    rows = []
    for entry in entries:
        values = json.dumps(entry.values, ensure_ascii=False, sort_keys=True)
        rows.append(tuple((vars(entry) | {"values": values, "superseded_by": ",".join(entry.superseded_by)}).values()))
    _insert(connection, "fact", rows)


def _insert_wages(connection: sqlite3.Connection, release: oews.Oews) -> None:
    _insert(connection, "area", [(a.code, a.kind, a.name, ",".join(a.states)) for a in release.areas])
    _insert(connection, "occupation_title", sorted(release.titles.items()))
    rows = []
    for cell in release.cells:
        figures = [part for figure in cell.figures for part in (figure.value, figure.status)]
        rows.append((cell.occupation, cell.area, cell.employment, cell.employment_rse, cell.wage_rse, *figures))
    _insert(connection, "wage", rows)


def _insert_institutions(
    connection: sqlite3.Connection, release: scorecard.Scorecard, details: dict[str, institutions.Details]
) -> None:
    absent = institutions.Details(None, None, None, (None,) * len(institutions.PRICE_COLUMNS))
    rows = []
    for institution in release.institutions:
        more = details.get(institution.unitid, absent)
        rows.append((*_row(institution), more.city, more.url, more.completion_rate, *more.prices))
    _insert(connection, "institution", rows)


def _insert_programs(connection: sqlite3.Connection, release: scorecard.Scorecard) -> None:
    _insert(connection, "cip", sorted(release.cip_titles.items()))
    names = {institution.unitid: institution.display_name for institution in release.institutions}
    by_size = sorted(release.programs, key=lambda p: (-(p.completers or 0), names[p.unitid], p.unitid, p.cip, p.level))
    size_rank = {id(program): rank for rank, program in enumerate(by_size)}
    rows = []
    for program in release.programs:
        campuses = release.campuses.get((program.opeid6, program.cip, program.level), 0)
        rows.append((*_row(program), campuses, program.listable, size_rank[id(program)]))
    _insert(connection, "program", rows)


def _row(entry: Any) -> tuple[Any, ...]:
    """Returns a dataclass's fields in order; `dataclasses.astuple` copies each and is ten times slower."""
    return tuple(vars(entry).values())


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    columns = len(connection.execute(f"PRAGMA table_info({table})").fetchall())
    connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})", rows)


class _Step:
    """Says what is being done and how long it took."""

    def __init__(self, name: str, say: Say) -> None:
        self.name, self.say = name, say

    def __enter__(self) -> None:
        self.say(f"knowledge: {self.name} …")
        self.started = time.monotonic()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.say(f"knowledge: {self.name}: {time.monotonic() - self.started:.1f} s")


def main(arguments: list[str] | None = None) -> int:
    """Builds the database where `--output` says, by default where the assistant reads it."""
    parser = argparse.ArgumentParser(prog="python -m knowledge.build", description=__doc__)
    parser.add_argument("--output", type=Path, default=database.path(), metavar="PATH")
    output = parser.parse_args(arguments).output
    started = time.monotonic()
    try:
        build(output, say=lambda line: print(line, flush=True))
    except SourceError as error:
        print(f"knowledge: {error}", file=sys.stderr)
        return 1
    seconds, megabytes = time.monotonic() - started, output.stat().st_size / 1e6
    print(f"knowledge: {output} built in {seconds:.1f} s ({megabytes:.1f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
