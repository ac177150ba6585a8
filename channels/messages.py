"""The neutral message: what an answer of the assistant holds, before a platform shows it in its own way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import structlog

from stores.messages import Message as StoredMessage

log = structlog.get_logger(__name__)

# What actions send as `custom` beside a text: the shapes of the webchat API (docs/reference/webchat.md).
TYPED_MESSAGE = "typed_message"


@dataclass(frozen=True)
class Button:
    """A choice; `payload` is what the assistant is given for it and never leaves the server."""

    title: str
    payload: str


@dataclass(frozen=True)
class Fact:
    """A figure of a card; where it comes from stands under the message."""

    label: str
    value: str


@dataclass(frozen=True)
class Card:
    """A program or another thing of a list, with its number there in the title; `url` is empty for none."""

    id: str
    title: str
    subtitle: str = ""
    sponsored: bool = False
    facts: tuple[Fact, ...] = ()
    buttons: tuple[Button, ...] = ()
    url: str = ""


@dataclass(frozen=True)
class Source:
    """Where figures come from, and what time they describe."""

    name: str
    url: str
    as_of: str = ""


@dataclass(frozen=True)
class Message:
    """An answer.

    Attributes:
        id: the stored message's.
        text: complete: lists, sources and what a chart shows are in it, so that it can stand alone.
        short: what stands beside cards where they are shown; empty for `text`.
    """

    id: str
    text: str
    buttons: tuple[Button, ...] = ()
    cards: tuple[Card, ...] = ()
    sources: tuple[Source, ...] = ()
    short: str = ""
    at: float = field(default=0.0, compare=False)

    @property
    def choices(self) -> tuple[Button, ...]:
        """Every button, the message's own first, then the cards' in order; tokens count in this order."""
        return (*self.buttons, *(button for card in self.cards for button in card.buttons))


# How a platform takes a stored answer into its neutral form.
Read = Callable[[StoredMessage], Message]


def read(stored: StoredMessage) -> Message:
    """Returns the neutral form of a stored answer; a `custom` that has not the shape is left out, its text stays."""
    custom = stored.data.get("custom") or {}
    typed = custom if custom.get("type") == TYPED_MESSAGE else {}
    try:
        return _read(stored, typed)
    except (KeyError, TypeError, AttributeError):
        log.error("channel.message.misshapen", message=stored.id)
        return _read(stored, {})


def _read(stored: StoredMessage, typed: dict[str, Any]) -> Message:
    return Message(
        id=stored.id,
        at=stored.at,
        text=(stored.text or str(typed.get("text") or "")).strip(),
        short=str(typed.get("text") or "").strip(),
        buttons=_buttons([*(stored.data.get("buttons") or []), *(stored.data.get("quick_replies") or [])]),
        cards=tuple(_card(card) for card in typed.get("cards") or []),
        sources=tuple(
            Source(str(source["name"]), str(source["url"]), str(source.get("as_of") or ""))
            for source in typed.get("sources") or []
        ),
    )


def _card(raw: dict[str, Any]) -> Card:
    return Card(
        id=str(raw["id"]),
        title=str(raw["title"]),
        subtitle=str(raw.get("subtitle") or ""),
        sponsored=bool(raw.get("sponsored")),
        facts=tuple(Fact(str(fact["label"]), str(fact["value"])) for fact in raw.get("facts") or []),
        buttons=_buttons(raw.get("buttons") or []),
        url=str(raw.get("url") or ""),
    )


def _buttons(raw: Iterable[dict[str, Any]]) -> tuple[Button, ...]:
    return tuple(Button(str(b["title"]), str(b["payload"])) for b in raw if b.get("title") and b.get("payload"))
