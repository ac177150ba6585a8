"""What the database is put through while people talk: readers, writers, a restart, a hang, a wrong clock, erasures.

GUIDE_ERASURES sets how many conversations are erased while a turn of theirs runs; 100 are the full trial.
"""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import threading
import time
from collections.abc import Callable
from typing import Any

import psutil
import pytest
from rasa.core.lock_store import LockError
from rasa.utils.endpoints import EndpointConfig
from structlog.testing import capture_logs

from setup.services import Service
from stores.conversations import Conversations
from stores.database import Database, close_database, open_database
from stores.errors import ConversationChanged, ConversationErased, StoreUnavailable
from stores.locks import TurnLockStore
from stores.schema import of_a_sender
from stores.tracker_store import ConversationStore
from tests.stores.conftest import DOMAIN, ON_SQLITE, new_database, rows
from tests.stores.talking import Echo, message

pytestmark = pytest.mark.alone

ERASURES = int(os.environ.get("GUIDE_ERASURES", "10"))
# Ten conversations in turn, while something is wrong with the database.
VISITORS = 10


async def talk_meanwhile(
    conversations: Conversations, store: ConversationStore, trouble: Callable[[], None]
) -> tuple[list[str], float]:
    """Lets people talk until the trouble is over; returns what was answered, and the longest turn in seconds."""
    thread = threading.Thread(target=trouble)
    answered, longest, number = [], 0.0, 0
    thread.start()
    while thread.is_alive() or number % VISITORS:
        started = time.monotonic()
        turn = await conversations.take_turn(
            message(f"text {number}", f"m{number}", f"webchat:{number % VISITORS}"), Echo(store)
        )
        answered += [said.text or "" for said in turn.messages]
        longest = max(longest, time.monotonic() - started)
        number += 1
        await asyncio.sleep(0.01)
    thread.join()
    return answered, longest


async def everything_stored(conversations: Conversations) -> list[str]:
    """Returns all that was said, in the order in which it was stored."""
    pages = [await conversations.history(f"webchat:{n}", after="0", limit=200) for n in range(VISITORS)]
    assert not any(page.more for page in pages)
    said = sorted((one for page in pages for one in page.messages), key=lambda one: int(one.id))
    return [one.text or "" for one in said]


@ON_SQLITE
async def test_a_reader_of_twelve_seconds_stops_nobody(
    conversations: Conversations, store: ConversationStore, url: str
) -> None:
    def read() -> None:
        with sqlite3.connect(url, isolation_level=None) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM events").fetchall()
            time.sleep(12 if ERASURES > 10 else 2)

    answered, longest = await talk_meanwhile(conversations, store, read)
    assert longest < 1
    assert answered[-2:] == (await everything_stored(conversations))[-2:]
    assert len(set(answered)) == len(answered)


@ON_SQLITE
async def test_a_writer_of_nine_seconds_costs_only_time(url: str) -> None:
    database = open_database(url, patience=10.0)
    conversations, store = Conversations(database), ConversationStore(DOMAIN, db=url)
    seconds = 9 if ERASURES > 10 else 3

    def write() -> None:
        with sqlite3.connect(url, isolation_level=None) as writer:
            writer.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            writer.execute("COMMIT")

    answered, longest = await talk_meanwhile(conversations, store, write)
    assert seconds - 1 < longest < seconds + 3
    assert answered == await everything_stored(conversations)


async def test_a_restart_of_postgresql_costs_only_time(postgresql: Service) -> None:
    url = new_database(postgresql)
    database = open_database(url, patience=10.0)
    conversations, store = Conversations(database), ConversationStore(DOMAIN, db=url)

    def restart() -> None:
        time.sleep(0.5)
        postgresql.stop()
        time.sleep(1)
        postgresql.start()
        time.sleep(0.5)

    answered, _ = await talk_meanwhile(conversations, store, restart)
    assert answered == await everything_stored(conversations)
    close_database(url)


