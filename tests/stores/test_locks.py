"""Turns of a conversation run one after the other, in order, in several processes; a killed one holds nobody up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import LockError
from rasa.utils.endpoints import EndpointConfig

from setup.services import Service
from stores import locks
from stores.conversations import Conversations
from stores.database import Database, close_database, open_database
from stores.locks import TurnLockStore
from stores.schema import ticket
from stores.tracker_store import ConversationStore
from tests.stores.conftest import DOMAIN, new_database
from tests.stores.talking import SENDER, Echo, message

pytestmark = pytest.mark.alone


@pytest.fixture(params=["sqlite", "postgresql", "redis"])
def address(request: pytest.FixtureRequest, tmp_path) -> Iterator[str]:
    """Where tickets can be."""
    if request.param == "redis":
        service: Service = request.getfixturevalue("redis")
        yield service.url
        return
    if request.param == "sqlite":
        url = str(tmp_path / "conversations.sqlite")
    else:
        url = new_database(request.getfixturevalue("postgresql"))
    yield url
    close_database(url)


def processes(address: str, number: int) -> list[TurnLockStore]:
    """Returns lock stores that know nothing of one another, as in several processes."""
    return [TurnLockStore(EndpointConfig(address)) for _ in range(number)]


async def test_turns_run_in_the_order_they_came(address: str) -> None:
    stores, order, inside = processes(address, 3), [], []

    async def turn(number: int) -> None:
        async with stores[number % 3].lock("webchat:order"):
            inside.append(number)
            assert len(inside) == 1
            await asyncio.sleep(0.01)
            inside.remove(number)
            order.append(number)

    turns = []
    for number in range(12):
        turns.append(asyncio.ensure_future(turn(number)))
        # it has come when it has its ticket
        while sum(len(store._held) for store in stores) + len(order) <= number:
            await asyncio.sleep(0.002)
    await asyncio.gather(*turns)
    assert order == list(range(12))


async def test_many_at_once_are_never_two_inside(address: str) -> None:
    stores, inside, most = processes(address, 4), 0, 0

    async def turn(number: int) -> None:
        nonlocal inside, most
        async with stores[number % 4].lock("webchat:many"):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.002)
            inside -= 1

    await asyncio.gather(*(turn(number) for number in range(16)))
    assert most == 1


async def test_other_conversations_do_not_wait(address: str) -> None:
    (store,) = processes(address, 1)
    async with store.lock("webchat:a"):
        started = time.monotonic()
        async with store.lock("webchat:b"):
            assert time.monotonic() - started < 1


async def test_a_killed_process_holds_nobody_up_for_long(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "LEASE_SECONDS", 0.6)
    monkeypatch.setattr(locks, "RENEWAL_SECONDS", 0.2)
    killed, other = processes(address, 2)
    # drawn and never given back nor renewed
    await killed._tickets.draw("webchat:killed")
    started = time.monotonic()
    async with other.lock("webchat:killed"):
        assert 0.3 < time.monotonic() - started < 3


async def test_a_long_turn_keeps_its_place(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "LEASE_SECONDS", 0.6)
    monkeypatch.setattr(locks, "RENEWAL_SECONDS", 0.2)
    one, other = processes(address, 2)
    done = []

    async def long_turn() -> None:
        async with one.lock("webchat:long"):
            await asyncio.sleep(1.5)
            done.append("long")

    long = asyncio.ensure_future(long_turn())
    await asyncio.sleep(0.2)
    async with other.lock("webchat:long"):
        done.append("other")
    await long
    assert done == ["long", "other"]


async def test_nobody_waits_for_ever(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "LONGEST_WAIT_SECONDS", 0.3)
    one, other = processes(address, 2)
    async with one.lock("webchat:ever"):
        with pytest.raises(LockError):
            async with other.lock("webchat:ever"):
                pass


async def test_a_request_at_two_processes_takes_one_turn(database: Database, url: str, address: str) -> None:
    echoes = [Echo(ConversationStore(DOMAIN, db=url), store, seconds=0.05) for store in processes(address, 3)]
    doors = [Conversations(database) for _ in echoes]
    turns = await asyncio.gather(
        *(door.take_turn(message("hello", "m1"), echo) for door, echo in zip(doors, echoes, strict=True))
    )
    assert sorted(turn.repeated for turn in turns) == [False, True, True]
    assert {turn.cursor for turn in turns} == {turns[0].cursor}
    assert len((await doors[0].history(SENDER)).messages) == 2


async def test_turns_at_several_processes_are_all_stored(database: Database, url: str, address: str) -> None:
    echoes = [Echo(ConversationStore(DOMAIN, db=url), store) for store in processes(address, 3)]
    door = Conversations(database)
    await asyncio.gather(*(door.take_turn(message(f"{n}", f"m{n}"), echoes[n % 3]) for n in range(12)))
    said = (await door.history(SENDER, after="0", limit=100)).messages
    assert len(said) == 24
    assert {one.client_id for one in said if one.sender == "visitor"} == {f"m{n}" for n in range(12)}


def test_one_database_is_opened_once(database: Database, url: str) -> None:
    assert open_database(url) is database


async def test_a_turn_leaves_the_queue_with_what_it_stores(database: Database, url: str) -> None:
    store, (lock, other) = ConversationStore(DOMAIN, db=url), processes(url, 2)
    order = []

    async def handle(said: UserMessage) -> None:
        async with lock.lock(said.sender_id):
            await Echo(store)(said)
            # Stored, and not yet at its end: the next turn, at another process, may begin.
            async with other.lock(said.sender_id):
                order.append("next")
        order.append("end")

    await asyncio.wait_for(Conversations(database).take_turn(message("hello", "m1"), handle), 5)
    assert order == ["next", "end"]
    assert await database.read(lambda connection: connection.execute(sa.select(ticket)).all()) == []


async def test_a_turn_that_is_not_stored_leaves_the_queue_too(database: Database, url: str) -> None:
    (lock,) = processes(url, 1)

    async def handle(said: UserMessage) -> None:
        async with lock.lock(said.sender_id):
            raise ValueError("the assistant fails")

    with pytest.raises(ValueError, match="fails"):
        await Conversations(database).take_turn(message("hello", "m1"), handle)
    assert await database.read(lambda connection: connection.execute(sa.select(ticket)).all()) == []
