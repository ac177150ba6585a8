"""What several servers share in Redis: counted calls, the order of a platform's events, which of them were answered."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import redis.exceptions
import structlog
from rasa.utils.endpoints import EndpointConfig

from stores.locks import TurnLockStore
from stores.redis_client import client, named
from stores.servers import WINDOW_SECONDS, Servers

log = structlog.get_logger(__name__)

# A server that was killed while it answered an event is waited for so long.
BEGUN_SECONDS = 30
# As long as a connector takes a repeated event for one that may not have been answered.
ENDED_SECONDS = 600
PATIENCE_SECONDS = 5.0
# Counting may not hold a call up.
COUNT_PATIENCE_SECONDS = 1.0
_ENDED = "ended"

# The last calls of a key, by Redis' own clock, in milliseconds. Returns how long there is no room for one more.
_COUNT = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local most, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local earliest = redis.call('LINDEX', KEYS[1], -most)
if earliest and tonumber(earliest) > now - window then return tonumber(earliest) + window - now end
redis.call('RPUSH', KEYS[1], now)
redis.call('LTRIM', KEYS[1], -most, -1)
redis.call('PEXPIRE', KEYS[1], window)
return 0
"""


class RedisServers(Servers):
    """All servers that have the same Redis.

    While it does not answer, each server counts calls by itself, so that a limit neither falls away nor shuts
    everybody out, and nobody's events count as answered: an answer that comes twice is better than none.
    """

    def __init__(self, url: str) -> None:
        super().__init__()
        self._redis = client(url, PATIENCE_SECONDS, decode_responses=True)
        self._counter = client(url, COUNT_PATIENCE_SECONDS)
        self._count = self._counter.register_script(_COUNT)
        self._lines = TurnLockStore(EndpointConfig(url=url))

    async def count(self, key: str, most: int) -> float:
        """Counts a call at any server."""
        try:
            wait = await self._count(keys=[named("calls", key)], args=[most, int(WINDOW_SECONDS * 1000)])
        except redis.exceptions.RedisError as error:
            log.warning("rates.alone", reason=type(error).__name__)
            return await super().count(key, most)
        return int(wait) / 1000

    @asynccontextmanager
    async def line(self, sender_id: str) -> AsyncIterator[None]:
        """Waits for all events of the conversation that came to any server before.

        Raises StoreUnavailable without Redis, LockError after a minute.
        """
        async with self._lines.lock(named("line", sender_id)):
            yield

    async def begin(self, key: str) -> bool:
        """Tells whether no server has answered the event, or is about to."""
        name, mine = named("event", key), secrets.token_hex(8)
        if await _ask(self._redis.set(name, mine, nx=True, ex=BEGUN_SECONDS), True):
            return True
        # The command itself may have come twice.
        return bool(await _ask(self._redis.get(name), None) == mine)

    async def end(self, key: str) -> None:
        """Notes for all servers that the event has been answered."""
        await _ask(self._redis.set(named("event", key), _ENDED, ex=ENDED_SECONDS), None)

    async def has_ended(self, key: str) -> bool:
        """Tells whether any server has answered the event."""
        return bool(await _ask(self._redis.get(named("event", key)), None) == _ENDED)


async def _ask(answer: Any, otherwise: Any) -> Any:
    try:
        return await answer
    except redis.exceptions.RedisError as error:
        log.warning("servers.alone", reason=type(error).__name__)
        return otherwise
