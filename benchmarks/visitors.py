"""Visitors that talk to an assistant over REST, some at a time, as fast as they are answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp

LONGEST_TURN_SECONDS = 60


@dataclass(frozen=True)
class Said:
    """What a visitor says, and whether it is a question or a turn of a flow."""

    text: str
    kind: str


@dataclass(frozen=True)
class Answered:
    """A turn: what kind it was and how many milliseconds its answer took."""

    kind: str
    milliseconds: float


@dataclass(frozen=True)
class Load:
    """All turns of a load, and the seconds from the first question to the last answer."""

    turns: list[Answered]
    seconds: float


def load(base: str, conversation: Sequence[Said], conversations: int, visitors: int, name: str) -> Load:
    """Holds a conversation so many times, `visitors` of them at once, each under a name of its own.

    Raises RuntimeError at silence or a status other than 200.
    """
    return asyncio.run(_load(base, conversation, conversations, visitors, name))


async def _load(base: str, conversation: Sequence[Said], conversations: int, visitors: int, name: str) -> Load:
    numbers = iter(range(conversations))
    turns: list[Answered] = []
    timeout = aiohttp.ClientTimeout(total=LONGEST_TURN_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:

        async def visit() -> None:
            for number in numbers:
                for said in conversation:
                    milliseconds = await _say(session, base, f"{name}-{number}", said.text)
                    turns.append(Answered(said.kind, milliseconds))

        started = time.perf_counter()
        await asyncio.gather(*(visit() for _ in range(visitors)))
        return Load(turns, time.perf_counter() - started)


async def _say(session: aiohttp.ClientSession, base: str, sender: str, text: str) -> float:
    started = time.perf_counter()
    async with session.post(f"{base}/webhooks/rest/webhook", json={"sender": sender, "message": text}) as response:
        replies = await response.json()
    if response.status != 200 or not replies:
        raise RuntimeError(f"status {response.status} and {len(replies)} replies after {text!r}")
    return (time.perf_counter() - started) * 1000
