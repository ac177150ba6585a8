"""How much all visitors together may ask, at one server and at two that share Redis."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from channels.webchat import WebchatInput
from channels.webchat_limits import MOST_AT_ONCE, Lines
from setup import services
from setup.services import Service
from stores.redis_servers import RedisServers
from tests.channels.fake_api import FakeApi
from tests.channels.house import House, open_house

ORIGIN = "https://www.example.edu"
TOTAL = 7
CREDENTIALS = {
    "secret": "c1f0a9d7e35b42868e0d5b7a93c6f148",
    "origins": ORIGIN,
    "session_rate": "4",
    "address_rate": "100",
    "total_rate": str(TOTAL),
}


@pytest.fixture(scope="module")
def shared() -> Iterator[Service]:
    """A Redis server."""
    with services.redis() as service:
        yield service


@pytest_asyncio.fixture
async def two(tmp_path: Path, api: FakeApi, shared: Service) -> AsyncIterator[list[House]]:
    """Two servers with a website chat and one Redis."""
    async with AsyncExitStack() as stack:
        houses = []
        for _ in range(2):
            chat = WebchatInput.from_credentials(CREDENTIALS)
            houses.append(await stack.enter_async_context(open_house(tmp_path, api, chat)))
            houses[-1].conversations.servers = RedisServers(shared.url)
        yield houses


async def call(house: House, method: str, path: str, token: str = "", body: Any = None) -> tuple[int, Any, str]:
    """Returns the status, the JSON and Retry-After of a call of the webchat API."""
    headers = {"Origin": ORIGIN, **({"Authorization": f"Bearer {token}"} if token else {})}
    address = f"{house.address}/webhooks/webchat{path}"
    async with house.session.request(method, address, data=json.dumps(body), headers=headers) as answer:
        return answer.status, await answer.json(), answer.headers.get("Retry-After", "")


async def say(house: House, token: str) -> tuple[int, Any, str]:
    """Returns what became of a message."""
    return await call(house, "POST", "/messages", token, {"client_id": str(uuid.uuid4()), "text": "hello"})


async def test_all_visitors_together_are_told_to_wait_at_both_servers(two: list[House]) -> None:
    tokens = []
    for number in range(2):
        status, begun, _ = await call(two[number], "POST", "/sessions")
        assert status == 201
        tokens.append(begun["token"])
    # One visitor's messages beyond their own limit are refused and use nothing up of what is for all.
    statuses = [(await say(two[number % 2], tokens[0]))[0] for number in range(8)]
    assert statuses == [200] * 4 + [429] * 4
    assert (await say(two[1], tokens[1]))[0] == 200
    for house in two:
        status, body, wait = await say(house, tokens[1])
        assert (status, body["error"]["code"]) == (429, "rate_limited")
        assert 0 < int(wait) <= 60
        assert (await call(house, "POST", "/sessions"))[0] == 429
        # Looking for news and health checks go on.
        assert (await call(house, "GET", "/messages", tokens[1]))[0] == 200
        assert (await call(house, "GET", "/health"))[0] == 200
    assert len(two[0].heard) + len(two[1].heard) == TOTAL


async def test_a_turn_that_is_called_off_as_its_room_comes_hands_it_on() -> None:
    lines, ends = Lines(), asyncio.Event()
    taken: list[int] = []

    async def handle(number: int) -> None:
        taken.append(number)
        if number < MOST_AT_ONCE:
            await ends.wait()

    in_line = lines.behind("192.0.2.1", handle)
    turns = [asyncio.ensure_future(in_line(number)) for number in range(MOST_AT_ONCE + 3)]
    await asyncio.sleep(0)
    assert taken == list(range(MOST_AT_ONCE))
    ends.set()
    while not turns[0].done():
        await asyncio.sleep(0)
    called_off = turns[MOST_AT_ONCE]
    called_off.cancel()
    await asyncio.wait_for(asyncio.gather(*turns, return_exceptions=True), 5)
    assert [turn.cancelled() for turn in turns] == [turn is called_off for turn in turns]
    assert lines._lines == {}
