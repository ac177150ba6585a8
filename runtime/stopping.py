"""Ends the server without losing a turn: what runs is finished, what comes is asked to try again elsewhere."""

from __future__ import annotations

import asyncio
import signal
import time
from asyncio import AbstractEventLoop

import structlog
from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from stores.conversations import Conversations

log = structlog.get_logger(__name__)

# Longer than any turn may wait for the database and for an action; the processes above wait longer still.
LONGEST_SECONDS = 30.0
LOOK_SECONDS = 0.05
RETRY_AFTER_SECONDS = 1
_LIVENESS = "/"


class Stopping:
    """Takes the place of Sanic's own end on SIGTERM and SIGINT, which no longer listens while turns still run."""

    def __init__(self, app: Sanic, conversations: Conversations) -> None:
        self._app, self._conversations = app, conversations
        self._ending: asyncio.Task[None] | None = None
        app.register_listener(self._listen, "after_server_start")
        app.register_middleware(self._refuse, "request")

    async def _listen(self, app: Sanic, loop: AbstractEventLoop) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.begin)

    def begin(self) -> None:
        """Takes no more turns from now on and ends once those that run are stored; called again, ends at once."""
        if self._ending is not None:
            self._app.stop()
            return
        log.info("server.stopping", turns=self._conversations.running)
        self._ending = asyncio.ensure_future(self._end())

    async def _end(self) -> None:
        deadline = time.monotonic() + LONGEST_SECONDS
        while self._conversations.running and time.monotonic() < deadline:
            await asyncio.sleep(LOOK_SECONDS)
        if self._conversations.running:
            log.warning("server.stopped.early", turns=self._conversations.running)
        self._app.stop()

    async def _refuse(self, request: Request) -> HTTPResponse | None:
        """Answers 503 while the server ends, readiness included; it still lives, and says so."""
        if self._ending is None or request.method == "OPTIONS" or request.path == _LIVENESS:
            return None
        words = {"error": {"code": "unavailable", "message": "This server is ending; nothing was kept of this call."}}
        headers = {
            "Retry-After": str(RETRY_AFTER_SECONDS),
            "Connection": "close",
            "Cache-Control": "no-store",
            # It tells nothing of anybody, and a widget on another site has to see when to try again.
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Expose-Headers": "Retry-After",
        }
        return response.json(words, status=503, headers=headers)
