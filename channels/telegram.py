"""Telegram: the Bot API by webhook, https://core.telegram.org/bots/api."""

from __future__ import annotations

import hmac
import os
import re
from typing import Any

from sanic.request import Request

from channels import settings
from channels.capabilities import TELEGRAM_CHAT_MESSAGES_A_SECOND, TELEGRAM_MESSAGES_A_SECOND
from channels.connector import Connector, secrets
from channels.delivery import Renderer
from channels.events import COMMANDS, Event, MalformedError, object_of, text_of
from channels.renderers import telegram
from channels.requests import json_object
from channels.resolving import Page, Said
from channels.transport import Answer, Api, DeliveryError, Pace, PassingError, judge_by_status

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
# What a message may hold instead of text; whatever else has none, such as "joined the group", is not for us.
MEDIA = (
    "animation", "audio", "contact", "dice", "document", "location", "photo", "poll", "sticker", "venue", "video",
    "video_note", "voice",
)  # fmt: skip
_COMMAND = re.compile(r"/(\w+)(?:@\w+)?(?:\s.*)?", re.DOTALL)
_MENTION = re.compile(r"^\s*@\w+\s+|\s+@\w+bot\s*$", re.IGNORECASE)


class TelegramInput(Connector):
    """Answers private chats, and in groups who calls the bot: there everybody has a conversation of their own."""

    def __init__(self, token: str, secret: str, base: str, timeout: float) -> None:
        chat = Pace(TELEGRAM_CHAT_MESSAGES_A_SECOND, burst=3)
        in_all = Pace(TELEGRAM_MESSAGES_A_SECOND, burst=int(TELEGRAM_MESSAGES_A_SECOND))
        super().__init__(Api(judge, timeout, in_all, chat))
        self._base = f"{base}/bot{settings.check('GUIDE_TELEGRAM_TOKEN', token)}"
        # A token begins with the bot's own id.
        self._bot_id = token.partition(":")[0]
        self._secret = settings.check("GUIDE_TELEGRAM_SECRET", secret).encode()

    @classmethod
    def name(cls) -> str:
        """The segment of the route, and the part of a sender before the colon."""
        return "telegram"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> TelegramInput:
        """Reads the channel's block of credentials.yml; raises ChannelSettingsError."""
        token, secret = secrets(cls, credentials, "token", "secret")
        others = settings.read(os.environ)
        return cls(token, secret, others.telegram_api, others.timeout)

    def is_authentic(self, request: Request) -> bool:
        """Compares the secret that was given to Telegram with the webhook's address."""
        return hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), self._secret)

    def events(self, request: Request) -> list[Event]:
        """Returns the message or press of an update; edits and other kinds are not for us."""
        update = json_object(request)
        key = text_of(update.get("update_id"), "update_id")
        if "callback_query" in update:
            return [_press(key, object_of(update["callback_query"], "callback_query"))]
        if "message" not in update:
            return []
        event = _message(key, object_of(update["message"], "message"), self._bot_id)
        return [event] if event else []

    def renderer(self) -> Renderer:
        """Returns how Telegram shows a turn."""
        return Renderer(lambda menu: telegram.render(menu, self.words), lambda menu: telegram.plain(menu, self.words))

    def address_of(self, person: str) -> dict[str, Any]:
        """Returns the chat; in a group the conversation has its member's id behind that."""
        return {"chat_id": person.partition(".")[0]}

    async def send(self, address: dict[str, Any], body: dict[str, Any]) -> None:
        """Sends a message."""
        await self._call("sendMessage", str(address["chat_id"]), {**address, **body})

    def text_body(self, text: str) -> dict[str, Any]:
        """Returns the body of a message of plain text."""
        return {"text": text}

    async def tell(self, event: Event, text: str) -> None:
        """Says something to who pressed a button over the chat, in a group to them alone; else in the chat."""
        if event.pressed:
            await self._answer_press(event, {"text": text})
        else:
            await super().tell(event, text)

    async def acknowledge(self, event: Event, said: Said) -> None:
        """Ends the button's waiting, and takes a keyboard away that is done with; a list's stays."""
        await self._answer_press(event, {})
        if not said.is_of_card:
            await self._edit_keyboard(event, {"inline_keyboard": []})

    async def turn_page(self, event: Event, page: Page) -> None:
        """Shows another page of the keyboard in the place of this one."""
        await self._answer_press(event, {})
        await self._edit_keyboard(event, telegram.keyboard(page.menu, page.answer, self.words, page.number))

    async def _answer_press(self, event: Event, body: dict[str, Any]) -> None:
        call = {"callback_query_id": event.pressed["query"], **body}
        await self._call("answerCallbackQuery", f"press {event.person}", call)

    async def _edit_keyboard(self, event: Event, markup: dict[str, Any]) -> None:
        if "message_id" not in event.pressed:
            return
        call = {"chat_id": event.address["chat_id"], "message_id": event.pressed["message_id"], "reply_markup": markup}
        await self._call("editMessageReplyMarkup", str(event.address["chat_id"]), call)

    async def _call(self, method: str, chat: str, body: dict[str, Any]) -> None:
        await self.api.send(f"{self._base}/{method}", chat, {}, json=body)


