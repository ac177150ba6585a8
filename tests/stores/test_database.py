"""The conversations' file is the owner's alone, and a reader does not stop a writer."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest

from stores import database


def test_the_file_is_made_for_its_owner_in_write_ahead_mode(tmp_path: Path) -> None:
    file = tmp_path / "new" / "conversations.sqlite"
    database.prepare(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_what_is_there_stays(tmp_path: Path) -> None:
    file = tmp_path / "conversations.sqlite"
    for _ in range(2):
        database.prepare(file)
        with sqlite3.connect(file) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS events (id INTEGER)")
            connection.execute("INSERT INTO events VALUES (1)")
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (2,)


def test_a_reader_does_not_stop_a_writer(tmp_path: Path) -> None:
    file = tmp_path / "conversations.sqlite"
    database.prepare(file)
    writer = sqlite3.connect(file, isolation_level=None, timeout=0)
    writer.execute("CREATE TABLE events (id INTEGER)")
    reader = sqlite3.connect(file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM events").fetchall()
    writer.execute("INSERT INTO events VALUES (1)")
    reader.execute("COMMIT")
    assert reader.execute("SELECT count(*) FROM events").fetchone() == (1,)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "conversations.sqlite"
    file.write_text("not a database, but a text long enough to be looked at as one" * 20)
    with pytest.raises(sqlite3.DatabaseError):
        database.prepare(file)
