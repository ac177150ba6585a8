"""Opening the database: read-only, one connection a thread, and a clear word when it cannot be used."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from knowledge import database
from knowledge.database import KnowledgeError


def test_missing_database_names_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIDE_KNOWLEDGE", str(tmp_path / "none.sqlite"))
    with pytest.raises(KnowledgeError, match="none.sqlite does not exist; `make knowledge` builds it"):
        database.connect()


def test_another_schema_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "old.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 999")
    monkeypatch.setenv("GUIDE_KNOWLEDGE", str(file))
    with pytest.raises(KnowledgeError, match=f"schema 999, this code reads schema {database.SCHEMA_VERSION}"):
        database.connect()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "text.sqlite"
    file.write_text("not a database " * 100)
    monkeypatch.setenv("GUIDE_KNOWLEDGE", str(file))
    with pytest.raises(KnowledgeError, match="is not a knowledge database"):
        database.connect()


def test_connection_cannot_write(knowledge: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        database.connect().execute("DELETE FROM fact")


def test_a_thread_keeps_its_own_connection(knowledge: Path) -> None:
    mine = database.connect()
    others: list[sqlite3.Connection] = []
    thread = threading.Thread(target=lambda: others.append(database.connect()))
    thread.start()
    thread.join()
    assert database.connect() is mine
    assert others[0] is not mine


@pytest.mark.parametrize(("data_set", "as_of"), [("oews", "May 2025"), ("scorecard", "June 2026"), ("unknown", None)])
def test_source(knowledge: Path, data_set: str, as_of: str | None) -> None:
    source = database.source(data_set)
    assert (source.as_of if source else None) == as_of
