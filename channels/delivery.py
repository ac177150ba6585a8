"""Sends the answers of a turn: once more as plain text if they are refused, and tells which were not taken."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

from channels.menus import Menu
from channels.messages import Read
from channels.renderers.outgoing import Outgoing
from channels.transport import DeliveryError
from stores.messages import Message as StoredMessage

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Renderer:
    """How a platform shows a turn: as well as it can, and in a form that it cannot refuse."""

    render: Callable[[Menu], list[Outgoing]]
    plain: Callable[[Menu], list[Outgoing]]


class Delivery:
    """Delivers turns by `send`, which raises DeliveryError."""

    def __init__(self, renderer: Renderer, read: Read, send: Callable[[Outgoing], Awaitable[None]]) -> None:
        self._renderer, self._read, self._send = renderer, read, send

    async def deliver(self, replies: Sequence[StoredMessage]) -> dict[str, list[str]]:
        """Sends the replies in order and returns the ids of those that were not taken, by the reason."""
        menu = Menu([self._read(reply) for reply in replies])
        reason = ""
        for render in (self._renderer.render, self._renderer.plain):
            try:
                return await self._all(render(menu))
            except DeliveryError as error:
                reason = error.reason
                log.warning("channel.send.refused", reason=reason)
            except Exception as error:
                # A mistake of ours in one form is no reason for silence.
                reason = "not_rendered"
                log.error("channel.render.failed", exc_info=error)
        return {reason: [reply.id for reply in replies]}

    async def _all(self, outgoing: Sequence[Outgoing]) -> dict[str, list[str]]:
        """Sends until something is not taken; raises DeliveryError if a plainer form may be."""
        for position, message in enumerate(outgoing):
            try:
                await self._send(message)
            except DeliveryError as error:
                if error.is_payload:
                    raise
                rest = (answer for later in outgoing[position:] for answer in later.answers)
                return {error.reason: list(dict.fromkeys(rest))}
        return {}
