"""Tickets for the turns of conversations in Redis, for several servers under load."""

from __future__ import annotations

import secrets
from typing import Any

import redis.exceptions
from rasa.core.lock_store import LockError

from stores.errors import StoreUnavailable
from stores.redis_client import client, named

PATIENCE_SECONDS = 5.0
# A queue that nobody touched for so long holds only tickets that ran out.
QUEUE_SECONDS = 600

# A conversation's queue is a list of tickets; each ticket is a key of its own that Redis lets run out. Each of these is
# one command, and may come twice: a ticket that stands in the queue again runs out with itself. KEYS: ticket, queue.
# Returns 1 for a ticket at the queue's head.
_DRAW = """
redis.call('SET', KEYS[1], '1', 'PX', ARGV[1])
redis.call('RPUSH', KEYS[2], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[3])
return redis.call('LINDEX', KEYS[2], 0) == ARGV[2]
"""
_GIVE_BACK = """
redis.call('DEL', KEYS[1])
redis.call('LREM', KEYS[2], 0, ARGV[1])
"""
_RENEW = """
for number, name in ipairs(KEYS) do redis.call('PEXPIRE', name, ARGV[number]) end
"""
# Drops what ran out at the queue's head. Returns 1 for the first, 0 for one that waits, -1 for one that ran out.
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


class RedisTickets:
    """Tickets in Redis; see `stores.locks.Tickets`."""

    database = None

    def __init__(self, url: str, lease: float) -> None:
        self._redis = client(url, PATIENCE_SECONDS, decode_responses=True)
        self._first, self._draw, self._give_back, self._renew = (
            self._redis.register_script(script) for script in (_IS_FIRST, _DRAW, _GIVE_BACK, _RENEW)
        )
        self._lease = int(lease * 1000)

    async def draw(self, sender_id: str) -> tuple[str, bool]:
        """Returns a new ticket, and whether none is before it; one that ran out may be, and is then found later."""
        drawn = secrets.token_hex(16)
        keys, until = [_TICKET + drawn, _queue(sender_id)], [self._lease, drawn, QUEUE_SECONDS * 1000]
        is_first = await self._ask(self._draw(keys=keys, args=until))
        return drawn, bool(is_first)

    async def is_first(self, sender_id: str, drawn: str) -> bool:
        """Tells whether the ticket is the first that has not run out."""
        answer = await self._ask(self._first(keys=[_queue(sender_id)], args=[_TICKET, drawn]))
        if answer < 0:
            raise LockError("the ticket ran out")
        return bool(answer)

    async def give_back(self, sender_id: str, drawn: str) -> None:
        """Deletes the ticket."""
        await self._ask(self._give_back(keys=[_TICKET + drawn, _queue(sender_id)], args=[drawn]))

    async def renew(self, drawn: list[tuple[str, str]]) -> None:
        """Makes the tickets count for another lease."""
        until = {_TICKET + number: self._lease for _, number in drawn}
        until |= {_queue(sender_id): QUEUE_SECONDS * 1000 for sender_id, _ in drawn}
        await self._ask(self._renew(keys=list(until), args=list(until.values())))

    async def _ask(self, answer: Any) -> Any:
        try:
            return await answer
        except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError) as error:
            raise StoreUnavailable("Redis does not answer") from error


def _queue(sender_id: str) -> str:
    return named("queue", sender_id)
