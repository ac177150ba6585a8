"""What the servers of one guide have to know of each other beside the database; alone, a server knows it by itself."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

WINDOW_SECONDS = 60.0
_MOST_KEYS = 20_000


class Servers:
    """This server alone. Its connectors keep a conversation's events in order and know which they have answered."""

    def __init__(self) -> None:
        self._calls: dict[str, deque[float]] = {}

    async def count(self, key: str, most: int) -> float:
        """Counts a call of the last minute and returns 0; returns the seconds until there is room for one more."""
        now = time.monotonic()
        if len(self._calls) > _MOST_KEYS:
            self._forget(now)
        calls = self._calls.setdefault(key, deque())
        while calls and calls[0] <= now - WINDOW_SECONDS:
            calls.popleft()
        if len(calls) >= most:
            return calls[0] + WINDOW_SECONDS - now
        calls.append(now)
        return 0.0

    @asynccontextmanager
    async def line(self, sender_id: str) -> AsyncIterator[None]:
        """Waits until no other server is answering an earlier event of the conversation.

        Raises StoreUnavailable, LockError.
        """
        yield

    async def begin(self, key: str) -> bool:
        """Tells whether nobody else has answered an event, or is about to."""
        return True

    async def end(self, key: str) -> None:
        """Notes that an event has been answered."""

    async def has_ended(self, key: str) -> bool:
        """Tells whether another server has answered an event."""
        return False

    def _forget(self, now: float) -> None:
        quiet = [key for key, calls in self._calls.items() if not calls or calls[-1] <= now - WINDOW_SECONDS]
        for key in quiet:
            del self._calls[key]


def servers_at(locks: str) -> Servers:
    """Returns what GUIDE_LOCKS allows: with Redis there may be several servers."""
    if not locks.startswith(("redis://", "rediss://")):
        return Servers()
    from stores.redis_servers import RedisServers

    return RedisServers(locks)
