"""A platform's events at two servers that share a database and Redis: answered once, in order, and not forgotten."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
import redis.asyncio
from rasa.core.channels.channel import UserMessage

from channels.output import StoredOutput
from setup import services
from setup.services import Service
from stores.redis_client import named
from stores.redis_servers import RedisServers
from tests.channels.fake_api import FakeApi
from tests.channels.house import House, open_house
from tests.channels.platforms import ALL, Platform, Telegram
from tests.channels.test_desk_sending import ask, desk_of

SECONDS = 30.0
Two = tuple[House, House]


@pytest.fixture(scope="module")
def shared() -> Iterator[Service]:
    """A Redis server."""
    with services.redis() as service:
        yield service


@pytest_asyncio.fixture
async def two(tmp_path: Path, api: FakeApi, shared: Service) -> AsyncIterator[Two]:
    """Two servers."""
    async with open_house(tmp_path, api) as one, open_house(tmp_path, api) as other:
        for house in (one, other):
            house.conversations.servers = RedisServers(shared.url)
        yield one, other


def sent(two: Two, platform: Platform, person: str) -> list[str]:
    """Returns what the platform has been given for somebody."""
    return [platform.shows(message) for message in two[0].api.taken.get(f"{platform.name}:{person}", [])]


@pytest.mark.parametrize("platform", ALL.values(), ids=ALL)
async def test_an_event_that_comes_to_both_servers_is_answered_once(two: Two, platform: Platform) -> None:
    person = platform.person()
    event = platform.text(person, "hello")
    statuses = await asyncio.gather(*(house.post(platform, event) for house in two * 2))
    assert {status for status, _ in statuses} == {200}
    for house in two:
        await house.settle()
    # And later again, as a platform does that has heard nothing.
    late = platform.text(person, "goodbye")
    for house in two:
        await house.post(platform, late)
        await house.settle()
    assert ["hello" in text or "goodbye" in text for text in sent(two, platform, person)] == [True, True]
    assert sorted(two[0].texts() + two[1].texts()) == ["goodbye", "hello"]


async def test_answers_come_in_the_order_in_which_two_servers_were_asked(two: Two, shared: Service) -> None:
    platform, texts = Telegram(), ["first question", "second question"]
    person = platform.person()
    client = redis.asyncio.Redis.from_url(shared.url)
    posts = []
    async with two[0].conversations.servers.line(f"telegram:{person}"):
        queue = named("queue", named("line", f"telegram:{person}"))
        for number, text in enumerate(texts):
            posts.append(asyncio.ensure_future(two[number].post(platform, platform.text(person, text))))
            deadline = time.monotonic() + SECONDS
            while await client.llen(queue) < number + 2:
                assert time.monotonic() < deadline
                await asyncio.sleep(0.01)
    await asyncio.gather(*posts)
    for house in two:
        await house.settle()
    await client.close()
    answers = sent(two, platform, person)
    assert len(answers) == 2 and all(text in answer for text, answer in zip(texts, answers, strict=True))


async def test_what_a_server_took_and_never_answered_is_answered_by_another(two: Two) -> None:
    platform = Telegram()
    person = platform.person()
    event = platform.text(person, "hello")
    key, output = str(json.loads(event.body)["update_id"]), StoredOutput("telegram")
    message = UserMessage("hello", output, f"telegram:{person}", input_channel="telegram", message_id=key, metadata={})
    # Stored, and then the server was killed.
    await two[0].conversations.take_turn(message, two[0].handle)
    assert sent(two, platform, person) == []
    await two[1].post(platform, event)
    await two[1].settle()
    assert len(sent(two, platform, person)) == 1


async def test_a_silent_claim_is_ended_by_one_server(two: Two) -> None:
    platform = Telegram()
    desks = [desk_of(house) for house in two]
    person = platform.person()
    await two[0].say(platform, person, "hello")
    sender = f"telegram:{person}"
    await ask(two[0], sender)
    await desks[0].claim(sender, "ann", "claim")
    await asyncio.gather(*(one.end_silent_claims(time.time() + 60) for one in desks))
    for house in two:
        await house.settle()
    assert len(sent(two, platform, person)) == 3


async def test_without_redis_people_are_asked_to_try_again(two: Two, shared: Service) -> None:
    platform = Telegram()
    person = platform.person()
    shared.stop()
    try:
        await two[0].post(platform, platform.text(person, "hello"))
        await two[0].settle()
    finally:
        shared.start()
    assert sent(two, platform, person) == [two[0].connectors["telegram"].words.try_again]
    assert two[0].heard == []
