"""REST for programs on this machine, as Rasa users know it: `POST /webhooks/rest/webhook`."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.text import clean_text
from stores.conversations import Conversations

SENDER_PREFIX = "rest:"
DEFAULT_SENDER = "default"
# The database column holds 255, the prefix included.
LONGEST_SENDER = 200
TRY_AGAIN = "Something went wrong on our side, and nothing was kept of this message. Please try again."


class GuideRestInput(InputChannel):
    """Takes a message and answers with what the assistant says, or with an error: never with half of it.

    A `message_id` in the body, if there is one, is answered once: the same one again brings the same answer.

    Rasa's own REST channel answers 200 with what there is after an exception, takes the name of any other
    channel from the body, and listens to everybody.
    """

    @classmethod
    def name(cls) -> str:
        """The segment of the route."""
        return "rest"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> GuideRestInput:
        """Opens the channel only where it is switched on by name."""
        if str((credentials or {}).get("enabled")).lower() != "true":
            cls.raise_missing_credentials_exception()
        return cls()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Returns the two routes: health, and the message."""
        routes = Blueprint("guide_rest", __name__)

        @routes.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            if not is_local(request):
                return error(403, "forbidden", "This interface is for programs on the server's own machine.")
            try:
                message = read_message(request)
            except BadRequestError as problem:
                return error(400, "bad_request", str(problem))
            return await self._answer(request.app.ctx.conversations, message, on_new_message)

        return routes

    async def _answer(
        self,
        conversations: Conversations,
        message: UserMessage,
        on_new_message: Callable[[UserMessage], Awaitable[Any]],
    ) -> HTTPResponse:
        try:
            turn = await conversations.take_turn(message, on_new_message)
        except Exception:
            return error(503, "unavailable", TRY_AGAIN)
        if turn.repeated:
            # This message was not handled; what answered the first one is rendered again.
            for reply in turn.replies:
                await message.output_channel.send_response(message.sender_id, {"text": reply.text, **reply.data})
        return response.json(message.output_channel.messages)


class GuideRestOutput(CollectingOutputChannel):
    """Collects the messages of a turn; a message with blank lines, such as a list, stays one message.

    Cards and charts stay with the text that they belong to, under `custom`.
    """

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Collects a message whole."""
        custom = message.pop("custom", None)
        await super().send_response(recipient_id, message)
        if custom and self.messages:
            self.messages[-1]["custom"] = custom

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Collects a text as it is."""
        await self._persist_message(self._message(recipient_id, text=text.strip()))

    async def _persist_message(self, message: dict[str, Any]) -> None:
        # The caller knows its sender without our prefix.
        message["recipient_id"] = message["recipient_id"].removeprefix(SENDER_PREFIX)
        await super()._persist_message(message)


class BadRequestError(ValueError):
    """The body is not a message; the text says what is wrong with it."""


def read_message(request: Request) -> UserMessage:
    """Returns the message of a request body; raises BadRequestError for what is none."""
    try:
        body = request.json
    except InvalidUsage as problem:
        raise BadRequestError("The body is not JSON.") from problem
    if not isinstance(body, dict):
        raise BadRequestError('The body is not a JSON object like {"sender": "me", "message": "hello"}.')
    sender, text, message_id = body.get("sender", DEFAULT_SENDER), body.get("message"), body.get("message_id")
    if not isinstance(sender, str) or not 0 < len(sender) <= LONGEST_SENDER:
        raise BadRequestError(f"sender must be a string of 1 to {LONGEST_SENDER} characters.")
    if not isinstance(text, str):
        raise BadRequestError("message must be a string.")
    if message_id is not None and not (isinstance(message_id, str) and 0 < len(message_id) <= LONGEST_SENDER):
        raise BadRequestError(f"message_id must be a string of 1 to {LONGEST_SENDER} characters.")
    cleaned = clean_text(text)
    return UserMessage(
        cleaned.text,
        GuideRestOutput(),
        SENDER_PREFIX + clean_text(sender).text,
        input_channel=GuideRestInput.name(),
        message_id=message_id,
        metadata={"truncated": True} if cleaned.truncated else None,
    )


def is_local(request: Request) -> bool:
    """Tells whether a program on this machine asks, and no proxy or web page for somebody else."""
    headers = request.headers
    if any(name in headers for name in ("origin", "forwarded", "x-forwarded-for", "x-real-ip")):
        return False
    try:
        return ipaddress.ip_address(request.ip).is_loopback
    except ValueError:
        return False


def error(status: int, code: str, message: str) -> HTTPResponse:
    """Returns an error in the form that all our interfaces share."""
    return response.json({"error": {"code": code, "message": message}}, status=status)