def _message(key: str, message: dict[str, Any], bot_id: str) -> Event | None:
    chat, author = object_of(message.get("chat"), "chat"), message.get("from")
    if not isinstance(author, dict) or author.get("is_bot"):
        return None
    is_private = chat.get("type") == "private"
    text = message.get("text") or message.get("caption")
    if text is not None and not isinstance(text, str):
        raise MalformedError("text is no text")
    if not is_private and not _is_for_us(message, text, bot_id):
        return None
    if text is None and not any(kind in message for kind in MEDIA):
        return None
    found = _COMMAND.fullmatch(text or "")
    command = found[1].lower() if found and found[1].lower() in COMMANDS else None
    chat_id = text_of(chat.get("id"), "chat.id")
    address: dict[str, Any] = {"chat_id": chat_id}
    if not is_private:
        address["reply_parameters"] = {"message_id": message.get("message_id"), "allow_sending_without_reply": True}
        text = _MENTION.sub("", text) if text else text
    if message.get("is_topic_message"):
        address["message_thread_id"] = message.get("message_thread_id")
    person = _person(chat_id, author, is_private)
    return Event(key, person, address, text=None if command else text or "", command=command)


def _press(key: str, query: dict[str, Any]) -> Event:
    author = object_of(query.get("from"), "from")
    message = object_of(query.get("message") or {}, "message")
    # A press under a message that is too old to be shown comes without it; the bot can still write to the person.
    chat = object_of(message.get("chat") or {"id": author.get("id"), "type": "private"}, "chat")
    chat_id = text_of(chat.get("id"), "chat.id")
    pressed = {"query": text_of(query.get("id"), "id")}
    if "message_id" in message:
        pressed["message_id"] = message["message_id"]
    address: dict[str, Any] = {"chat_id": chat_id}
    if message.get("is_topic_message"):
        address["message_thread_id"] = message.get("message_thread_id")
    person = _person(chat_id, author, chat.get("type") == "private")
    return Event(key, person, address, token=str(query.get("data") or "-"), pressed=pressed)


def _person(chat_id: str, author: dict[str, Any], is_private: bool) -> str:
    return chat_id if is_private else f"{chat_id}.{text_of(author.get('id'), 'from.id')}"


def _is_for_us(message: dict[str, Any], text: str | None, bot_id: str) -> bool:
    """Tells whether a group's message calls the bot: a command, a mention, an answer to what the bot said."""
    answered = message.get("reply_to_message")
    if isinstance(answered, dict) and str((answered.get("from") or {}).get("id")) == bot_id:
        return True
    entities = message.get("entities") or []
    kinds = {entity.get("type") for entity in entities if isinstance(entity, dict)}
    return bool(text) and bool(kinds & {"bot_command", "mention"})


def judge(answer: Answer) -> None:
    """Raises DeliveryError for an answer of the Bot API that is no success."""
    if answer.status == 429:
        pause = (answer.body.get("parameters") or {}).get("retry_after")
        raise PassingError("rate_limited", float(pause) if isinstance(pause, int) else answer.retry_after)
    if answer.status == 403:
        raise DeliveryError("blocked_by_person")
    judge_by_status(answer)
    if answer.body.get("ok") is not True:
        raise PassingError("not_ok")
