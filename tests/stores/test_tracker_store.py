"""A turn is stored whole or not at all, and read back as it was, however long people talk."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from pathlib import Path

import pytest
import sqlalchemy.exc
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import ActionExecuted, UserUtteranceReverted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from stores import snapshot
from stores.database import Database
from stores.errors import ConversationChanged, StoreUnavailable
from stores.tracker_store import ConversationStore
from tests.stores.conftest import DOMAIN, ON_SQLITE, rows
from tests.stores.talking import turn_of

pytestmark = pytest.mark.alone

SENDER = "rest:1"


async def talk(store: ConversationStore, *texts: str, sender_id: str = SENDER) -> DialogueStateTracker:
    """Takes a turn for each text and returns the last tracker."""
    for text in texts:
        tracker = await store.get_or_create_tracker(sender_id, append_action_listen=False)
        for event in turn_of(text, is_first=not tracker.events):
            tracker.update(event)
        await store.save(tracker)
    return tracker


async def test_what_is_saved_is_read_back(store: ConversationStore) -> None:
    await talk(store, "hello")
    read = await store.retrieve(SENDER)
    assert read is not None
    assert read.latest_message.text == "hello"
    assert read.get_slot("area") == "hello"
    assert await store.exists(SENDER)
    assert list(await store.keys()) == [SENDER]
    assert await store.retrieve("rest:nobody") is None
    assert not await store.exists("rest:nobody")


async def test_a_long_conversation_is_read_in_part_and_kept_whole(store: ConversationStore) -> None:
    await talk(store, *(f"text {number}" for number in range(60)))
    read, full = await store.retrieve(SENDER), await store.retrieve_full_tracker(SENDER)
    assert read is not None
    assert full is not None
    assert len(snapshot.without_state(read.events)) == snapshot.MOST_EVENTS
    assert len(full.events) == 3 + 60 * 5
    assert [event.text for event in full.events if event.type_name == "user"] == [f"text {n}" for n in range(60)]
    assert read.current_slot_values() == full.current_slot_values()
    assert read.past_states(DOMAIN)[-6:] == full.past_states(DOMAIN)[-6:]


async def test_rasas_own_store_reads_what_ours_wrote(store: ConversationStore, database: Database, url: str) -> None:
    await talk(store, "one", "two")
    where = {"host": url} if "://" in url else {"db": url}
    stock = await SQLTrackerStore(DOMAIN, **where).retrieve_full_tracker(SENDER)
    ours = await store.retrieve_full_tracker(SENDER)
    assert stock is not None
    assert ours is not None
    assert list(stock.events) == list(ours.events)
    row, _ = rows(database, "SELECT * FROM events WHERE type_name = 'user' ORDER BY id")
    assert row[1:3] == (SENDER, "user")
    assert row[4:6] == ("ask", None)
    assert json.loads(row[6])["text"] == "one"


async def test_messages_can_be_taken_back_until_the_first(store: ConversationStore) -> None:
    await talk(store, *(f"text {number}" for number in range(16)))
    for left in range(15, -1, -1):
        tracker = await store.get_or_create_tracker(SENDER)
        tracker.update(UserUtteranceReverted())
        tracker.update(ActionExecuted("action_listen"))
        assert tracker.get_slot("area") == (f"text {left - 1}" if left else None)
        await store.save(tracker)


async def test_going_back_leaves_what_it_leaves_on_rasas_store(store: ConversationStore) -> None:
    await talk(store, *(f"text {number}" for number in range(16)))
    for _ in range(15):
        tracker, full = await store.get_or_create_tracker(SENDER), await store.get_or_create_full_tracker(SENDER)
        for event in (UserUttered("/back"), ActionExecuted("action_back"), *2 * [UserUtteranceReverted()]):
            tracker.update(event)
            full.update(event)
        assert (tracker.get_slot("area"), tracker.followup_action) == (full.get_slot("area"), full.followup_action)
        tracker.update(ActionExecuted("action_listen"))
        await store.save(tracker)


async def test_two_turns_that_read_the_same_do_not_both_get_stored(store: ConversationStore) -> None:
    await talk(store, "first")
    one, other = await store.retrieve(SENDER), await store.retrieve(SENDER)
    for tracker in (one, other):
        for event in turn_of("second"):
            tracker.update(event)
    await store.save(one)
    with pytest.raises(ConversationChanged):
        await store.save(other)
    full = await store.retrieve_full_tracker(SENDER)
    assert full is not None
    assert len(full.events) == 3 + 2 * 5


async def test_two_first_turns_do_not_both_get_stored(store: ConversationStore) -> None:
    one, other = [await store.get_or_create_tracker(SENDER, append_action_listen=False) for _ in range(2)]
    for tracker in (one, other):
        for event in turn_of("hello", is_first=True):
            tracker.update(event)
    await store.save(one)
    with pytest.raises(ConversationChanged):
        await store.save(other)


async def test_a_commit_whose_answer_is_lost_is_not_made_twice(
    store: ConversationStore, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, lost = database._run, []

    def losing(work, mode, durable):
        result = run(work, mode, durable)
        if mode == "IMMEDIATE" and not lost:
            lost.append(True)
            raise sqlite3_operational_error()
        return result

    monkeypatch.setattr(database, "_run", losing)
    tracker = await talk(store, "hello")
    assert lost
    full = await store.retrieve_full_tracker(SENDER)
    assert full is not None
    assert len(full.events) == 8
    assert len(tracker.loaded.ids) == 8


def sqlite3_operational_error() -> Exception:
    """Returns what SQLAlchemy raises when a connection is lost."""
    return sqlalchemy.exc.OperationalError("COMMIT", {}, sqlite3.OperationalError("connection lost"))


async def test_what_the_http_api_appends_is_stored_once(store: ConversationStore) -> None:
    """Rasa's API reads all sessions, appends, and saves; or makes a tracker by itself and saves that."""
    await talk(store, "hello")
    full = await store.get_or_create_full_tracker(SENDER)
    full.update(ActionExecuted("action_of_the_api"))
    await store.save(full)
    own = DialogueStateTracker.from_events(SENDER, [*full.events, ActionExecuted("one_more")], DOMAIN.slots)
    await store.save(own)
    await store.save(own)
    names = [event.as_dict().get("name") for event in (await store.retrieve_full_tracker(SENDER)).events]
    assert names.count("action_of_the_api") == names.count("one_more") == 1
    assert len(names) == 10


