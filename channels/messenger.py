"""Messenger: the Messenger Platform, https://developers.facebook.com/docs/messenger-platform."""

from __future__ import annotations

import hashlib
import hmac
import os
from typing import Any

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels import settings
from channels.capabilities import MESSENGER_BATCH
from channels.connector import Connector, secrets
from channels.delivery import Renderer
from channels.events import Event, MalformedError, object_of, text_of
from channels.renderers import messenger
from channels.requests import json_object
from channels.resolving import Page
from channels.transport import Answer, Api, DeliveryError, Pace, PassingError, judge_by_status

SIGNATURE_HEADER = "X-Hub-Signature-256"
# Entered at the platform as the payload of its "Get started" button.
GET_STARTED = "GET_STARTED"
# Error codes of the Graph API: too many calls; a message that is wrong in itself.
_RATE_CODES = frozenset({4, 17, 32, 613, 80006})
_PAYLOAD_CODE = 100


class MessengerInput(Connector):
    """Answers who writes to a Facebook page."""

    def __init__(self, token: str, app_secret: str, verify_token: str, base: str, timeout: float) -> None:
        super().__init__(Api(judge, timeout, chat=Pace(2, burst=5)))
        self._headers = {"Authorization": f"Bearer {settings.check('GUIDE_MESSENGER_TOKEN', token)}"}
        self._secret = settings.check("GUIDE_MESSENGER_APP_SECRET", app_secret).encode()
        self._verify_token = settings.check("GUIDE_MESSENGER_VERIFY_TOKEN", verify_token).encode()
        self._base = base

    @classmethod
    def name(cls) -> str:
        """The segment of the route, and the part of a sender before the colon."""
        return "messenger"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> MessengerInput:
        """Reads the channel's block of credentials.yml; raises ChannelSettingsError."""
        token, app_secret, verify_token = secrets(cls, credentials, "token", "app_secret", "verify_token")
        others = settings.read(os.environ)
        return cls(token, app_secret, verify_token, others.messenger_api, others.timeout)

    def add_routes(self, routes: Blueprint) -> None:
        """Adds the question by which Meta makes sure of the webhook's owner."""

        @routes.get("/webhook", name="verify")
        async def verify(request: Request) -> HTTPResponse:
            given = (request.args.get("hub.verify_token") or "").encode()
            if request.args.get("hub.mode") != "subscribe" or not hmac.compare_digest(given, self._verify_token):
                return response.empty(403)
            return response.text(request.args.get("hub.challenge") or "")

    def is_authentic(self, request: Request) -> bool:
        """Checks the SHA-256 signature over the raw body."""
        expected = f"sha256={hmac.new(self._secret, request.body, hashlib.sha256).hexdigest()}"
        return hmac.compare_digest(request.headers.get(SIGNATURE_HEADER, "").encode(), expected.encode())

    def events(self, request: Request) -> list[Event]:
        """Returns every message and press of a batch, in order; echoes, receipts and standby are not for us."""
        body = json_object(request)
        if body.get("object") != "page":
            return []
        found = []
        for entry in _list(body, "entry"):
            for raw in _list(object_of(entry, "entry"), "messaging"):
                found.append(_event(object_of(raw, "messaging")))
        if len(found) > MESSENGER_BATCH:
            raise MalformedError("the batch is larger than any of Meta's")
        return [event for event in found if event is not None]

    def renderer(self) -> Renderer:
        """Returns how Messenger shows a turn."""
        return Renderer(lambda menu: messenger.render(menu, self.words), lambda menu: messenger.plain(menu, self.words))

    def address_of(self, person: str) -> dict[str, Any]:
        """Returns the person's id on the page."""
        return {"id": person}

    async def send(self, address: dict[str, Any], body: dict[str, Any]) -> None:
        """Sends a message."""
        call = {"messaging_type": "RESPONSE", "recipient": address, "message": body}
        await self.api.send(f"{self._base}/me/messages", str(address["id"]), self._headers, json=call)

    def text_body(self, text: str) -> dict[str, Any]:
        """Returns the body of a message of plain text."""
        return {"text": text}

    async def turn_page(self, event: Event, page: Page) -> None:
        """Sends another page of quick replies: those of the last are gone once one is pressed."""
        for outgoing in messenger.turned(page.menu, self.words, page.number):
            await self.send(event.address, outgoing.body)


def _list(container: dict[str, Any], name: str) -> list[Any]:
    found = container.get(name) or []
    if not isinstance(found, list):
        raise MalformedError(f"{name} is no list")
    return found


def _event(raw: dict[str, Any]) -> Event | None:
    sender = object_of(raw.get("sender") or {}, "sender")
    if "message" in raw:
        return _message(object_of(raw["message"], "message"), sender)
    if "postback" in raw:
        postback = object_of(raw["postback"], "postback")
        person = text_of(sender.get("id"), "sender.id")
        # Pages on a version of the API before 11 send no id with a postback.
        key = text_of(postback.get("mid") or f"postback:{raw.get('timestamp')}", "mid")
        return _pressed(key, person, str(postback.get("payload") or "-"))
    return None


def _message(message: dict[str, Any], sender: dict[str, Any]) -> Event | None:
    if message.get("is_echo"):
        return None
    person, key = text_of(sender.get("id"), "sender.id"), text_of(message.get("mid"), "mid")
    if message.get("quick_reply"):
        return _pressed(key, person, str(object_of(message["quick_reply"], "quick_reply").get("payload") or "-"))
    text = message.get("text")
    if text is not None and not isinstance(text, str):
        raise MalformedError("text is no text")
    return Event(key, person, {"id": person}, text=text or "")


def _pressed(key: str, person: str, payload: str) -> Event:
    if payload == GET_STARTED:
        return Event(key, person, {"id": person}, command="start")
    return Event(key, person, {"id": person}, token=payload)


def judge(answer: Answer) -> None:
    """Raises DeliveryError for an answer of the Graph API that is no success."""
    error = answer.body.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    if code in _RATE_CODES:
        raise PassingError("rate_limited", answer.retry_after)
    if code is not None and 400 <= answer.status < 500:
        raise DeliveryError(f"graph_{code}"[:40], is_payload=code == _PAYLOAD_CODE)
    judge_by_status(answer)
