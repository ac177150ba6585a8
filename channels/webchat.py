"""The website chat: the webchat API of docs/reference/webchat.md under /webhooks/webchat, for the widget."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels import webchat_pages
from channels.text import as_typed
from channels.webchat_calls import CallError, bad_request, read_opinion, read_page, read_said
from channels.webchat_limits import Limits, Lines
from channels.webchat_origins import Origins
from channels.webchat_rendering import OPENING, typed
from channels.webchat_tokens import Session, Tokens
from stores.conversations import Conversations
from stores.errors import ConversationErased, TurnTimeout, UnknownMessage

log = structlog.get_logger(__name__)

Handler = Callable[[Request], Awaitable[HTTPResponse]]
SessionHandler = Callable[[Request, Session], Awaitable[HTTPResponse]]

TURN_SECONDS = 10.0
OPENING_MESSAGE = "/greet"
# What the widget's own menu offers; beside these only what an answer of the conversation offered runs.
MENU = ("start_over", "ask_help", "human_handoff", "ask_privacy")


class WebchatInput(InputChannel):
    """Talks to visitors of websites; a conversation belongs to its signed token and to nothing a browser says."""

    def __init__(self, tokens: Tokens, origins: Origins, limits: Limits) -> None:
        self._tokens, self._origins, self._limits = tokens, origins, limits

    @classmethod
    def name(cls) -> str:
        """The segment of the route, and the part of a sender before the colon."""
        return "webchat"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WebchatInput:
        """Reads the channel's block of credentials.yml; `runtime.settings` has checked the values."""
        block = credentials or {}
        if "secret" not in block:
            cls.raise_missing_credentials_exception()
        return cls(
            Tokens(str(block["secret"])),
            Origins(str(block["origins"]).split()),
            Limits(int(block["session_rate"]), int(block["address_rate"]), int(block["total_rate"])),
        )

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Returns every route of the API, the widget and its demonstration."""
        routes = Blueprint("guide_webchat", __name__)
        calls = _Calls(self._tokens, on_new_message)
        for path, handlers in (
            ("/sessions", {"POST": self._open(calls.begin)}),
            ("/sessions/renew", {"POST": self._closed(calls.renew)}),
            ("/sessions/current", {"DELETE": self._closed(calls.erase)}),
            ("/messages", {"POST": self._closed(calls.say), "GET": self._closed(calls.messages)}),
            ("/feedback", {"POST": self._closed(calls.rate)}),
        ):
            routes.add_route(
                self._answering(handlers), path, methods=[*handlers, "OPTIONS"], name=path.replace("/", "_")
            )
        webchat_pages.add_routes(routes)
        return routes

    def get_output_channel(self) -> OutputChannel:
        """Returns a channel that says nothing by itself: open widgets ask for what is new."""
        return WebchatOutput()

    def _answering(self, handlers: dict[str, Handler]) -> Handler:
        async def answer(request: Request) -> HTTPResponse:
            origin = None
            try:
                origin = self._origins.check(request)
                is_preflight = request.method == "OPTIONS"
                reply = response.empty() if is_preflight else await handlers[request.method](request)
            except CallError as error:
                reply = error.answer()
            except Exception as error:
                log.error("webchat.call.failed", path=request.path, exc_info=error)
                reply = CallError(503, "unavailable", "Nothing was kept of this call; try it again.", 1).answer()
            reply.headers.update({"Cache-Control": "no-store", **self._origins.headers(origin)})
            return reply

        return answer

    def _open(self, handle: Handler) -> Handler:
        async def limited(request: Request) -> HTTPResponse:
            servers = _conversations(request).servers
            await self._limits.count_address(servers, _address(request), is_read=False)
            await self._limits.count_total(servers, is_read=False)
            return await handle(request)

        return limited

    def _closed(self, handle: SessionHandler) -> Handler:
        """Lets a call through that carries the token of a conversation which has not been erased."""

        async def authorised(request: Request) -> HTTPResponse:
            is_read, servers = request.method == "GET", _conversations(request).servers
            await self._limits.count_address(servers, _address(request), is_read)
            session = self._tokens.read(request.headers.get("authorization"))
            await self._limits.count_session(servers, session.id, is_read)
            await self._limits.count_total(servers, is_read)
            if await _conversations(request).is_erased(session.sender):
                raise _erased()
            return await handle(request, session)

        return authorised


class WebchatOutput(OutputChannel):
    """Sends nothing: answers are read from the turn as it was stored."""

    @classmethod
    def name(cls) -> str:
        """The channel's name, as responses know it."""
        return WebchatInput.name()

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Leaves the message to the store."""


class _Calls:
    """What each call of the API does once it is let in."""

    def __init__(self, tokens: Tokens, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> None:
        self._tokens, self._on_new_message, self._lines = tokens, on_new_message, Lines()

    async def begin(self, request: Request) -> HTTPResponse:
        """Opens a conversation; its first turn is the greeting."""
        session = self._tokens.begin()
        greeting = await self._turn(request, session, OPENING_MESSAGE, session.id, {OPENING: True})
        return response.json({"session_id": session.id, **self._token(session), **greeting}, 201)

    async def renew(self, request: Request, session: Session) -> HTTPResponse:
        """Gives a token that lasts longer."""
        return response.json(self._token(self._tokens.renew(session)))

    async def say(self, request: Request, session: Session) -> HTTPResponse:
        """Takes a message and answers it, once for each client_id."""
        said = read_said(request)
        if said.text is not None:
            return response.json(await self._turn(request, session, as_typed(said.text), said.client_id, {}))
        if said.payload in MENU:
            return response.json(await self._turn(request, session, f"/{said.payload}", said.client_id, {}))
        choice = self._tokens.taken(session, said.payload or "")
        turn = self._turn(request, session, choice.payload, said.client_id, {"title": choice.title})
        return response.json(await turn)

    async def messages(self, request: Request, session: Session) -> HTTPResponse:
        """Gives both sides of the conversation, in order."""
        after, limit = read_page(request)
        try:
            page = await _conversations(request).history(session.sender, after, limit)
        except ValueError:
            raise bad_request("after is no cursor of ours.") from None
        messages = typed(page.messages, session, self._tokens)
        speaker = await _speaker(request, session)
        return response.json({"messages": messages, "cursor": page.cursor, "more": page.more, "speaker": speaker})

    async def rate(self, request: Request, session: Session) -> HTTPResponse:
        """Keeps what the visitor thinks of an answer."""
        opinion = read_opinion(request)
        conversations = _conversations(request)
        try:
            await conversations.give_feedback(session.sender, opinion.message_id, opinion.value, opinion.comment)
        except UnknownMessage:
            raise CallError(404, "unknown_message", "No answer of this conversation has that id.") from None
        return response.empty()

    async def erase(self, request: Request, session: Session) -> HTTPResponse:
        """Erases the conversation from every store."""
        await _conversations(request).erase(session.sender)
        return response.empty()

    async def _turn(
        self, request: Request, session: Session, text: str, client_id: str, metadata: dict[str, Any]
    ) -> dict[str, Any]:
        message = UserMessage(
            text, WebchatOutput(), session.sender, None, WebchatInput.name(), message_id=client_id, metadata=metadata
        )
        handle = self._lines.behind(_address(request), self._on_new_message)
        try:
            turn = await _conversations(request).take_turn(message, handle, timeout=TURN_SECONDS)
        except TurnTimeout:
            raise CallError(503, "turn_timeout", "The answer takes long; the same client_id fetches it.", 1) from None
        except ConversationErased:
            raise _erased() from None
        speaker = await _speaker(request, session)
        return {"messages": typed(turn.replies, session, self._tokens), "cursor": turn.cursor, "speaker": speaker}

    def _token(self, session: Session) -> dict[str, str]:
        return {"token": self._tokens.sign(session), "expires_at": session.expires_at}


def _conversations(request: Request) -> Conversations:
    conversations: Conversations = request.app.ctx.conversations
    return conversations


async def _speaker(request: Request, session: Session) -> str:
    """Returns who answers next: "assistant", or "person" while somebody of the team has the conversation."""
    return "person" if await _conversations(request).is_with_person(session.sender) else "assistant"


def _address(request: Request) -> str:
    """Returns the caller's address, as told by the proxies that are trusted (GUIDE_PROXIES) or by the connection."""
    return str(request.remote_addr or request.ip)


def _erased() -> CallError:
    return CallError(401, "session_erased", "This conversation has been erased.")
