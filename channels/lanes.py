"""Does what is to be done for each conversation in its order, and for different conversations at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger(__name__)

MOST_OF_A_CONVERSATION = 20
MOST_IN_ALL = 2000

Work = Callable[[], Awaitable[None]]


class LaneFullError(Exception):
    """A conversation has more waiting than is kept."""


class ServerFullError(Exception):
    """More is waiting in all than is kept."""


class Lanes:
    """The lanes of one connector."""

    def __init__(self) -> None:
        self._last: dict[str, asyncio.Task[None]] = {}
        self._waiting: dict[str, int] = {}

    def put(self, key: str, work: Work) -> asyncio.Task[None]:
        """Begins the work once the conversation's earlier work has ended, and returns its task.

        Raises:
            LaneFullError, ServerFullError: and nothing is done.
        """
        if sum(self._waiting.values()) >= MOST_IN_ALL:
            raise ServerFullError
        if self._waiting.get(key, 0) >= MOST_OF_A_CONVERSATION:
            raise LaneFullError
        self._waiting[key] = self._waiting.get(key, 0) + 1
        task = asyncio.ensure_future(self._run(key, self._last.get(key), work))
        self._last[key] = task
        return task

    async def drain(self, timeout: float) -> None:
        """Waits for all that has begun, `timeout` seconds at most."""
        if self._last:
            await asyncio.wait(list(self._last.values()), timeout=timeout)

    async def _run(self, key: str, before: asyncio.Task[None] | None, work: Work) -> None:
        try:
            if before is not None:
                await asyncio.wait([before])
            await work()
        except Exception as error:
            log.error("channel.work.failed", exc_info=error)
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key], self._last[key]
