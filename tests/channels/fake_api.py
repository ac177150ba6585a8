"""The APIs of all platforms on loopback: they take what keeps to the published limits, or fail as they are told."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from tests.channels.platforms import ALL, SETTINGS, Platform


@dataclass
class FakeApi:
    """The APIs of all platforms on loopback.

    Attributes:
        taken: the messages that were taken, by person.
        refused: why a message was refused for its own sake; the limits are held here.
        others: the other calls that were taken, such as a keyboard taken away: method and body.
        mode: how it answers: "ok", "halves" (ok, in two parts), a status, "html", "silent" (no answer at all).
        modes: how the next calls are answered, before `mode`.
        modes_of: how calls for some people are answered.
        calls: how many calls came; `calls_for` people.
    """

    taken: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    others: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    mode: str | int = "ok"
    modes: list[str | int] = field(default_factory=list)
    modes_of: dict[str, str | int] = field(default_factory=dict)
    calls: int = 0
    calls_for: Counter[str] = field(default_factory=Counter)
    retry_after: str = "1"
    base: str = ""
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    def settings(self) -> dict[str, str]:
        """Returns the settings that lead here."""
        return {
            "GUIDE_TELEGRAM_API": f"{self.base}/telegram",
            "GUIDE_SLACK_API": f"{self.base}/slack",
            "GUIDE_MESSENGER_API": f"{self.base}/messenger",
            "GUIDE_TWILIO_API": f"{self.base}/twilio",
        }

    def said(self, platform: Platform, person: str) -> str:
        """Returns what a person was shown, all of it."""
        return "\n".join(platform.shows(message) for message in self.taken.get(f"{platform.name}:{person}", []))

    async def wait(
        self, platform: Platform, person: str, count: int = 1, seconds: float = 10.0
    ) -> list[dict[str, Any]]:
        """Returns the messages to a person once there are so many."""
        end = time.monotonic() + seconds
        while len(self.taken.get(f"{platform.name}:{person}", [])) < count:
            assert time.monotonic() < end, (
                f"{platform.name}: {self.taken.get(f'{platform.name}:{person}')} {self.refused}"
            )
            await asyncio.sleep(0.02)
        return self.taken[f"{platform.name}:{person}"]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Takes or refuses a call."""
        self.calls += 1
        name, method = _called(request)
        platform = ALL["sms" if name == "twilio" else name]
        body = dict(await request.post()) if name == "twilio" else await request.json()
        if name == "twilio" and str(body.get("From", "")).startswith("whatsapp:"):
            platform = ALL["whatsapp"]
        _check_secret(request, platform)
        person = f"{platform.name}:{platform.receiver(body)}" if method == "message" else ""
        self.calls_for[person] += 1
        mode = self.modes.pop(0) if self.modes else self.modes_of.get(person, self.mode)
        if mode not in ("ok", "halves"):
            return await self._fail(platform, mode)
        if method != "message":
            self.others.append((method, body))
            return web.json_response({"ok": True, "result": True})
        try:
            platform.shows(platform.message(body))
        except AssertionError as error:
            self.refused.append(f"{platform.name}: {error} {str(body)[:300]}")
            return web.json_response(platform.refusal(400), status=200 if name == "slack" else 400)
        self.taken.setdefault(person, []).append(platform.message(body))
        taken = {"ok": True, "result": {}, "sid": "SM1", "message_id": "m1"}
        return web.json_response(taken) if mode == "ok" else await _in_halves(request, json.dumps(taken).encode())

    async def _fail(self, platform: Platform, mode: str | int) -> web.StreamResponse:
        if mode == "silent":
            await self.closing.wait()
            return web.Response(status=500)
        if mode == "html":
            return web.Response(text="<html>Bad gateway</html>", content_type="text/html")
        if mode == 500:
            return web.Response(status=500, text="Internal error")
        assert isinstance(mode, int)
        headers = {"Retry-After": self.retry_after} if mode == 429 else {}
        is_slack = platform.name == "slack" and mode != 429
        return web.json_response(platform.refusal(mode), status=200 if is_slack else mode, headers=headers)


async def _in_halves(request: web.Request, content: bytes) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    await response.write(content[:9])
    await asyncio.sleep(0.05)
    await response.write(content[9:])
    return response


def _called(request: web.Request) -> tuple[str, str]:
    """Returns the platform and the method of a call."""
    _, name, *rest = request.path.split("/")
    messages = ("sendMessage", "chat.postMessage", "messages", "Messages.json")
    return name, "message" if rest[-1] in messages else rest[-1]


def _check_secret(request: web.Request, platform: Platform) -> None:
    if platform.name == "telegram":
        assert f"/bot{SETTINGS['GUIDE_TELEGRAM_TOKEN']}/" in request.path
    elif platform.name in ("slack", "messenger"):
        expected = SETTINGS[f"GUIDE_{platform.name.upper()}_TOKEN"]
        assert request.headers["Authorization"] == f"Bearer {expected}"
    else:
        login = aiohttp.BasicAuth.decode(request.headers["Authorization"])
        assert (login.login, login.password) == (SETTINGS["GUIDE_TWILIO_ACCOUNT"], SETTINGS["GUIDE_TWILIO_TOKEN"])


@asynccontextmanager
async def fake_api() -> AsyncIterator[FakeApi]:
    """Serves the fake APIs in this loop."""
    api = FakeApi()
    app = web.Application()
    app.router.add_post("/{path:.*}", api.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    api.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield api
    finally:
        # Whoever still waits for an answer that never comes is let go.
        api.closing.set()
        await runner.cleanup()


@contextmanager
def fake_api_aside() -> Iterator[FakeApi]:
    """Serves the fake APIs in a thread, for servers in processes of their own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    served = fake_api()
    try:
        yield asyncio.run_coroutine_threadsafe(served.__aenter__(), loop).result(10)
    finally:
        asyncio.run_coroutine_threadsafe(served.__aexit__(None, None, None), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
