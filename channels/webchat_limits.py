"""How often one visitor, one address and all together may call, at all servers where they share Redis."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from rasa.core.channels.channel import UserMessage

from channels.webchat_calls import CallError
from stores.conversations import Handle
from stores.servers import Servers

# Looking for news is cheap, and a school's visitors share one address.
READS_PER_WRITE = 10
# Turns of one address that run at once at a server: as many as keep it busy. All that an address may send in a minute,
# at once, would hold everybody else up until the last of them is answered.
MOST_AT_ONCE = 2


@dataclass(frozen=True)
class Limits:
    """Refuses what is over the limits of the last minute: writes of a `session`, of an `address`, in `total`."""

    session: int
    address: int
    total: int

    async def count_address(self, servers: Servers, address: str, is_read: bool) -> None:
        """Counts a call from an address; raises CallError when it is one too many."""
        await _count(servers, f"address {address}", self.address, is_read)

    async def count_session(self, servers: Servers, session: str, is_read: bool) -> None:
        """Counts a call of a session; raises CallError when it is one too many."""
        await _count(servers, f"session {session}", self.session, is_read)

    async def count_total(self, servers: Servers, is_read: bool) -> None:
        """Counts a call that its own limits let through, so that nobody uses up what is for all beyond their share.

        Raises CallError when it is one too many for all visitors together.
        """
        await _count(servers, "all", self.total, is_read)


@dataclass
class _Line:
    running: int = 0
    waiting: deque[asyncio.Future[None]] = field(default_factory=deque)


class Lines:
    """Lets few turns of an address run at once at this server; its others wait in order, and nobody else with them."""

    def __init__(self) -> None:
        self._lines: dict[str, _Line] = {}

    def behind(self, address: str, handle: Handle) -> Handle:
        """Returns `handle` for a turn of the address: it begins when there is room, and keeps its room to its end.

        That holds for a turn whose caller has gone away, too: whoever does not wait for answers gets no more of them.
        """

        async def in_line(message: UserMessage) -> Any:
            line = self._lines.setdefault(address, _Line())
            if line.running < MOST_AT_ONCE:
                line.running += 1
            else:
                await self._room(address, line)
            try:
                return await handle(message)
            finally:
                self._leave(address, line)

        return in_line

    async def _room(self, address: str, line: _Line) -> None:
        """Waits until a turn that ends hands its room over; one that is called off then hands it on."""
        room = asyncio.get_running_loop().create_future()
        line.waiting.append(room)
        try:
            await room
        except asyncio.CancelledError:
            if not room.cancelled():
                self._leave(address, line)
            raise

    def _leave(self, address: str, line: _Line) -> None:
        while line.waiting:
            following = line.waiting.popleft()
            if not following.done():
                following.set_result(None)
                return
        line.running -= 1
        if not line.running:
            del self._lines[address]


async def _count(servers: Servers, who: str, most: int, is_read: bool) -> None:
    kind, most = ("read", most * READS_PER_WRITE) if is_read else ("write", most)
    wait = await servers.count(f"{kind} {who}", most)
    if wait:
        raise CallError(429, "rate_limited", "Too many calls in the last minute.", retry_after=math.ceil(wait))
