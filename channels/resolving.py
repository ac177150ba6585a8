"""What a person means by what they did: a choice of a menu, a page of it, a command, or words for the assistant."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from channels.events import COMMANDS, Event
from channels.menus import Menu, OutOfRangeError, read_token
from channels.messages import Message, Read
from channels.text import as_typed, clean_text
from channels.words import Words
from stores.conversations import Conversations
from stores.messages import Message as StoredMessage

# As in webchat: what an older message offered may no longer be what the person wants.
OFFER_SECONDS = 24 * 3600
# Far more than a turn has answers.
LOOKED_AT = 50


@dataclass(frozen=True)
class Said:
    """What the assistant is given.

    Attributes:
        metadata: stored with it; `title` is what stood on a button.
        is_of_card: a button of a card was pressed, whose list is still of use.
    """

    text: str
    metadata: dict[str, Any] = field(default_factory=dict)
    is_of_card: bool = False


@dataclass(frozen=True)
class Notice:
    """What the person is told instead of a turn."""

    text: str


@dataclass(frozen=True)
class Page:
    """A page of an answer's menu to turn to."""

    menu: Menu
    answer: Message
    number: int


class Resolver:
    """Resolves events with what is stored of the conversation."""

    def __init__(self, conversations: Conversations, words: Words, read: Read, are_numbers_shown: bool) -> None:
        self._conversations, self._words, self._read = conversations, words, read
        self._are_numbers_shown = are_numbers_shown

    async def resolve(self, sender: str, event: Event) -> Said | Notice | Page:
        """Returns what the event means."""
        if event.command is not None:
            return Said(COMMANDS[event.command])
        if event.token is not None:
            return await self._pressed(sender, event.token)
        cleaned = clean_text(event.text or "")
        # A text of nothing but slashes, blanks or invisible characters says nothing.
        if not any(character.isprintable() and character not in " /" for character in cleaned.text):
            return Notice(self._words.text_only)
        try:
            choice = await self._chosen(sender, cleaned.text)
        except OutOfRangeError:
            return Notice(self._words.number_out_of_range)
        if choice is not None:
            return choice
        return Said(as_typed(cleaned.text), {"truncated": True} if cleaned.truncated else {})

    async def _pressed(self, sender: str, text: str) -> Said | Notice | Page:
        token = read_token(text)
        if token is None:
            return Notice(self._words.menu_gone)
        if token.is_page:
            menu = await self._menu_of(sender, token.message_id)
            answers = [answer for answer in menu.answers if answer.id == token.message_id]
            return Page(menu, answers[0], token.index) if answers else Notice(self._words.menu_gone)
        before = str(max(int(token.message_id) - 1, 0))
        page = await self._conversations.history(sender, before, 1)
        answers = [self._read(m) for m in page.messages if m.id == token.message_id and _offers(m)]
        if not answers or token.index >= len(answers[0].choices):
            return Notice(self._words.menu_gone)
        button = answers[0].choices[token.index]
        return Said(button.payload, {"title": button.title}, token.index >= len(answers[0].buttons))

    async def _chosen(self, sender: str, text: str) -> Said | None:
        """Returns the choice of the open menu that a text means; raises OutOfRangeError."""
        answers = _last_turn((await self._conversations.history(sender, limit=LOOKED_AT)).messages)
        choice = Menu([self._read(m) for m in answers if _offers(m)]).typed(text, self._are_numbers_shown)
        return Said(choice.button.payload, {"title": choice.button.title}) if choice else None

    async def _menu_of(self, sender: str, message_id: str) -> Menu:
        """Returns the menu of the turn that an answer belongs to; an empty one for what is too long ago."""
        messages = list((await self._conversations.history(sender, limit=LOOKED_AT)).messages)
        while messages:
            answers = _last_turn(messages)
            if any(m.id == message_id and _offers(m) for m in answers):
                return Menu([self._read(m) for m in answers])
            messages = messages[: len(messages) - len(answers)]
            while messages and messages[-1].sender == "visitor":
                messages.pop()
        return Menu([])


def _last_turn(messages: Sequence[StoredMessage]) -> list[StoredMessage]:
    """Returns what was answered to the visitor's last message, persons' answers included."""
    last = next((i for i in range(len(messages) - 1, -1, -1) if messages[i].sender == "visitor"), -1)
    return list(messages[last + 1 :])


def _offers(message: StoredMessage) -> bool:
    return message.sender == "assistant" and time.time() - message.at < OFFER_SECONDS
