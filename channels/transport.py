"""Calls a platform's API: time limits, a few more tries for what may pass, `Retry-After`, and a pace for each chat."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog

log = structlog.get_logger(__name__)

TRIES = 3
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
LARGEST_ANSWER_BYTES = 1 << 20
MOST_CHATS_REMEMBERED = 10_000


class DeliveryError(Exception):
    """A platform did not take a call.

    Attributes:
        reason: a short code for the store and the log; it repeats nothing of what was sent.
        is_payload: whether the same in a plainer form may be taken.
    """

    def __init__(self, reason: str, is_payload: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_payload = is_payload


class PassingError(DeliveryError):
    """What may pass by itself; `pause` is how long the platform asks to wait, in seconds."""

    def __init__(self, reason: str, pause: float | None = None) -> None:
        super().__init__(reason)
        self.pause = pause


@dataclass(frozen=True)
class Answer:
    """An API's answer; `body` is empty where it is no JSON object."""

    status: int
    body: dict[str, Any]
    retry_after: float | None

    @property
    def is_json(self) -> bool:
        """Tells whether the API itself answered, and not something in front of it."""
        return bool(self.body)


# Raises DeliveryError for an answer that is no success.
Judge = Callable[[Answer], None]


def judge_by_status(answer: Answer) -> None:
    """Tells success from failure by the status, as far as HTTP says it."""
    if answer.status == 429:
        raise PassingError("rate_limited", answer.retry_after)
    if answer.status >= 500:
        raise PassingError(f"http_{answer.status}", answer.retry_after)
    if answer.status >= 400:
        raise DeliveryError(f"http_{answer.status}", is_payload=answer.status == 400)
    if not answer.is_json:
        raise PassingError("not_json")


class Pace:
    """Lets so many calls a second through for each key, and a few at once at first."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate, self._burst = rate, burst
        # for each key, when its next call would be due if none came early
        self._due: OrderedDict[str, float] = OrderedDict()

    async def wait(self, key: str) -> None:
        """Waits until it is the key's turn."""
        now = time.monotonic()
        due = max(self._due.pop(key, 0.0), now - (self._burst - 1) / self._rate)
        self._due[key] = due + 1 / self._rate
        if len(self._due) > MOST_CHATS_REMEMBERED:
            self._due.popitem(last=False)
        if due > now:
            await asyncio.sleep(due - now)


class Api:
    """A platform's API; `timeout` is what one try may take, in seconds."""

    def __init__(self, judge: Judge, timeout: float, in_all: Pace | None = None, chat: Pace | None = None) -> None:
        self._judge, self._timeout = judge, timeout
        self._in_all, self._chat = in_all, chat
        self._session: aiohttp.ClientSession | None = None

    async def send(self, url: str, chat: str, headers: Mapping[str, str], **body: Any) -> dict[str, Any]:
        """Posts `json` or `data` and returns the answer; waits for the chat's turn.

        Raises:
            DeliveryError: after three tries of what may pass, at once for anything else.
        """
        for attempt in range(1, TRIES + 1):
            for pace, key in ((self._chat, chat), (self._in_all, "")):
                if pace is not None:
                    await pace.wait(key)
            try:
                answer = await self._post(url, headers, body)
                self._judge(answer)
            except PassingError as error:
                pause = FIRST_PAUSE_SECONDS * 4 ** (attempt - 1) if error.pause is None else error.pause
                if attempt == TRIES or pause > LONGEST_PAUSE_SECONDS:
                    raise
                log.info("channel.send.again", reason=error.reason, attempt=attempt)
                # Unequal pauses, so that chats that were refused together do not come together again.
                await asyncio.sleep(pause + random.uniform(0.0, FIRST_PAUSE_SECONDS / 2))
            else:
                return answer.body
        raise AssertionError

    async def close(self) -> None:
        """Ends open connections."""
        if self._session is not None:
            await self._session.close()

    async def _post(self, url: str, headers: Mapping[str, str], body: Mapping[str, Any]) -> Answer:
        if self._session is None:
            # Made here, since it belongs to the loop that it is made in.
            limits = aiohttp.ClientTimeout(total=self._timeout)
            self._session = aiohttp.ClientSession(timeout=limits, trust_env=True)
        try:
            async with self._session.post(url, headers=headers, allow_redirects=False, **body) as response:
                content = bytearray()
                async for chunk in response.content.iter_any():
                    content += chunk
                    if len(content) > LARGEST_ANSWER_BYTES:
                        break
                return Answer(response.status, _object(bytes(content)), _seconds(response.headers.get("Retry-After")))
        except asyncio.TimeoutError:
            raise PassingError("timeout") from None
        except (aiohttp.ClientError, OSError):
            # Their words name the address, which holds Telegram's token.
            raise PassingError("no_connection") from None


def _object(content: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(content)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _seconds(header: str | None) -> float | None:
    """Returns Retry-After in seconds; its other form, a date, counts as none."""
    return float(header) if header is not None and header.isascii() and header.isdigit() else None
