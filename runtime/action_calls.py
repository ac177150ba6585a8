"""Calls the action server over connections that stay open from one call to the next."""

from __future__ import annotations

import asyncio
import time
from typing import Any
from weakref import WeakKeyDictionary

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

# Sanic closes a connection after five seconds without a call; ours is given up before.
IDLE_SECONDS = 2.0

_sessions: WeakKeyDictionary[asyncio.AbstractEventLoop, aiohttp.ClientSession] = WeakKeyDictionary()


async def post(endpoint: EndpointConfig, call: dict[str, Any], seconds: float) -> Any:
    """Returns what the action server answers to a call, as JSON.

    A connection that the server closed meanwhile is opened again: actions read and answer, so that nothing happens
    twice where one is asked twice.

    Raises:
        ClientResponseError: of Rasa, for a status of 400 and above.
        aiohttp.ClientError, asyncio.TimeoutError, ValueError: no answer, none in time, none that is JSON.
    """
    until = time.monotonic() + seconds
    try:
        return await _post(endpoint, call, seconds)
    except (aiohttp.ServerDisconnectedError, ConnectionResetError):
        return await _post(endpoint, call, max(until - time.monotonic(), 0.001))


async def _post(endpoint: EndpointConfig, call: dict[str, Any], seconds: float) -> Any:
    sent = _session().post(
        endpoint.url,
        json=call,
        params=endpoint.combine_parameters(),
        headers=endpoint.headers,
        auth=aiohttp.BasicAuth(**endpoint.basic_auth) if endpoint.basic_auth else None,
        timeout=aiohttp.ClientTimeout(seconds),
    )
    async with sent as answer:
        if answer.status >= 400:
            raise ClientResponseError(answer.status, answer.reason, await answer.read())
        return await answer.json(content_type=None)


async def close() -> None:
    """Closes the connections of the running event loop."""
    session = _sessions.pop(asyncio.get_running_loop(), None)
    if session is not None:
        await session.close()


def _session() -> aiohttp.ClientSession:
    loop = asyncio.get_running_loop()
    if loop not in _sessions:
        connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=IDLE_SECONDS)
        _sessions[loop] = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
    return _sessions[loop]
