"""Kills the assistant at a named point of a turn, for the trials of what a crash leaves behind.

Set by GUIDE_CRASH_POINT, as the point's name and which time it is reached, "before_commit:3"; without it nothing of
this is in the server.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from functools import wraps
from itertools import count
from typing import Any

from rasa.core.agent import Agent
from rasa.core.processor import MessageProcessor

from stores.tracker_store import ConversationStore

# A reply has left the machine by then.
REPLY_SECONDS = 0.05


def install(point: str, times: int) -> None:
    """Makes this process die, as if killed from outside, when the point is reached for that time."""
    reached = count(1)

    def pass_by() -> None:
        if next(reached) != times:
            return
        if point == "after_reply":
            asyncio.get_running_loop().call_later(REPLY_SECONDS, _die)
        else:
            _die()

    owner, name, is_before = _PLACES[point]
    setattr(owner, name, _passing_by(getattr(owner, name), pass_by, is_before))


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _passing_by(original: Callable[..., Any], pass_by: Callable[[], None], is_before: bool) -> Callable[..., Any]:
    @wraps(original)
    async def awaited(*arguments: Any, **keywords: Any) -> Any:
        if is_before:
            pass_by()
        result = await original(*arguments, **keywords)
        if not is_before:
            pass_by()
        return result

    @wraps(original)
    def called(*arguments: Any, **keywords: Any) -> Any:
        result = original(*arguments, **keywords)
        pass_by()
        return result

    return awaited if asyncio.iscoroutinefunction(original) else called


# The function that a point is before or after.
_PLACES: dict[str, tuple[type, str, bool]] = {
    "received": (Agent, "handle_message", True),
    "parsed": (MessageProcessor, "parse_message", False),
    "before_action": (MessageProcessor, "_run_action", True),
    "after_action": (MessageProcessor, "_run_action", False),
    # in the transaction, all rows written
    "before_commit": (ConversationStore, "_store", False),
    "after_commit": (ConversationStore, "save", False),
    "before_reply": (Agent, "handle_message", False),
    "after_reply": (Agent, "handle_message", False),
}
