"""The way in for the console, by which people of the team take conversations on, answer and give them back.

For the console's server alone: without its token nothing is answered, and calls that came through a proxy or from a web
page are refused, whatever they carry.
"""

from __future__ import annotations

import asyncio
import hmac
import time
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.connector import Connector
from channels.desk_turns import RESOLVED, RETURNED, Desk
from channels.text import clean_text
from channels.webchat_calls import CallError, bad_request, read_object, read_string
from stores import erasure, handoff
from stores.conversations import Conversations
from stores.errors import ClaimRefused, ConversationErased
from stores.masking import never_said

log = structlog.get_logger(__name__)

LONGEST_ANSWER = 2000
LONGEST_NAME = 150
LARGEST_BODY = 32 * 1024
LOOKS_A_TIMEOUT = 20
LONGEST_LOOK_SECONDS = 30.0
_PASSED_ON = ("origin", "forwarded", "x-forwarded-for", "x-real-ip")

Call = Callable[[Desk, str, dict[str, Any]], Awaitable[dict[str, Any]]]


class DeskInput(InputChannel):
    """Answers the console; `minutes` of a person's silence give a conversation back to the assistant."""

    def __init__(self, token: str, minutes: float) -> None:
        self._token, self._seconds = token.encode(), minutes * 60

    @classmethod
    def name(cls) -> str:
        """The segment of the route."""
        return "desk"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> DeskInput:
        """Reads the channel's block of credentials.yml; `runtime.settings` has checked the values."""
        block = credentials or {}
        if not block.get("token"):
            cls.raise_missing_credentials_exception()
        return cls(str(block["token"]), float(block["minutes"]))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Returns the four calls."""
        routes = Blueprint("guide_desk", __name__)
        for path, call in (("/left", left), ("/claim", claim), ("/answer", answer), ("/back", back)):
            routes.add_route(self._answering(call), path, methods=["POST"], name=path[1:])

        @routes.listener("after_server_start")
        async def watch(app: Sanic, loop: Any) -> None:
            app.add_task(self._end_silent_claims(app))

        return routes

    def _answering(self, call: Call) -> Callable[[Request], Awaitable[HTTPResponse]]:
        async def answered(request: Request) -> HTTPResponse:
            try:
                self._check(request)
                desk, body = _desk(request.app), read_object(request, LARGEST_BODY)
                return response.json(await call(desk, await _sender(desk, body), body))
            except CallError as error:
                return error.answer()
            except ClaimRefused as refused:
                return response.json({"error": {"code": refused.code, "by": refused.by}}, 409)
            except ConversationErased:
                return _gone().answer()
            except Exception as error:
                log.error("desk.call.failed", path=request.path, exc_info=error)
                return CallError(503, "unavailable", "Repeat the call: it is done once.").answer()

        return answered

    def _check(self, request: Request) -> None:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        is_direct = not any(name in request.headers for name in _PASSED_ON)
        if not hmac.compare_digest(given.encode(), self._token) or not is_direct:
            log.warning("desk.call.refused", direct=is_direct)
            raise CallError(401, "token_invalid", "This interface is for the console's server alone.")

    async def _end_silent_claims(self, app: Sanic) -> None:
        while True:
            await asyncio.sleep(min(self._seconds / LOOKS_A_TIMEOUT, LONGEST_LOOK_SECONDS))
            try:
                await _desk(app).end_silent_claims(time.time() - self._seconds)
            except Exception as error:
                # Whatever it was passes or is said again in a moment.
                log.warning("desk.watch.failed", exc_info=error)


async def left(desk: Desk, sender: str, body: dict[str, Any]) -> dict[str, Any]:
    """Returns what the visitor left for a person, decrypted."""
    return {"left": await desk.conversations.database.read(lambda connection: handoff.left(connection, sender))}


async def claim(desk: Desk, sender: str, body: dict[str, Any]) -> dict[str, Any]:
    """Gives a conversation of the queue to `by`."""
    await desk.claim(sender, _name(body), _key(body))
    return {}


async def answer(desk: Desk, sender: str, body: dict[str, Any]) -> dict[str, Any]:
    """Says `text` as the person who has the conversation."""
    cleaned = clean_text(read_string(body.get("text"), "text").strip(), LONGEST_ANSWER)
    if cleaned.truncated:
        raise CallError(413, "too_long", f"An answer has at most {LONGEST_ANSWER} characters.")
    if not cleaned.text:
        raise bad_request("text is empty.")
    known = await desk.conversations.database.read(lambda connection: handoff.contacts(connection, sender))
    if never_said(cleaned.text, known):
        raise CallError(422, "personal", "What was left encrypted, or numbers of cards and social security.")
    turn = await desk.answer(sender, _name(body), _key(body), cleaned.text)
    return {"message_id": turn.cursor}


async def back(desk: Desk, sender: str, body: dict[str, Any]) -> dict[str, Any]:
    """Gives the conversation back to the assistant, `how` it says; `instead_of` names who had it, if not `by`."""
    how, by, other = body.get("how"), _name(body), body.get("instead_of")
    if how not in (RESOLVED, RETURNED):
        raise bad_request("how must be resolved or returned.")
    held = await desk.claim_of(sender) if other else None
    if other and (held is None or held.by != other):
        raise ClaimRefused("taken" if held else "gone", held.by if held else "")
    await desk.give_back(sender, _key(body), how, by, held)
    return {}


def _desk(app: Sanic) -> Desk:
    conversations: Conversations = app.ctx.conversations
    platforms = {channel.name(): channel for channel in app.ctx.input_channels if isinstance(channel, Connector)}
    return Desk(conversations, app.ctx.agent, platforms)


async def _sender(desk: Desk, body: dict[str, Any]) -> str:
    """Returns who of the queue is meant by the keyed hash of their id, by which the console knows people."""
    wanted = read_string(body.get("conversation"), "conversation")
    found = await desk.conversations.database.read(
        lambda connection: [
            request.sender_id
            for request in handoff.queue(connection)
            if erasure.hash_of(connection, request.sender_id) == wanted
        ]
    )
    if not found:
        raise _gone()
    return str(found[0])


def _name(body: dict[str, Any]) -> str:
    name = read_string(body.get("by"), "by")
    if not 0 < len(name) <= LONGEST_NAME:
        raise bad_request("by must be a name.")
    return name


def _key(body: dict[str, Any]) -> str:
    try:
        return str(uuid.UUID(body.get("client_id")))
    except (ValueError, TypeError, AttributeError):
        raise bad_request("client_id must be a UUID.") from None


def _gone() -> CallError:
    return CallError(404, "gone", "Nobody waits in that conversation.")
