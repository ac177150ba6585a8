"""What channels do with conversations: take a turn once, look back, rate an answer, erase."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
import structlog
from rasa.core.channels.channel import UserMessage

from stores import claims, erasure, feedback, messages, turns
from stores.database import Database
from stores.erasure import Receipt
from stores.errors import ClaimRefused, ConversationErased, RepeatedTurn, StoreUnavailable, TurnTimeout
from stores.messages import Page, Turn
from stores.schema import conversation
from stores.servers import Servers

log = structlog.get_logger(__name__)

Handle = Callable[[UserMessage], Awaitable[Any]]
# The intents of what was not understood or is not ours to answer; the console counts the same.
FALLBACKS = ("nlu_fallback", "out_of_scope")


@dataclass(frozen=True)
class Taken:
    """What became of a message.

    Attributes:
        outcome: "answered", "fallback" (not understood or out of scope), "repeated", "erased" or "failed".
        seconds: from its arrival to the stored turn.
    """

    channel: str
    outcome: str
    seconds: float


class Conversations:
    """The conversations of a database; one object a process, as it knows which turns run in it.

    A conversation's `sender_id` is "<channel>:<id>". Everything raises StoreUnavailable when the database does not
    answer for as long as its patience.
    """

    def __init__(self, database: Database, servers: Servers | None = None) -> None:
        self.database = database
        self.servers = servers or Servers()
        self.watch: Callable[[Taken], None] = lambda taken: None
        self._running: dict[tuple[str, str], asyncio.Future[Turn]] = {}

    async def take_turn(self, message: UserMessage, handle: Handle, timeout: float | None = None) -> Turn:
        """Hands a message to `handle`, which is Rasa's, once; for its `message_id` again, returns the same turn.

        A repeat waits for a turn that still runs. The turn goes on and is stored when the caller goes away.

        Args:
            timeout: how long to wait for the turn, in seconds; it is not ended by that.

        Raises:
            ConversationErased: nothing of the turn was stored.
            TurnTimeout: the turn goes on.
            Exception: what `handle` raised; nothing of the turn was stored.
        """
        if not message.sender_id.startswith(f"{message.input_channel}:"):
            raise ValueError("sender_id does not begin with its channel")
        key = (message.sender_id, message.message_id)
        running = self._running.get(key)
        is_repeat = running is not None
        if running is None:
            running = self._running[key] = asyncio.ensure_future(self._watched(message, handle))
            running.add_done_callback(lambda done: self._ended(key, done))
        done, _ = await asyncio.wait([running], timeout=timeout)
        if not done:
            raise TurnTimeout("the turn still runs")
        turn = running.result()
        return replace(turn, repeated=True) if is_repeat else turn

    @property
    def running(self) -> int:
        """How many turns run here, or wait for the one before them."""
        return len(self._running)

    async def turn(self, sender_id: str, message_id: str) -> Turn | None:
        """Returns the stored turn of a request, None if it has had none."""
        return await self.database.read(lambda connection: turns.find(connection, sender_id, message_id))

    async def history(self, sender_id: str, after: str | None = None, limit: int = 50) -> Page:
        """Returns messages of both sides after a cursor, or the newest; raises ValueError for no cursor of ours."""
        return await self.database.read(lambda connection: messages.history(connection, sender_id, after, limit))

    async def is_with_person(self, sender_id: str) -> bool:
        """Tells whether a person has the conversation, so that the assistant is silent."""
        return await self.database.read(lambda connection: claims.claim_of(connection, sender_id)) is not None

    async def give_feedback(self, sender_id: str, message_id: str, value: str, comment: str | None = None) -> None:
        """Stores a rating, "up" or "down", of an answer; raises UnknownMessage, ValueError."""
        await self.database.write(lambda connection: feedback.give(connection, sender_id, message_id, value, comment))

    async def mark_undelivered(self, sender_id: str, message_ids: Iterable[str], reason: str) -> None:
        """Notes that the platform did not take these answers; `reason` is a short code. Raises UnknownMessage."""
        ids = list(message_ids)
        await self.database.write(lambda connection: feedback.mark_undelivered(connection, sender_id, ids, reason))

    async def erase(self, sender_id: str) -> Receipt:
        """Erases all of a conversation; a turn in flight writes nothing afterwards."""
        return await erasure.carry_out(self.database, sender_id)

    async def is_erased(self, sender_id: str) -> bool:
        """Tells whether the conversation was erased in the last 62 days."""
        return await self.database.read(lambda connection: erasure.count(connection, sender_id)) > 0

    async def exists(self, sender_id: str) -> bool:
        """Tells whether anything of the conversation is stored."""
        query = sa.select(conversation.c.version).where(conversation.c.sender_id == sender_id)
        return await self.database.read(lambda connection: connection.execute(query).first() is not None)

    async def _watched(self, message: UserMessage, handle: Handle) -> Turn:
        started = time.monotonic()
        outcome = "failed"
        try:
            turn, outcome = await self._take_turn(message, handle)
            return turn
        except ConversationErased:
            outcome = "erased"
            raise
        finally:
            self.watch(Taken(message.input_channel, outcome, time.monotonic() - started))

    async def _take_turn(self, message: UserMessage, handle: Handle) -> tuple[Turn, str]:
        """Returns the turn and its outcome."""
        sender_id, message_id = message.sender_id, message.message_id
        begun = await self.database.read(lambda connection: turns.begin(connection, sender_id, message_id))
        if isinstance(begun, Turn):
            return begun, "repeated"
        begun.database = self.database
        turns.ASKED.set(begun)
        try:
            await handle(message)
        except RepeatedTurn:
            # Another process was faster; its turn is stored.
            stored = await self.turn(sender_id, message_id)
            if stored is not None:
                return stored, "repeated"
            raise
        if begun.turn is None:
            raise StoreUnavailable("the assistant took no turn")
        return begun.turn, "fallback" if begun.intent in FALLBACKS else "answered"

    def _ended(self, key: tuple[str, str], done: asyncio.Future[Turn]) -> None:
        del self._running[key]
        # A failure that nobody waits for any more is still to be seen.
        failure = None if done.cancelled() else done.exception()
        if failure is not None and not isinstance(failure, ClaimRefused):
            log.error("turn.failed", exc_info=failure)
