"""Slack: the Events API and interactivity, https://docs.slack.dev/apis/events-api."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import time
from typing import Any

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels import settings
from channels.capabilities import SLACK_CHANNEL_MESSAGES_A_SECOND, SLACK_SIGNATURE_SECONDS
from channels.connector import Connector, secrets
from channels.delivery import Renderer
from channels.events import Event, MalformedError, object_of, text_of
from channels.renderers import slack
from channels.requests import form, json_object, parse_object
from channels.resolving import Said
from channels.transport import Answer, Api, DeliveryError, Pace, PassingError, judge_by_status

# Answers of chat.postMessage that mean the message, not the app or the channel: https://docs.slack.dev/reference/methods/chat.postMessage
_PAYLOAD_ERRORS = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "invalid_arguments", "msg_too_long", "msg_blocks_too_long", "no_text"}
)
_PASSING_ERRORS = frozenset({"ratelimited", "rate_limited", "fatal_error", "internal_error", "service_unavailable"})
_CALL_OF_THE_APP = re.compile(r"^\s*<@[A-Z0-9]+>[\s,:]*")
_REFERENCE = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


class SlackInput(Connector):
    """Answers direct messages, and in channels who mentions the app, in a thread: a conversation each."""

    def __init__(self, token: str, signing_secret: str, base: str, timeout: float) -> None:
        super().__init__(Api(judge, timeout, chat=Pace(SLACK_CHANNEL_MESSAGES_A_SECOND, burst=3)))
        self._headers = {"Authorization": f"Bearer {settings.check('GUIDE_SLACK_TOKEN', token)}"}
        self._secret = settings.check("GUIDE_SLACK_SIGNING_SECRET", signing_secret).encode()
        self._base = base

    @classmethod
    def name(cls) -> str:
        """The segment of the route, and the part of a sender before the colon."""
        return "slack"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> SlackInput:
        """Reads the channel's block of credentials.yml; raises ChannelSettingsError."""
        token, signing_secret = secrets(cls, credentials, "token", "signing_secret")
        others = settings.read(os.environ)
        return cls(token, signing_secret, others.slack_api, others.timeout)

    def is_authentic(self, request: Request) -> bool:
        """Checks the signature over time and body; older than five minutes is a replay."""
        sent_at = request.headers.get("X-Slack-Request-Timestamp", "")
        if not (sent_at.isascii() and sent_at.isdigit()) or abs(time.time() - int(sent_at)) > SLACK_SIGNATURE_SECONDS:
            return False
        signed = b"v0:%s:%s" % (sent_at.encode(), request.body)
        expected = f"v0={hmac.new(self._secret, signed, hashlib.sha256).hexdigest()}"
        return hmac.compare_digest(request.headers.get("X-Slack-Signature", "").encode(), expected.encode())

    async def receive(self, request: Request) -> HTTPResponse:
        """Takes a request of Slack; the first one ever asks to repeat a word."""
        if self.is_authentic(request) and b"url_verification" in request.body:
            try:
                body = json_object(request)
            except MalformedError:
                return response.empty(400)
            if body.get("type") == "url_verification":
                return response.text(str(body.get("challenge", "")))
        return await super().receive(request)

    def events(self, request: Request) -> list[Event]:
        """Returns the message or press of a request; what is no person's, or edited, is not for us."""
        if request.body.lstrip().startswith(b"{"):
            event = _message(json_object(request))
        else:
            # Slash commands and whatever else comes as a form has no payload.
            payload = dict(form(request)).get("payload")
            event = _press(parse_object(payload)) if payload is not None else None
        return [event] if event else []

    def renderer(self) -> Renderer:
        """Returns how Slack shows a turn."""
        return Renderer(lambda menu: slack.render(menu, self.words), lambda menu: slack.plain(menu, self.words))

    def address_of(self, person: str) -> dict[str, Any]:
        """Returns the member, or the channel and thread behind them."""
        member, _, place = person.partition(".")
        channel, _, thread = place.partition(".")
        return {"channel": channel, "thread_ts": thread} if thread else {"channel": member}

    async def send(self, address: dict[str, Any], body: dict[str, Any]) -> None:
        """Sends a message."""
        await self._call("chat.postMessage", str(address["channel"]), {**address, **body})

    def text_body(self, text: str) -> dict[str, Any]:
        """Returns the body of a message of plain text."""
        return {"text": text}

    async def acknowledge(self, event: Event, said: Said) -> None:
        """Puts what was chosen in the place of the buttons, unless they are a card's."""
        if said.is_of_card:
            return
        title = said.metadata["title"]
        blocks = slack.chosen(event.pressed["blocks"], title)
        call = {"channel": event.address["channel"], "ts": event.pressed["ts"], "text": title, "blocks": blocks}
        await self._call("chat.update", str(event.address["channel"]), call)

    async def _call(self, method: str, chat: str, body: dict[str, Any]) -> None:
        await self.api.send(f"{self._base}/{method}", chat, self._headers, json=body)


