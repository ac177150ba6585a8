"""Keeps every turn or fails it: no conversation is read as empty, none is kept in memory only."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

import sqlalchemy.exc
import structlog
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

log = structlog.get_logger(__name__)

Result = TypeVar("Result")

FIRST_PAUSE_SECONDS = 0.05
LONGEST_PAUSE_SECONDS = 1.0
# What may pass by itself: a lock, a lost connection, a server that restarts. Anything else fails at once.
PASSING = (
    OSError,
    asyncio.TimeoutError,
    sqlalchemy.exc.OperationalError,
    sqlalchemy.exc.InterfaceError,
    sqlalchemy.exc.TimeoutError,
)


class PatientTrackerStore(TrackerStore):
    """Stands where Rasa puts its `FailSafeTrackerStore` around the configured store.

    Rasa's gives the visitor an empty conversation after a failed read, and loses what it keeps in memory
    after a failed write. This one tries for ten seconds, then raises; Rasa saves a turn once, at its end, so
    nothing of a failed turn is stored.
    """

    patience = 10.0

    def __init__(self, tracker_store: TrackerStore) -> None:
        self._tracker_store = tracker_store
        super().__init__(tracker_store.domain, tracker_store.event_broker)

    @property
    def domain(self) -> Domain:
        """The domain of the store inside."""
        return self._tracker_store.domain

    @domain.setter
    def domain(self, domain: Domain | None) -> None:
        self._tracker_store.domain = domain or Domain.empty()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Returns the latest session of a conversation, or None when there is none."""
        return await self._patiently("read", lambda: self._tracker_store.retrieve(sender_id))

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """Returns all sessions of a conversation, or None when there is none."""
        return await self._patiently("read", lambda: self._tracker_store.retrieve_full_tracker(conversation_id))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Stores the events that are not stored yet."""
        await self._patiently("write", lambda: self._tracker_store.save(tracker))

    async def keys(self) -> Iterable[str]:
        """Returns the ids of all conversations."""
        return await self._patiently("read", self._tracker_store.keys)

    async def _patiently(self, what: str, attempt: Callable[[], Awaitable[Result]]) -> Result:
        deadline = time.monotonic() + self.patience
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                return await attempt()
            except PASSING as error:
                if time.monotonic() + pause >= deadline:
                    log.error("tracker_store.failed", what=what, reason=type(error).__name__)
                    raise
            # Unequal pauses, so that turns that met at a lock do not meet at it again.
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
