"""What is too old is deleted: older sessions whole, silent conversations whole, and never what is being talked in."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time

import pytest
import sqlalchemy as sa
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet

from setup.environment import quiet_environment
from setup.terminal import PROJECT
from stores import erasure, migrations, retention
from stores.conversations import Conversations
from stores.database import Database
from stores.tracker_store import ConversationStore
from tests.stores.conftest import rows
from tests.stores.talking import Echo, message, turn_of

DAY = 86400.0
NOW = time.time()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, database: Database):
    """Sets the time of all that is written."""

    def move(days_ago: float) -> None:
        monkeypatch.setattr(time, "time", lambda: NOW - days_ago * DAY)
        for module in ("tracker_store", "erasure", "feedback"):
            monkeypatch.setattr(f"stores.{module}.clock", lambda connection: NOW - days_ago * DAY)

    return move


async def session(store: ConversationStore, sender_id: str, *texts: str) -> None:
    """Talks in a session of its own, begun as Rasa begins one."""
    tracker = await store.get_or_create_tracker(sender_id, append_action_listen=False)
    tracker.update(SlotSet("session_started_metadata", {"page": "home"}))
    for event in (ActionExecuted("action_session_start"), SessionStarted(), SlotSet("area", "ohio")):
        tracker.update(event)
    for text in texts:
        for event in turn_of(text):
            tracker.update(event)
    await store.save(tracker)


async def texts_of(conversations: Conversations, sender_id: str) -> list[str]:
    """Returns what a visitor said, as far as it is stored."""
    return [said.text for said in (await conversations.history(sender_id)).messages if said.sender == "visitor"]


async def test_older_sessions_go_whole_and_the_newest_stays(
    at, store: ConversationStore, conversations: Conversations, database: Database
) -> None:
    for days_ago, text in ((200, "oldest"), (120, "older"), (40, "newer"), (1, "newest")):
        at(days_ago)
        await session(store, "webchat:1", text)
    at(0)
    assert await retention.sweep(database, 90) == retention.Swept(0, 18)
    assert await texts_of(conversations, "webchat:1") == ["newer", "newest"]
    first = (await store.retrieve_full_tracker("webchat:1")).events[0]
    assert first.key == "session_started_metadata"
    assert (await retention.sweep(database, 90)).events == 0
    await conversations.take_turn(message("and on", "m1"), Echo(store))
    assert await texts_of(conversations, "webchat:1") == ["newer", "newest", "and on"]


async def test_a_silent_conversation_goes_whole_with_all_that_belongs_to_it(
    at, store: ConversationStore, conversations: Conversations, database: Database
) -> None:
    at(100)
    turn = await conversations.take_turn(message("long ago", "m1"), Echo(store))
    await conversations.give_feedback("webchat:1", turn.replies[0].id, "up", "thanks")
    await conversations.take_turn(message("long ago", "m1", "webchat:2"), Echo(store))
    at(10)
    await conversations.take_turn(message("lately", "m2", "webchat:2"), Echo(store))
    at(0)
    assert await retention.sweep(database, 90) == retention.Swept(1, 8)
    for table in ("events", "conversation", "request", "feedback"):
        assert rows(database, f"SELECT count(*) FROM {table} WHERE sender_id = 'webchat:1'") == [(0,)]
    # one session, spoken in lately
    assert await texts_of(conversations, "webchat:2") == ["long ago", "lately"]


async def test_a_conversation_with_a_turn_in_flight_stays(
    at, store: ConversationStore, conversations: Conversations, database: Database
) -> None:
    at(100)
    await conversations.take_turn(message("long ago", "m1"), Echo(store))
    at(0)
    await database.write(
        lambda connection: connection.exec_driver_sql(
            f"INSERT INTO ticket (sender_id, expires_at) VALUES ('webchat:1', {NOW + 86_400})"
        )
    )
    assert (await retention.sweep(database, 90)).events == 0
    assert await texts_of(conversations, "webchat:1") == ["long ago"]


async def test_sweeping_a_conversation_that_is_spoken_in_loses_nothing(
    at, store: ConversationStore, conversations: Conversations, database: Database
) -> None:
    for days_ago in (300, 200, 1):
        at(days_ago)
        await session(store, "webchat:1", f"{days_ago}")
    at(0)
    slow = Echo(store, seconds=0.3)
    flight = asyncio.ensure_future(conversations.take_turn(message("now", "m1"), slow))
    await slow.running.wait()
    await retention.sweep(database, 90)
    await flight
    assert await texts_of(conversations, "webchat:1") == ["1", "now"]


async def test_tombstones_and_copies_go_in_their_time(at, conversations: Conversations, database: Database) -> None:
    at(erasure.TOMBSTONE_DAYS + 1)
    await conversations.erase("webchat:1")
    at(0)
    copies = []
    if database.file:
        for name, age in (("old", 91), ("new", 1)):
            copies.append(database.file.with_name(f"{database.file.name}{migrations.BACKUP_SUFFIX}{name}"))
            copies[-1].touch()
            os.utime(copies[-1], (NOW - age * DAY,) * 2)
    else:
        for name in ("20200101t000000", "29990101t000000"):
            with database.engine.begin() as connection:
                connection.exec_driver_sql(f"CREATE SCHEMA {migrations.COPIED_SCHEMA}{name}_version_0")
    assert await conversations.is_erased("webchat:1")
    await retention.sweep(database, 90)
    assert not await conversations.is_erased("webchat:1")
    if database.file:
        assert [copy.exists() for copy in copies] == [False, True]
    else:
        copied = [name for name in sa.inspect(database.engine).get_schema_names() if "guide_backup" in name]
        assert copied == ["guide_backup_29990101t000000_version_0"]
    assert len(rows(database, "SELECT * FROM receipt")) == 1


async def test_the_commands_work_while_the_database_is_in_use(
    at, store: ConversationStore, conversations: Conversations, url: str
) -> None:
    at(100)
    await conversations.take_turn(message("long ago", "m1"), Echo(store))
    at(0)
    await conversations.take_turn(message("now", "m1", "webchat:2"), Echo(store))

    def command(*arguments: str, said: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
        environment = quiet_environment() | {"GUIDE_DATABASE": url, **settings}
        made = [sys.executable, "-m", "stores", *arguments]
        return subprocess.run(made, cwd=PROJECT, env=environment, input=said, capture_output=True, text=True)

    swept = command("sweep")
    assert "deleted 1 whole conversations, 8 events" in swept.stdout, swept.stderr
    erased = command("erase", said="webchat:2\n")
    assert "erased 8 events; receipt " in erased.stdout, erased.stderr
    nobody = command("erase", said="\n")
    assert nobody.returncode == 2
    assert "names no sender_id" in nobody.stderr
    refused = command("sweep", GUIDE_RETENTION_DAYS="never")
    assert refused.returncode == 2
    assert "GUIDE_RETENTION_DAYS=never" in refused.stderr
