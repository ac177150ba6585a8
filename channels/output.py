"""Rasa's output channel of a turn whose answers are sent after it is stored."""

from __future__ import annotations

import copy
import time
from typing import Any

from rasa.core.channels.channel import OutputChannel

from stores.messages import Message


class HeldOutput(OutputChannel):
    """Keeps what is said; sends nothing, so that no failure of a platform can undo the turn."""

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self._said: list[dict[str, Any]] = []

    def name(self) -> str:
        """The channel's name, as responses know it."""
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keeps a message."""
        self._said.append(copy.deepcopy(message))

    def messages(self) -> list[Message]:
        """Returns what was said, for when the store has kept nothing of it; ids are empty."""
        now = time.time()
        return [Message("0", "assistant", now, said.get("text"), None, said, {}) for said in self._said]
