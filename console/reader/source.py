"""The conversation database, read only: short transactions that nobody else waits for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

# Of the conversation database's schema; docs/reference/conversation_tables.md.
KNOWN_VERSION = 1
_WAIT_SECONDS = 5
_COLUMNS = "id, sender_id, type_name, timestamp, intent_name, action_name, data"


class SourceError(Exception):
    """The conversation database cannot be read now.

    Attributes:
        code: `missing`, `unreachable`, `refused` or `version`.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


class EventRow(NamedTuple):
    """A row of Rasa's events table; `data` is the event as JSON."""

    id: int
    sender_id: str
    type_name: str
    timestamp: float | None
    intent_name: str | None
    action_name: str | None
    data: str | None


class Snapshot:
    """One read transaction: all its answers are of the same moment."""

    def __init__(self, connection: Any, mark: str) -> None:
        self._connection, self._mark = connection, mark
        meta = dict(self._rows("SELECT name, value FROM meta"))
        if meta.get("version") != str(KNOWN_VERSION):
            raise SourceError("version", f"its tables have version {meta.get('version')}, known is {KNOWN_VERSION}")
        # Makes senders unreadable; the store's own tombstones use it too.
        self.key = bytes.fromhex(meta["hash_key"])

    def newest(self) -> int:
        """Returns the id of the newest event, 0 without any."""
        return int(self._rows("SELECT coalesce(max(id), 0) FROM events")[0][0])

    def events_after(self, offset: int, limit: int) -> list[EventRow]:
        """Returns the next events by id."""
        query = f"SELECT {_COLUMNS} FROM events WHERE id > ? ORDER BY id LIMIT ?"
        return [EventRow(*row) for row in self._rows(query, offset, limit)]

    def events_between(self, first: int, last: int) -> list[EventRow]:
        """Returns the events with these ids."""
        query = f"SELECT {_COLUMNS} FROM events WHERE id BETWEEN ? AND ? ORDER BY id"
        return [EventRow(*row) for row in self._rows(query, first, last)]

    def events_of(self, sender_id: str, last: int) -> list[EventRow]:
        """Returns a conversation's events up to an id."""
        query = f"SELECT {_COLUMNS} FROM events WHERE sender_id = ? AND id <= ? ORDER BY id"
        return [EventRow(*row) for row in self._rows(query, sender_id, last)]

    def sender_of(self, event: int) -> str | None:
        """Returns whose event it is."""
        rows = self._rows("SELECT sender_id FROM events WHERE id = ?", event)
        return str(rows[0][0]) if rows else None

    def erasures(self) -> list[tuple[str, int]]:
        """Returns hashes of senders that were erased lately, with how often."""
        return [(str(row[0]), int(row[1])) for row in self._rows("SELECT sender_hash, erasures FROM tombstone")]

    def feedback_since(self, at: float) -> list[tuple[int, str, str | None, float]]:
        """Returns (event id, up or down, comment, Unix seconds)."""
        return self._rows("SELECT event_id, value, comment, at FROM feedback WHERE at >= ?", at)

    def undelivered_since(self, at: float) -> list[tuple[int, str, float]]:
        """Returns (event id, reason, Unix seconds)."""
        return self._rows("SELECT event_id, reason, at FROM undelivered WHERE at >= ?", at)

    def requests(self) -> list[tuple[int, str, str, float, str | None, float | None]]:
        """Returns who waits for a person: (id, sender_id, kind, since, who has it, when they last did something)."""
        query = "SELECT id, sender_id, kind, at, claimed_by, claimed_at FROM handoff_request WHERE state <> 'draft'"
        return [tuple(row) for row in self._rows(query)]

    def totals(self, last: int) -> list[tuple[str, int, int, int]]:
        """Returns (sender_id, number, greatest, sum) of the event ids up to `last`, a row a conversation."""
        return self._rows(
            "SELECT sender_id, count(*), max(id), sum(id) FROM events WHERE id <= ? GROUP BY sender_id", last
        )

    def _rows(self, query: str, *values: Any) -> list[Any]:
        cursor = self._connection.cursor()
        try:
            cursor.execute(query.replace("?", self._mark), values)
            return list(cursor.fetchall())
        finally:
            cursor.close()


@contextmanager
def snapshot(address: str) -> Iterator[Snapshot]:
    """Opens a path or `postgresql://` address for one read transaction; raises SourceError."""
    opened = _postgresql(address) if "://" in address else _sqlite(address)
    with opened as found:
        yield found


@contextmanager
def _sqlite(path: str) -> Iterator[Snapshot]:
    if not Path(path).exists():
        raise SourceError("missing", "the file does not exist yet: the assistant makes it")
    try:
        with closing(sqlite3.connect(f"{Path(path).as_uri()}?mode=ro", uri=True, timeout=_WAIT_SECONDS)) as connection:
            connection.isolation_level = None
            connection.execute("BEGIN")
            yield Snapshot(connection, "?")
    except sqlite3.Error as error:
        raise _problem(error, "unreachable" if isinstance(error, sqlite3.OperationalError) else "refused") from error


@contextmanager
def _postgresql(address: str) -> Iterator[Snapshot]:
    import psycopg2
    from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ

    try:
        with closing(psycopg2.connect(address, connect_timeout=_WAIT_SECONDS)) as connection:
            connection.set_session(isolation_level=ISOLATION_LEVEL_REPEATABLE_READ, readonly=True)
            yield Snapshot(connection, "%s")
    except psycopg2.OperationalError as error:
        raise _problem(error, "unreachable") from error
    except psycopg2.Error as error:
        raise _problem(error, "refused") from error


def _problem(error: Exception, code: str) -> SourceError:
    # The first line says what; further ones of PostgreSQL repeat the query.
    lines: Sequence[str] = str(error).splitlines() or [type(error).__name__]
    return SourceError(code, lines[0][:200])
