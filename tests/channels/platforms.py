"""What platforms send: what people do, signed as each platform signs; and how they read what they are sent."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier
from twilio.request_validator import RequestValidator

from tests.channels.renderers import published

PUBLIC_URL = "https://guide.example.org"
SETTINGS = {
    "GUIDE_PUBLIC_URL": PUBLIC_URL,
    "GUIDE_TELEGRAM_TOKEN": "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
    "GUIDE_TELEGRAM_SECRET": "telegram-secret-7f3a9c51d2",
    "GUIDE_SLACK_TOKEN": "xoxb-slack-token-5b21c0",
    "GUIDE_SLACK_SIGNING_SECRET": "slack-signing-9a8b7c6d5e4f",
    "GUIDE_MESSENGER_TOKEN": "EAAG-messenger-page-token",
    "GUIDE_MESSENGER_APP_SECRET": "messenger-app-secret-31415",
    "GUIDE_MESSENGER_VERIFY_TOKEN": "messenger-verify-27182",
    "GUIDE_TWILIO_ACCOUNT": "AC" + "0" * 32,
    "GUIDE_TWILIO_TOKEN": "twilio-auth-token-16180",
    "GUIDE_SMS_NUMBER": "+15550001111",
    "GUIDE_WHATSAPP_NUMBER": "+15550002222",
}
SECRETS = [value for name, value in SETTINGS.items() if name.endswith(("_TOKEN", "_SECRET"))]
_numbers = itertools.count(int(time.time()) % 10**6 * 1000)


@dataclass(frozen=True)
class Sent:
    """A request as a platform sends it to the webhook."""

    body: bytes
    headers: dict[str, str]

    def forged(self, **headers: str) -> Sent:
        """Returns the same body with other headers."""
        return Sent(self.body, {**self.headers, **headers})


class Platform(ABC):
    """One side of a platform; `person` is the id that a conversation's sender has behind the colon."""

    name: ClassVar[str]
    signature_header: ClassVar[str]
    block: ClassVar[str]
    can_press: ClassVar[bool] = True

    def person(self) -> str:
        """Returns somebody new."""
        return str(next(_numbers))

    def key(self) -> str:
        """Returns the id of something new."""
        return str(next(_numbers))

    @abstractmethod
    def credentials(self) -> dict[str, str]:
        """Returns the channel's block of credentials.yml, filled."""

    @abstractmethod
    def text(self, person: str, text: str, key: str | None = None) -> Sent:
        """Returns a signed message."""

    @abstractmethod
    def press(self, person: str, token: str) -> Sent:
        """Returns a signed press of a button."""

    @abstractmethod
    def signed(self, body: bytes) -> Sent:
        """Returns a signed request with any body."""

    @abstractmethod
    def strange(self, person: str) -> list[tuple[Sent, bool]]:
        """Returns what is no readable message, with whether it is answered (a picture) or ignored (an edit)."""

    def batch(self, person: str, texts: list[str]) -> list[Sent]:
        """Returns messages as the platform sends them when several are due."""
        return [self.text(person, text) for text in texts]

    @abstractmethod
    def receiver(self, body: Mapping[str, Any]) -> str:
        """Returns the person that a call of the API is for."""

    @abstractmethod
    def message(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Returns the message in a call of the API."""

    @abstractmethod
    def refusal(self, status: int) -> dict[str, Any]:
        """Returns what the API answers with a status."""

    def shows(self, message: dict[str, Any]) -> str:
        """Checks a message against the platform's limits and returns its text."""
        return published.PLATFORMS[self.name].shows(message)


class Telegram(Platform):
    name, signature_header = "telegram", "X-Telegram-Bot-Api-Secret-Token"
    block = "channels.telegram.TelegramInput"

    def credentials(self) -> dict[str, str]:
        return {"token": SETTINGS["GUIDE_TELEGRAM_TOKEN"], "secret": SETTINGS["GUIDE_TELEGRAM_SECRET"]}

    def signed(self, body: bytes) -> Sent:
        return Sent(
            body, {self.signature_header: SETTINGS["GUIDE_TELEGRAM_SECRET"], "Content-Type": "application/json"}
        )

    def update(self, key: str | None = None, **content: Any) -> Sent:
        return self.signed(json.dumps({"update_id": int(key or self.key()), **content}).encode())

    def posted(self, person: str, **content: Any) -> dict[str, Any]:
        author = {"id": int(person), "is_bot": False, "first_name": "Ann"}
        chat = {"id": int(person), "type": "private", "first_name": "Ann"}
        return {"message_id": int(self.key()), "date": int(time.time()), "chat": chat, "from": author, **content}

    def text(self, person: str, text: str, key: str | None = None) -> Sent:
        return self.update(key, message=self.posted(person, text=text))

    def press(self, person: str, token: str) -> Sent:
        author = {"id": int(person), "is_bot": False, "first_name": "Ann"}
        query = {"id": self.key(), "from": author, "message": self.posted(person, text="x"), "data": token}
        return self.update(callback_query=query)

    def strange(self, person: str) -> list[tuple[Sent, bool]]:
        member = {"chat": {"id": int(person), "type": "private"}, "from": {"id": int(person), "is_bot": False}}
        return [
            (self.update(message=self.posted(person, sticker={"file_id": "x"})), True),
            (self.update(message=self.posted(person, text="")), False),
            (self.update(edited_message=self.posted(person, text="edited")), False),
            (self.update(my_chat_member=member), False),
            (self.update(channel_post=self.posted(person, text="post")), False),
            (self.update(message=self.posted(person, new_chat_title="x")), False),
            (self.update(poll_answer={}), False),
        ]

    def receiver(self, body: Mapping[str, Any]) -> str:
        return str(body["chat_id"])

    def message(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in body.items() if key not in ("chat_id", "reply_parameters")}

    def refusal(self, status: int) -> dict[str, Any]:
        return {"ok": False, "error_code": status, "description": "Bad Request", "parameters": {"retry_after": 1}}


class Slack(Platform):
    name, signature_header = "slack", "X-Slack-Signature"
    block = "channels.slack.SlackInput"

    def person(self) -> str:
        return f"U{next(_numbers)}"

    def key(self) -> str:
        return f"{next(_numbers)}.000100"

    def credentials(self) -> dict[str, str]:
        return {"token": SETTINGS["GUIDE_SLACK_TOKEN"], "signing_secret": SETTINGS["GUIDE_SLACK_SIGNING_SECRET"]}

    def signed(self, body: bytes, sent_at: int | None = None, kind: str = "application/json; charset=utf-8") -> Sent:
        at = str(sent_at or int(time.time()))
        signed = b"v0:" + at.encode() + b":" + body
        try:
            verifier = SignatureVerifier(SETTINGS["GUIDE_SLACK_SIGNING_SECRET"])
            signature = verifier.generate_signature(timestamp=at, body=body) or ""
        except UnicodeDecodeError:  # Slack's library signs text alone
            secret = SETTINGS["GUIDE_SLACK_SIGNING_SECRET"].encode()
            signature = f"v0={hmac.new(secret, signed, hashlib.sha256).hexdigest()}"
        headers = {"X-Slack-Request-Timestamp": at, self.signature_header: signature, "Content-Type": kind}
        return Sent(body, headers)

    def event(self, event: dict[str, Any]) -> Sent:
        body = {"type": "event_callback", "event_id": f"Ev{next(_numbers)}", "team_id": "T1", "event": event}
        return self.signed(json.dumps(body).encode())

    def posted(self, person: str, key: str | None = None, **content: Any) -> dict[str, Any]:
        place = {"channel": f"D{person}", "channel_type": "im", "ts": key or self.key()}
        return {"type": "message", "user": person, **place, **content}

    def text(self, person: str, text: str, key: str | None = None) -> Sent:
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return self.event(self.posted(person, key, text=escaped))

    def press(self, person: str, token: str) -> Sent:
        payload = {
            "type": "block_actions",
            "user": {"id": person},
            "channel": {"id": f"D{person}"},
            "message": {"ts": self.key(), "blocks": [{"type": "actions", "elements": []}]},
            "actions": [{"type": "button", "value": token, "action_ts": self.key()}],
        }
        form = "application/x-www-form-urlencoded"
        return self.signed(urlencode({"payload": json.dumps(payload)}).encode(), kind=form)

    def strange(self, person: str) -> list[tuple[Sent, bool]]:
        form = "application/x-www-form-urlencoded"
        return [
            (self.event(self.posted(person, text="", subtype="file_share", files=[{}])), True),
            (self.event(self.posted(person, subtype="message_changed", message={"text": "edited"})), False),
            (self.event(self.posted(person, subtype="channel_join", text="<@U1> has joined")), False),
            (self.event(self.posted(person, text="I am a bot", bot_id="B1")), False),
            (self.event({"type": "reaction_added", "user": person}), False),
            (self.event(self.posted(person, text="overheard", channel_type="channel")), False),
            (self.signed(b"command=%2Fguide&text=hello", kind=form), False),
            (self.signed(json.dumps({"type": "app_rate_limited"}).encode()), False),
        ]

    def receiver(self, body: Mapping[str, Any]) -> str:
        # A member's own id stands for the direct channel with them, as chat.postMessage has it.
        channel = str(body["channel"])
        return channel if channel.startswith("U") else channel[1:]

    def message(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in body.items() if key not in ("channel", "thread_ts")}

    def refusal(self, status: int) -> dict[str, Any]:
        return {"ok": False, "error": {400: "invalid_blocks", 403: "not_in_channel", 429: "ratelimited"}[status]}


class Messenger(Platform):
    name, signature_header = "messenger", "X-Hub-Signature-256"
    block = "channels.messenger.MessengerInput"

    def credentials(self) -> dict[str, str]:
        return {
            "token": SETTINGS["GUIDE_MESSENGER_TOKEN"],
            "app_secret": SETTINGS["GUIDE_MESSENGER_APP_SECRET"],
            "verify_token": SETTINGS["GUIDE_MESSENGER_VERIFY_TOKEN"],
        }

    def signed(self, body: bytes) -> Sent:
        digest = hmac.new(SETTINGS["GUIDE_MESSENGER_APP_SECRET"].encode(), body, hashlib.sha256).hexdigest()
        return Sent(body, {self.signature_header: f"sha256={digest}", "Content-Type": "application/json"})

    def entries(self, *events: dict[str, Any], kind: str = "messaging") -> Sent:
        entry = {"id": "1", "time": int(time.time() * 1000), kind: list(events)}
        return self.signed(json.dumps({"object": "page", "entry": [entry]}).encode())

    def posted(self, person: str, **content: Any) -> dict[str, Any]:
        return {"sender": {"id": person}, "recipient": {"id": "1"}, "timestamp": int(time.time() * 1000), **content}

    def said(self, person: str, text: str, key: str | None = None) -> dict[str, Any]:
        return self.posted(person, message={"mid": f"m_{key or self.key()}", "text": text})

    def text(self, person: str, text: str, key: str | None = None) -> Sent:
        return self.entries(self.said(person, text, key))

    def press(self, person: str, token: str) -> Sent:
        reply = {"mid": f"m_{self.key()}", "text": "title", "quick_reply": {"payload": token}}
        return self.entries(self.posted(person, message=reply))

    def batch(self, person: str, texts: list[str]) -> list[Sent]:
        return [self.entries(*(self.said(person, text) for text in texts))]

    def strange(self, person: str) -> list[tuple[Sent, bool]]:
        key = self.key()
        return [
            (self.entries(self.posted(person, message={"mid": key, "attachments": [{"type": "image"}]})), True),
            (self.entries(self.posted("1", message={"mid": f"{key}e", "is_echo": True, "text": "echo"})), False),
            (self.entries(self.posted(person, delivery={"watermark": 1})), False),
            (self.entries(self.posted(person, read={"watermark": 1})), False),
            (self.entries(self.posted(person, reaction={"mid": "x"})), False),
            (self.entries(self.said(person, "for another app"), kind="standby"), False),
            (self.signed(b'{"object": "instagram", "entry": []}'), False),
        ]

    def receiver(self, body: Mapping[str, Any]) -> str:
        return str(body["recipient"]["id"])

    def message(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return dict(body["message"])

    def refusal(self, status: int) -> dict[str, Any]:
        return {"error": {"code": {400: 100, 403: 200, 429: 613}[status], "message": "…"}}


class Sms(Platform):
    name, signature_header = "sms", "X-Twilio-Signature"
    block = "channels.twilio.SmsInput"
    number = SETTINGS["GUIDE_SMS_NUMBER"]
    prefix = ""
    can_press = False

    def person(self) -> str:
        return f"+1555{next(_numbers):010d}"[:15]

    def key(self) -> str:
        return f"SM{next(_numbers):032d}"

    def credentials(self) -> dict[str, str]:
        account, token = SETTINGS["GUIDE_TWILIO_ACCOUNT"], SETTINGS["GUIDE_TWILIO_TOKEN"]
        return {"account": account, "token": token, "number": self.number}

    def status(self, callback: str, person: str, status: str, **content: str) -> Sent:
        """Returns what Twilio sends to a status address when the state of a message changes."""
        place = {"To": self.prefix + person, "From": self.prefix + self.number, "AccountSid": "AC1"}
        return self.fields({"MessageSid": self.key(), "MessageStatus": status, **place, **content}, callback)

    def fields(self, fields: dict[str, str], url: str = "") -> Sent:
        url = url or f"{PUBLIC_URL}/webhooks/{self.name}/webhook"
        signature = RequestValidator(SETTINGS["GUIDE_TWILIO_TOKEN"]).compute_signature(url, fields)
        kind = "application/x-www-form-urlencoded; charset=UTF-8"
        return Sent(urlencode(fields).encode(), {self.signature_header: signature, "Content-Type": kind})

    def signed(self, body: bytes) -> Sent:
        url = f"{PUBLIC_URL}/webhooks/{self.name}/webhook"
        digest = hmac.new(SETTINGS["GUIDE_TWILIO_TOKEN"].encode(), url.encode() + body, hashlib.sha1).digest()
        return Sent(body, {self.signature_header: base64.b64encode(digest).decode()})

    def posted(self, person: str, **content: str) -> Sent:
        place = {"From": self.prefix + person, "To": self.prefix + self.number, "AccountSid": "AC1", "NumMedia": "0"}
        return self.fields({"MessageSid": self.key(), "FromCity": "", **place, **content})

    def text(self, person: str, text: str, key: str | None = None) -> Sent:
        return self.posted(person, Body=text, **({"MessageSid": key} if key else {}))

    def press(self, person: str, token: str) -> Sent:
        return self.posted(person, Body="title", ButtonPayload=token)

    def strange(self, person: str) -> list[tuple[Sent, bool]]:
        return [
            (self.posted(person, Body="", NumMedia="1", MediaUrl0="https://api.twilio.com/x"), True),
            (self.posted(person, Body="   "), True),
            (self.posted(person, MessageStatus="delivered"), False),
            (self.posted(person, Body="hello", To="+19990000000"), False),
            (self.posted(person, Body="STOP", OptOutType="STOP"), False),
        ]

    def receiver(self, body: Mapping[str, Any]) -> str:
        assert body["From"] == self.prefix + self.number
        return str(body["To"]).removeprefix(self.prefix)

    def message(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in body.items() if key not in ("To", "From")}

    def refusal(self, status: int) -> dict[str, Any]:
        return {"code": {400: 21617, 403: 21610, 429: 20429}[status], "status": status, "message": "…"}


class Whatsapp(Sms):
    name, number, prefix, can_press = "whatsapp", SETTINGS["GUIDE_WHATSAPP_NUMBER"], "whatsapp:", True
    block = "channels.twilio.WhatsappInput"


ALL: dict[str, Platform] = {p.name: p for p in (Telegram(), Slack(), Messenger(), Sms(), Whatsapp())}