@ON_SQLITE
async def test_a_lock_that_goes_away_costs_only_time(store: ConversationStore, url: str) -> None:
    await talk(store, "hello")
    locker = sqlite3.connect(url, isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")
    saving = asyncio.ensure_future(talk(store, "again"))
    await asyncio.sleep(0.8)
    assert not saving.done()
    locker.execute("COMMIT")
    await asyncio.wait_for(saving, 3)
    full = await store.retrieve_full_tracker(SENDER)
    assert full is not None
    assert len(full.events) == 13


@ON_SQLITE
async def test_nobody_else_waits_for_a_lock(store: ConversationStore, url: str) -> None:
    await talk(store, "hello")
    with sqlite3.connect(url, isolation_level=None) as locker:
        locker.execute("BEGIN IMMEDIATE")
        saving = asyncio.ensure_future(talk(store, "again"))
        for _ in range(20):
            started = time.monotonic()
            await asyncio.sleep(0.02)
            assert time.monotonic() - started < 0.2
        locker.execute("COMMIT")
        await saving


@ON_SQLITE
async def test_a_lock_that_stays_fails_the_turn_and_stores_nothing(store: ConversationStore, url: str) -> None:
    await talk(store, "hello")
    locker = sqlite3.connect(url, isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    with pytest.raises(StoreUnavailable):
        await talk(store, "again")
    assert 1 < time.monotonic() - started < 6
    locker.execute("COMMIT")
    full = await store.retrieve_full_tracker(SENDER)
    assert full is not None
    assert len(full.events) == 8


async def test_an_unreadable_database_is_no_empty_conversation(store: ConversationStore, database: Database) -> None:
    await talk(store, "hello")
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE events RENAME TO gone")
    database.patience = 0.2
    for read in (store.retrieve, store.get_or_create_tracker, store.retrieve_full_tracker):
        # SQLite says so of a lock too, and is given its time
        with pytest.raises((StoreUnavailable, sqlalchemy.exc.ProgrammingError)):
            await read(SENDER)


@ON_SQLITE
async def test_the_file_is_its_owners_alone_and_a_reader_stops_nobody(store: ConversationStore, url: str) -> None:
    assert Path(url).stat().st_mode & 0o777 == 0o600
    reader = sqlite3.connect(url, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM events").fetchall()
    started = time.monotonic()
    await talk(store, "hello")
    assert time.monotonic() - started < 1
    reader.execute("COMMIT")
    assert reader.execute("SELECT count(*) FROM events").fetchone() == (8,)
