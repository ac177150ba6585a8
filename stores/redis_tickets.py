"""Tickets for the turns of conversations in Redis, for several servers under load."""

from __future__ import annotations

import secrets
from typing import Any

import redis.asyncio
import redis.exceptions
from rasa.core.lock_store import LockError

from stores.errors import StoreUnavailable

# A queue that nobody touched for so long holds only tickets that ran out.
QUEUE_SECONDS = 600

# A conversation's queue is a list of tickets; each ticket is a key of its own that Redis lets run out. Whatever ran
# out at the queue's head is dropped. Returns 1 for the first, 0 for one that waits, -1 for one that ran out.
_IS_FIRST = """
if redis.call('EXISTS', ARGV[1] .. ARGV[2]) == 0 then return -1 end
while true do
  local head = redis.call('LINDEX', KEYS[1], 0)
  if not head or head == ARGV[2] then return 1 end
  if redis.call('EXISTS', ARGV[1] .. head) == 1 then return 0 end
  redis.call('LPOP', KEYS[1])
end
"""
_TICKET = "guide:ticket:"
_QUEUE = "guide:queue:"


class RedisTickets:
    """Tickets in Redis; see `stores.locks.Tickets`."""

    def __init__(self, url: str, lease: float) -> None:
        self._redis = redis.asyncio.Redis.from_url(url, decode_responses=True, socket_timeout=5.0)
        self._first = self._redis.register_script(_IS_FIRST)
        self._lease = int(lease * 1000)

    async def draw(self, sender_id: str) -> str:
        """Returns a new ticket."""
        drawn = secrets.token_hex(16)
        pipeline = self._redis.pipeline(transaction=True)
        pipeline.set(_TICKET + drawn, "1", px=self._lease)
        pipeline.rpush(_QUEUE + sender_id, drawn)
        pipeline.expire(_QUEUE + sender_id, QUEUE_SECONDS)
        await self._ask(pipeline.execute())
        return drawn

    async def is_first(self, sender_id: str, drawn: str) -> bool:
        """Tells whether the ticket is the first that has not run out."""
        answer = await self._ask(self._first(keys=[_QUEUE + sender_id], args=[_TICKET, drawn]))
        if answer < 0:
            raise LockError("the ticket ran out")
        return bool(answer)

    async def give_back(self, sender_id: str, drawn: str) -> None:
        """Deletes the ticket."""
        pipeline = self._redis.pipeline(transaction=True)
        pipeline.delete(_TICKET + drawn)
        pipeline.lrem(_QUEUE + sender_id, 1, drawn)
        await self._ask(pipeline.execute())

    async def renew(self, drawn: list[tuple[str, str]]) -> None:
        """Makes the tickets count for another lease."""
        pipeline = self._redis.pipeline(transaction=False)
        for sender_id, number in drawn:
            pipeline.pexpire(_TICKET + number, self._lease)
            pipeline.expire(_QUEUE + sender_id, QUEUE_SECONDS)
        await self._ask(pipeline.execute())

    async def _ask(self, answer: Any) -> Any:
        try:
            return await answer
        except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError) as error:
            raise StoreUnavailable("Redis does not answer") from error