async def test_a_database_that_hangs_fails_the_turn_in_words_and_recovers(postgresql: Service) -> None:
    url = new_database(postgresql)
    database = open_database(url, patience=1.0)
    conversations, store = Conversations(database), ConversationStore(DOMAIN, db=url)
    await conversations.take_turn(message("hello", "m1"), Echo(store))
    assert postgresql.process is not None
    server = psutil.Process(postgresql.process.pid)
    stopped = [server, *server.children(recursive=True)]
    for process in stopped:
        process.suspend()
    try:
        # As many as there are threads, and one more.
        turns = [conversations.take_turn(message("again", f"m2-{n}", f"webchat:{n}"), Echo(store)) for n in range(9)]
        with capture_logs():
            ends = await asyncio.gather(*turns, return_exceptions=True)
    finally:
        for process in stopped:
            process.resume()
    assert {type(end) for end in ends} == {StoreUnavailable}
    deadline = time.monotonic() + 30
    while True:
        try:
            assert not (await conversations.take_turn(message("again", "m3"), Echo(store))).repeated
            break
        except StoreUnavailable:
            assert time.monotonic() < deadline, "it does not recover"
    close_database(url)


@ON_SQLITE
async def test_a_clock_that_jumps_costs_no_turn_that_was_answered(
    conversations: Conversations, store: ConversationStore, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, wrong = time.time, [0.0]
    monkeypatch.setattr(time, "time", lambda: real() + wrong[0])
    locks = TurnLockStore(EndpointConfig(url))
    answered = []
    for number in range(60):
        # Days ahead, days back, and right again, in the midst of turns that wait for one another.
        wrong[0] = (0.0, 2 * 86400.0, -2 * 86400.0)[number // 10 % 3]
        pair = [message(f"{number}-{n}", f"m{number}-{n}", f"webchat:{number % VISITORS}") for n in range(2)]
        flights = [asyncio.ensure_future(conversations.take_turn(m, Echo(store, locks, 0.01))) for m in pair]
        await asyncio.sleep(0.005)
        wrong[0] = -wrong[0]
        with capture_logs():
            ends = await asyncio.gather(*flights, return_exceptions=True)
        refused = [end for end in ends if isinstance(end, Exception)]
        assert all(isinstance(end, LockError | ConversationChanged) for end in refused), refused
        answered += [said.text or "" for end in ends if not isinstance(end, BaseException) for said in end.messages]
    assert sorted(answered) == sorted(await everything_stored(conversations))
    # Whoever was refused is not refused again, and nobody's ticket of another day is in the way.
    wrong[0] = 0.0
    for number in range(VISITORS):
        turn = await conversations.take_turn(message("after", "after", f"webchat:{number}"), Echo(store, locks))
        assert not turn.repeated


async def test_nothing_comes_back_of_who_is_erased_while_turns_run(
    conversations: Conversations, database: Database, url: str
) -> None:
    chance = random.Random(0)
    store = ConversationStore(DOMAIN, db=url)

    async def erase_in_flight(number: int) -> list[Any]:
        sender_id = f"webchat:erased-{number}"
        for turn in range(chance.randint(0, 3)):
            await conversations.take_turn(message("earlier", f"m{turn}", sender_id), Echo(store))
        echoes = [Echo(store, seconds=chance.uniform(0, 0.05)) for _ in range(2)]
        flights = [
            asyncio.ensure_future(conversations.take_turn(message("in flight", f"f{n}", sender_id), echo))
            for n, echo in enumerate(echoes)
        ]
        await echoes[0].running.wait()
        await asyncio.sleep(chance.uniform(0, 0.06))
        await conversations.erase(sender_id)
        return await asyncio.gather(*flights, return_exceptions=True)

    ends = [end for number in range(ERASURES) for end in await erase_in_flight(number)]
    assert any(isinstance(end, ConversationErased) for end in ends)
    for table in of_a_sender():
        found = rows(database, f"SELECT count(*) FROM {table.name} WHERE sender_id LIKE 'webchat:erased-%%'")
        assert found == [(0,)], table.name


async def test_a_database_that_stays_away_fails_the_turn_in_words(postgresql: Service) -> None:
    url = new_database(postgresql)
    database = open_database(url, patience=1.0)
    conversations, store = Conversations(database), ConversationStore(DOMAIN, db=url)
    await conversations.take_turn(message("hello", "m1"), Echo(store))
    postgresql.stop()
    try:
        with pytest.raises(StoreUnavailable):
            await conversations.take_turn(message("again", "m2"), Echo(store))
    finally:
        postgresql.start()
    assert not (await conversations.take_turn(message("again", "m2"), Echo(store))).repeated
    close_database(url)
