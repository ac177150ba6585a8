"""Rasa's output channel of a turn whose answers are sent after it is stored."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import OutputChannel


class StoredOutput(OutputChannel):
    """Sends nothing, so that no failure of a platform can undo the turn; answers are read from the store's turn."""

    def __init__(self, channel: str) -> None:
        self._channel = channel

    def name(self) -> str:
        """The channel's name, as responses know it."""
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Leaves the message to the store."""
