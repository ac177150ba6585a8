"""Lets the turns of a conversation run one after the other, in the order they came, across processes too."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Protocol

import sqlalchemy as sa
import structlog
from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockError, LockStore
from rasa.utils.endpoints import EndpointConfig
from sqlalchemy.engine import Connection

from stores import turns
from stores.database import Database, claim, clock, open_database
from stores.errors import StoreUnavailable
from stores.schema import ticket
from stores.turns import Asked

log = structlog.get_logger(__name__)

# A process that was killed holds a conversation up for as long as this; one that lives renews its tickets in time.
LEASE_SECONDS = 6.0
RENEWAL_SECONDS = 2.0
LONGEST_WAIT_SECONDS = 60.0
# Turns of other processes are looked for this often; those of this one wake their successor.
POLL_SECONDS = (0.02, 0.25)

_OF_SENDER = ticket.c.sender_id == sa.bindparam("sender")
_QUEUE = sa.select(ticket.c.id, ticket.c.expires_at).where(_OF_SENDER).order_by(ticket.c.id)
_FORGET = ticket.delete().where(_OF_SENDER, ticket.c.expires_at < sa.bindparam("now"))
_DRAW = ticket.insert()


class Tickets(Protocol):
    """Where the tickets of all processes are; each call raises StoreUnavailable when that does not answer."""

    @property
    def database(self) -> Database | None:
        """The database that they are in, if they are in one."""

    async def draw(self, sender_id: str) -> tuple[str, bool]:
        """Returns a new ticket, the last in the conversation's queue, and whether it is known to be the first too."""

    async def is_first(self, sender_id: str, drawn: str) -> bool:
        """Tells whether no ticket before this one still counts; raises LockError when this one ran out itself."""

    async def give_back(self, sender_id: str, drawn: str) -> None:
        """Takes the ticket out of the queue."""

    async def renew(self, drawn: list[tuple[str, str]]) -> None:
        """Makes tickets, each with its conversation, count for another lease."""


class TurnLockStore(LockStore):
    """Named in endpoints.yml by `type: stores.locks.TurnLockStore` with `url`: of Redis, else the database's."""

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        url = str(endpoint_config.url)
        if url.startswith(("redis://", "rediss://")):
            from stores.redis_tickets import RedisTickets

            self._tickets: Tickets = RedisTickets(url, LEASE_SECONDS)
        else:
            self._tickets = DatabaseTickets(open_database(url), LEASE_SECONDS)
        self._held: set[tuple[str, str]] = set()
        self._renewing: asyncio.Task[None] | None = None
        self._given_back: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        super().__init__()

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = 0.0, wait_time_in_seconds: float = 0.0
    ) -> AsyncGenerator[TicketLock, None]:
        """Waits for all turns of the conversation that came before; raises LockError after a minute."""
        drawn, is_first = await self._tickets.draw(conversation_id)
        held = (conversation_id, drawn)
        self._held.add(held)
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.ensure_future(self._renew())
        turn = self._turn_beside(conversation_id)
        if turn is not None:
            turn.ticket = drawn
        try:
            if not is_first:
                await self._wait(*held)
            yield TicketLock(conversation_id)
        finally:
            self._held.discard(held)
            if turn is not None and turn.ticket is None:
                self._wake(conversation_id)
            else:
                await asyncio.shield(self._give_back(*held))

    def _turn_beside(self, sender_id: str) -> Asked | None:
        """Returns the request that this task serves, if its turn is stored where the tickets are."""
        asked = turns.asked_for(sender_id)
        is_beside = asked is not None and asked.database is not None and asked.database is self._tickets.database
        return asked if is_beside else None

    async def _wait(self, sender_id: str, drawn: str) -> None:
        deadline = time.monotonic() + LONGEST_WAIT_SECONDS
        pause, longest = POLL_SECONDS
        while not await self._tickets.is_first(sender_id, drawn):
            if time.monotonic() > deadline:
                raise LockError("the turns before this one take too long")
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._given_back[sender_id].wait(), pause)
            pause = min(pause * 2, longest)

    async def _give_back(self, sender_id: str, drawn: str) -> None:
        try:
            await self._tickets.give_back(sender_id, drawn)
        except StoreUnavailable:
            # It runs out by itself.
            log.warning("lock.not_given_back")
        self._wake(sender_id)

    def _wake(self, sender_id: str) -> None:
        waiting = self._given_back.pop(sender_id, None)
        if waiting is not None:
            waiting.set()

    async def _renew(self) -> None:
        while self._held:
            await asyncio.sleep(RENEWAL_SECONDS)
            if self._held:
                with contextlib.suppress(StoreUnavailable):
                    await self._tickets.renew(list(self._held))


class DatabaseTickets:
    """Tickets in the conversation database."""

    def __init__(self, database: Database, lease: float) -> None:
        self.database = database
        self._lease = lease

    async def draw(self, sender_id: str) -> tuple[str, bool]:
        """Returns a new ticket, and whether none is before it."""

        def work(connection: Connection) -> tuple[str, bool]:
            # In one line: a ticket with a lower number is never seen later than one with a higher.
            claim(connection, sender_id)
            now = clock(connection)
            queue = connection.execute(_QUEUE, {"sender": sender_id}).all()
            if any(row.expires_at < now for row in queue):
                connection.execute(_FORGET, {"sender": sender_id, "now": now})
            row = {"sender_id": sender_id, "expires_at": now + self._lease}
            number = connection.execute(_DRAW, row).inserted_primary_key[0]
            return str(number), all(row.expires_at < now for row in queue)

        return await self.database.write(work, durable=False)

    async def is_first(self, sender_id: str, drawn: str) -> bool:
        """Tells whether the ticket is the first that has not run out."""

        def work(connection: Connection) -> list[int]:
            now = clock(connection)
            return [row.id for row in connection.execute(_QUEUE, {"sender": sender_id}) if row.expires_at >= now]

        queue = await self.database.read(work)
        if int(drawn) not in queue:
            raise LockError("the ticket ran out")
        return queue[0] == int(drawn)

    async def give_back(self, sender_id: str, drawn: str) -> None:
        """Deletes the ticket."""
        await self.database.write(lambda connection: turns.give_back(connection, drawn), durable=False)

    async def renew(self, drawn: list[tuple[str, str]]) -> None:
        """Makes the tickets count for another lease."""

        def work(connection: Connection) -> None:
            numbers = [int(number) for _, number in drawn]
            until = clock(connection) + self._lease
            connection.execute(ticket.update().where(ticket.c.id.in_(numbers)).values(expires_at=until))

        await self.database.write(work, durable=False)
