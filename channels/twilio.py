"""SMS and WhatsApp by Twilio, https://www.twilio.com/docs/messaging/guides/webhook-request."""

from __future__ import annotations

import hmac
import os
from abc import abstractmethod
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import aiohttp
from multidict import MultiDict
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse
from twilio.request_validator import RequestValidator

from channels import settings
from channels.connector import Connector, secrets
from channels.delivery import Renderer
from channels.events import Event, MalformedError, text_of
from channels.messages import Message
from channels.renderers import texting
from channels.renderers.outgoing import Outgoing
from channels.requests import form
from channels.settings import ChannelSettings, ChannelSettingsError
from channels.transport import Answer, Api, DeliveryError, Pace, PassingError, judge_by_status
from stores.conversations import Conversations
from stores.errors import UnknownMessage
from stores.messages import Message as StoredMessage

WHATSAPP_PREFIX = "whatsapp:"
# Error codes: https://www.twilio.com/docs/api/errors; the text is too long, a template cannot be used.
_PAYLOAD_CODES = frozenset({21617, 21619, 21655, 21656, 63013, 63027, 63028})
_NOT_DELIVERED = frozenset({"failed", "undelivered"})
# The argument of the status address that names an answer, once for each that the message shows.
ANSWER = "answer"
_RATE_CODES = frozenset({20429, 14107, 63018})


class TwilioConnector(Connector):
    """What SMS and WhatsApp share; each has its own number and answers only what was sent to it."""

    prefix = ""

    def __init__(self, account: str, token: str, number: str, others: ChannelSettings) -> None:
        super().__init__(Api(judge, others.timeout, chat=Pace(1, burst=5)))
        if not others.public_url:
            raise ChannelSettingsError(
                f"GUIDE_PUBLIC_URL is missing: Twilio signs with the address of the {self.name()} webhook."
            )
        self._number = self.prefix + settings.check(f"GUIDE_{self.name().upper()}_NUMBER", number)
        self._messages = f"{others.twilio_api}/2010-04-01/Accounts/{account}/Messages.json"
        self._headers = {"Authorization": aiohttp.BasicAuth(account, token).encode()}
        self._validator = RequestValidator(settings.check("GUIDE_TWILIO_TOKEN", token))
        self._url = f"{others.public_url}/webhooks/{self.name()}/webhook"
        self._status_url = f"{others.public_url}/webhooks/{self.name()}/status"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> TwilioConnector:
        """Reads the channel's block of credentials.yml; raises ChannelSettingsError."""
        account, token, number = secrets(cls, credentials, "account", "token", "number")
        return cls(account, token, number, settings.read(os.environ))

    @abstractmethod
    def renderer(self) -> Renderer:
        """Returns how the platform shows a turn."""

    def add_routes(self, routes: Blueprint) -> None:
        """Adds what Twilio calls when the carrier refuses a message that Twilio had taken."""

        @routes.post("/status", name="status")
        async def status(request: Request) -> HTTPResponse:
            if not self._is_signed(request, f"{self._status_url}?{request.query_string}"):
                return response.empty(403)
            await self._take_status(request)
            return response.empty(204)

    async def _take_status(self, request: Request) -> None:
        """Marks the answers of a message that never arrived; who was erased meanwhile has none. Raises StoreError."""
        fields = dict(form(request))
        if fields.get("MessageStatus") not in _NOT_DELIVERED:
            return
        sender = f"{self.name()}:{fields.get('To', '').removeprefix(self.prefix)}"
        conversations: Conversations = request.app.ctx.conversations
        with suppress(UnknownMessage):
            reason = f"twilio_{fields.get('ErrorCode') or fields['MessageStatus']}"
            await conversations.mark_undelivered(sender, request.args.getlist(ANSWER, []), reason)

    def body(self, outgoing: Outgoing) -> dict[str, Any]:
        """Returns the body of a message, and where Twilio tells what became of it."""
        answers = urlencode([(ANSWER, answer) for answer in outgoing.answers])
        return {**outgoing.body, "StatusCallback": f"{self._status_url}?{answers}"} if answers else outgoing.body

    def is_authentic(self, request: Request) -> bool:
        """Checks the signature over the configured public address and the form, empty fields included."""
        return self._is_signed(request, self._url)

    def _is_signed(self, request: Request, url: str) -> bool:
        try:
            fields = MultiDict(form(request))
        except MalformedError:
            return False
        given = request.headers.get("X-Twilio-Signature", "").encode()
        expected = self._validator.compute_signature(url, fields)
        return hmac.compare_digest(given, expected.encode())

    def events(self, request: Request) -> list[Event]:
        """Returns the message; reports of delivery and the carrier's words are not for us."""
        fields = dict(form(request))
        sender = fields.get("From", "")
        if "Body" not in fields or fields.get("To") != self._number or not sender.startswith(self.prefix):
            return []
        if fields.get("OptOutType") or self._is_carriers(fields["Body"]):
            return []
        person = text_of(sender.removeprefix(self.prefix), "From")
        key = text_of(fields.get("MessageSid"), "MessageSid")
        address = {"To": sender, "From": self._number}
        token = fields.get("ButtonPayload") or fields.get("ListId")
        if token:
            return [Event(key, person, address, token=token)]
        return [Event(key, person, address, text=fields["Body"])]

    def _is_carriers(self, text: str) -> bool:
        return False

    def address_of(self, person: str) -> dict[str, Any]:
        """Returns both numbers."""
        return {"To": self.prefix + person, "From": self._number}

    async def send(self, address: dict[str, Any], body: dict[str, Any]) -> None:
        """Sends a message."""
        await self.api.send(self._messages, str(address["To"]), self._headers, data={**address, **body})

    def text_body(self, text: str) -> dict[str, Any]:
        """Returns the body of a message of plain text."""
        return {"Body": text}

    def acknowledged(self) -> HTTPResponse:
        """Returns empty TwiML: the answer comes by the API."""
        return response.text("<Response/>", content_type="text/xml")


