"""Tells a proxy or an orchestrator whether this server can take turns; `/` tells that it lives."""

from __future__ import annotations

import asyncio
import time
from urllib.parse import urljoin

import aiohttp
import sqlalchemy as sa
from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from stores.database import Database
from stores.errors import StoreUnavailable

# Looked at so seldom, whoever asks; each look may take so long.
LOOK_SECONDS = 1.0
PATIENCE_SECONDS = 2.0


class Readiness:
    """Looks at what a turn needs. The model is loaded before a server listens at all."""

    def __init__(self, database: Database, actions_url: str) -> None:
        self._database, self._actions = database, urljoin(actions_url, "/health")
        self._seen: asyncio.Task[dict[str, bool]] | None = None
        self._looked_at = 0.0

    async def answer(self, request: Request) -> HTTPResponse:
        """Answers 503 without the database. Without the action server visitors still get an apology, so 200."""
        if self._seen is None or (self._seen.done() and time.monotonic() - self._looked_at > LOOK_SECONDS):
            self._seen, self._looked_at = asyncio.ensure_future(self._look()), time.monotonic()
        seen = await asyncio.shield(self._seen)
        return response.json(seen, status=200 if seen["database"] else 503)

    async def _look(self) -> dict[str, bool]:
        database, actions = await asyncio.gather(self._database_answers(), self._actions_answer())
        return {"database": database, "actions": actions}

    async def _database_answers(self) -> bool:
        try:
            await asyncio.wait_for(self._database.read(lambda c: c.execute(sa.select(1)).scalar()), PATIENCE_SECONDS)
        except (StoreUnavailable, asyncio.TimeoutError):
            return False
        return True

    async def _actions_answer(self) -> bool:
        limits = aiohttp.ClientTimeout(PATIENCE_SECONDS)
        try:
            async with aiohttp.ClientSession(timeout=limits) as session, session.get(self._actions) as answer:
                return answer.status == 200
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return False
