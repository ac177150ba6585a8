"""The store keeps a turn or fails it; it never reads a conversation as empty."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from pathlib import Path

import pytest
import sqlalchemy.exc
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

import stores.database
from runtime.tracker_store import PatientTrackerStore


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "conversations.sqlite"
    stores.database.prepare(path)
    return path


@pytest.fixture
def store(file: Path) -> PatientTrackerStore:
    sql = SQLTrackerStore(Domain.empty(), dialect="sqlite", db=str(file), query={"timeout": "0.05"})
    return PatientTrackerStore(sql)


def conversation(sender: str = "visitor") -> DialogueStateTracker:
    """Returns a conversation of one message."""
    events = [
        ActionExecuted("action_session_start"),
        SessionStarted(),
        UserUttered("hello", {"name": "greet"}),
    ]
    return DialogueStateTracker.from_events(sender, events)


def rows(file: Path) -> int:
    """Returns how many events are stored."""
    with sqlite3.connect(file) as connection:
        return int(connection.execute("SELECT count(*) FROM events").fetchone()[0])


async def test_what_is_saved_is_read_back(store: PatientTrackerStore, file: Path) -> None:
    await store.save(conversation())
    read = await store.retrieve("visitor")
    full = await store.retrieve_full_tracker("visitor")
    assert read is not None
    assert full is not None
    assert read.latest_message.text == "hello"
    assert list(await store.keys()) == ["visitor"]
    assert await store.retrieve("nobody") is None
    assert rows(file) == 3


async def test_a_lock_that_goes_away_costs_only_time(store: PatientTrackerStore, file: Path) -> None:
    locker = sqlite3.connect(file, isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")
    saving = asyncio.ensure_future(store.save(conversation()))
    await asyncio.sleep(0.6)
    assert not saving.done()
    locker.execute("COMMIT")
    await asyncio.wait_for(saving, 3)
    assert rows(file) == 3


async def test_others_are_served_while_one_waits(store: PatientTrackerStore, file: Path) -> None:
    with sqlite3.connect(file, isolation_level=None) as locker:
        locker.execute("BEGIN IMMEDIATE")
        saving = asyncio.ensure_future(store.save(conversation()))
        await asyncio.sleep(0.2)
        started = time.monotonic()
        await asyncio.sleep(0)
        # One try blocks for its 50 ms, never for the whole wait.
        assert time.monotonic() - started < 0.5
        locker.execute("COMMIT")
        await saving


async def test_a_lock_that_stays_fails_the_turn_and_stores_nothing(
    store: PatientTrackerStore, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PatientTrackerStore, "patience", 0.5)
    locker = sqlite3.connect(file, isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    with pytest.raises(sqlalchemy.exc.OperationalError):
        await store.save(conversation())
    assert 0.2 < time.monotonic() - started < 1.5
    locker.execute("COMMIT")
    assert rows(file) == 0
    # Stock Rasa keeps the turn in memory from here on, and this would find it.
    assert await store.retrieve("visitor") is None


async def test_an_unreadable_database_is_no_empty_conversation(
    store: PatientTrackerStore, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PatientTrackerStore, "patience", 0.2)
    await store.save(conversation())
    with sqlite3.connect(file) as connection:
        connection.execute("ALTER TABLE events RENAME TO gone")
    with pytest.raises(sqlalchemy.exc.OperationalError):
        await store.retrieve("visitor")
    with pytest.raises(sqlalchemy.exc.OperationalError):
        await store.get_or_create_tracker("visitor")


async def test_a_mistake_of_ours_is_not_tried_for_ten_seconds(store: PatientTrackerStore) -> None:
    started = time.monotonic()
    with pytest.raises(AttributeError):
        await store.save(None)  # type: ignore[arg-type]
    assert time.monotonic() - started < 0.5


async def test_the_domain_reaches_the_store_inside(store: PatientTrackerStore) -> None:
    domain = Domain.from_yaml("version: '3.1'\nintents: [greet]")
    store.domain = domain
    assert store.domain is domain
    assert store._tracker_store.domain is domain