class SmsInput(TwilioConnector):
    """Answers SMS; STOP and HELP are left to the carrier."""

    are_numbers_shown = True

    @classmethod
    def name(cls) -> str:
        """The segment of the route, and the part of a sender before the colon."""
        return "sms"

    def renderer(self) -> Renderer:
        """Returns how an SMS shows a turn."""
        return Renderer(lambda menu: texting.sms(menu, self.words), lambda menu: texting.sms(menu, self.words))

    def _is_carriers(self, text: str) -> bool:
        return text.strip().casefold() in texting.STOPS | texting.HELPS

    def read(self, stored: StoredMessage) -> Message:
        """Returns the neutral form of an answer, with no button that the carrier would take for its own."""
        return texting.without_carriers_words(super().read(stored), self.words)


class WhatsappInput(TwilioConnector):
    """Answers WhatsApp messages, with buttons and lists where templates for them are configured."""

    prefix = WHATSAPP_PREFIX

    def __init__(self, account: str, token: str, number: str, others: ChannelSettings) -> None:
        super().__init__(account, token, number, others)
        self._content = others.whatsapp_content
        self.are_numbers_shown = not self._content

    @classmethod
    def name(cls) -> str:
        """The segment of the route, and the part of a sender before the colon."""
        return "whatsapp"

    def renderer(self) -> Renderer:
        """Returns how WhatsApp shows a turn."""
        return Renderer(
            lambda menu: texting.whatsapp(menu, self.words, self._content), lambda menu: texting.plain(menu, self.words)
        )


def judge(answer: Answer) -> None:
    """Raises DeliveryError for an answer of Twilio's API that is no success."""
    code = answer.body.get("code")
    if code in _RATE_CODES:
        raise PassingError("rate_limited", answer.retry_after)
    if isinstance(code, int) and 400 <= answer.status < 500 and answer.status != 429:
        raise DeliveryError(f"twilio_{code}", is_payload=code in _PAYLOAD_CODES)
    judge_by_status(answer)
