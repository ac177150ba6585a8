"""How often one visitor and one address may call; counted in this process."""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import dataclass, field

from channels.webchat_calls import CallError

WINDOW_SECONDS = 60.0
# Looking for news is cheap, and a school's visitors share one address.
READS_PER_WRITE = 10
_MOST_KEYS = 20_000


@dataclass
class Limits:
    """Refuses what is over the limits of the last minute: `session` and `address` are writes a minute."""

    session: int
    address: int
    _calls: dict[tuple[str, str, bool], deque[float]] = field(default_factory=dict)

    def count_address(self, address: str, is_read: bool) -> None:
        """Counts a call from an address; raises CallError when it is one too many."""
        self._count(("address", address, is_read), self.address * (READS_PER_WRITE if is_read else 1))

    def count_session(self, session: str, is_read: bool) -> None:
        """Counts a call of a session; raises CallError when it is one too many."""
        self._count(("session", session, is_read), self.session * (READS_PER_WRITE if is_read else 1))

    def _count(self, key: tuple[str, str, bool], most: int) -> None:
        now = time.monotonic()
        if len(self._calls) > _MOST_KEYS:
            self._forget(now)
        calls = self._calls.setdefault(key, deque())
        while calls and calls[0] <= now - WINDOW_SECONDS:
            calls.popleft()
        if len(calls) >= most:
            wait = math.ceil(calls[0] + WINDOW_SECONDS - now)
            raise CallError(429, "rate_limited", "Too many calls in the last minute.", retry_after=wait)
        calls.append(now)

    def _forget(self, now: float) -> None:
        quiet = [key for key, calls in self._calls.items() if not calls or calls[-1] <= now - WINDOW_SECONDS]
        for key in quiet:
            del self._calls[key]