def _message(body: dict[str, Any]) -> Event | None:
    if body.get("type") != "event_callback":
        return None
    event = object_of(body.get("event"), "event")
    is_direct = event.get("type") == "message" and event.get("channel_type") == "im"
    if not is_direct and event.get("type") != "app_mention":
        return None
    # A subtype is an edit, a deletion, somebody who joined …; a file with words around it is a message.
    if event.get("bot_id") or event.get("subtype") not in (None, "file_share") or not event.get("user"):
        return None
    text = event.get("text")
    if text is not None and not isinstance(text, str):
        raise MalformedError("text is no text")
    channel, posted = text_of(event.get("channel"), "channel"), text_of(event.get("ts"), "ts")
    person = text_of(event.get("user"), "user")
    thread = event.get("thread_ts") or (None if is_direct else posted)
    address: dict[str, Any] = {"channel": channel}
    if thread:
        address["thread_ts"] = text_of(thread, "thread_ts")
    # A post that mentions the app can come as a message and as a mention: the post is the key.
    return Event(f"{channel}:{posted}", _person(person, channel, address, is_direct), address, text=written(text or ""))


def _press(payload: dict[str, Any]) -> Event | None:
    actions = payload.get("actions")
    message = payload.get("message")
    if payload.get("type") != "block_actions" or not actions or not isinstance(message, dict):
        return None
    if not isinstance(actions, list):
        raise MalformedError("actions are no list")
    action = object_of(actions[0], "action")
    channel = text_of(object_of(payload.get("channel"), "channel").get("id"), "channel.id")
    person = text_of(object_of(payload.get("user"), "user").get("id"), "user.id")
    posted = text_of(message.get("ts"), "message.ts")
    is_direct = channel.startswith("D")
    thread = message.get("thread_ts") or (None if is_direct else posted)
    address: dict[str, Any] = {"channel": channel}
    if thread:
        address["thread_ts"] = text_of(thread, "thread_ts")
    option = action.get("selected_option")
    token = option.get("value") if isinstance(option, dict) else action.get("value")
    blocks = message.get("blocks")
    pressed = {"ts": posted, "blocks": blocks if isinstance(blocks, list) else []}
    key = f"{text_of(action.get('action_ts'), 'action_ts')}:{posted}"
    return Event(key, _person(person, channel, address, is_direct), address, token=str(token or "-"), pressed=pressed)


def _person(person: str, channel: str, address: dict[str, Any], is_direct: bool) -> str:
    """Returns whose conversation it is: a person's own, and one in every channel's thread."""
    return person if is_direct else f"{person}.{channel}.{address['thread_ts']}"


def written(text: str) -> str:
    """Returns a text as the person wrote it: Slack marks up addresses and names, and escapes three characters."""
    words = _REFERENCE.sub(lambda found: found[2] or found[1].lstrip("@#!"), _CALL_OF_THE_APP.sub("", text))
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def judge(answer: Answer) -> None:
    """Raises DeliveryError for an answer of Slack's Web API that is no success."""
    judge_by_status(answer)
    if answer.body.get("ok") is True:
        return
    error = str(answer.body.get("error") or "not_ok")[:40]
    if error in _PASSING_ERRORS or "error" not in answer.body:
        raise PassingError(error, answer.retry_after)
    raise DeliveryError(error, is_payload=error in _PAYLOAD_ERRORS)
