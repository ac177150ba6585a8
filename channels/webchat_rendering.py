"""Renders what the store keeps as the typed message of the webchat API (docs/reference/webchat.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from channels.messages import TYPED_MESSAGE
from channels.text import as_shown
from channels.webchat_tokens import Choice, Session, Tokens, iso_time
from stores.messages import Message

# The visitor's side of a turn that the connector itself began, such as the greeting, is not shown.
OPENING = "opening"
_SOURCES = re.compile(r"\n?^Sources?: (\[.*)$", re.MULTILINE)
_PAGE = re.compile(r"\[([^\]]+)\]\((\S+?)\)(?:, (?!\[)([^;]+?)(?=;|$))?")


def typed(messages: Iterable[Message], session: Session, tokens: Tokens) -> list[dict[str, Any]]:
    """Returns the messages that a visitor sees, oldest first."""
    return [_visitor(m) if m.sender == "visitor" else _answer(m, session, tokens) for m in messages if _is_shown(m)]


def _is_shown(message: Message) -> bool:
    if message.sender == "visitor":
        return not message.metadata.get(OPENING)
    return bool(message.text or message.data.get("custom"))


def _visitor(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "from": "visitor",
        "at": iso_time(message.at),
        # A button's payload is shown as what stood on the button.
        "text": message.metadata.get("title") or as_shown(message.text or ""),
        "client_id": message.client_id,
    }


def _answer(message: Message, session: Session, tokens: Tokens) -> dict[str, Any]:
    custom = message.data.get("custom") or {}
    is_typed = custom.get("type") == TYPED_MESSAGE
    text, sources = split_sources(message.text or "")

    def buttons(raw: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
        choices = [Choice(str(button["title"]), str(button["payload"])) for button in raw if button.get("payload")]
        return [{"title": c.title, "payload": tokens.offer(session, c, message.at)} for c in choices]

    return {
        "id": message.id,
        "from": message.sender,
        "at": iso_time(message.at),
        "text": custom.get("text") or text if is_typed else text,
        "buttons": buttons(message.data.get("buttons") or []),
        "cards": [{**card, "buttons": buttons(card["buttons"])} for card in custom.get("cards", [])]
        if is_typed
        else [],
        "charts": custom.get("charts", []) if is_typed else [],
        # The indexes of facts and charts count from the beginning of the custom message's own.
        "sources": _united(custom.get("sources", []), sources) if is_typed else sources,
    }


def _united(first: list[dict[str, str]], others: list[dict[str, str]]) -> list[dict[str, str]]:
    return [*first, *(source for source in others if source["url"] not in {s["url"] for s in first})]


def split_sources(text: str) -> tuple[str, list[dict[str, str]]]:
    """Takes the line of sources off an answer: "Source: [name](url), May 2025; [other](url), 2024".

    Pages of one work share the date behind the last of them.
    """
    line = _SOURCES.search(text)
    if line is None:
        return text.strip(), []
    sources: list[dict[str, str]] = []
    for name, url, as_of in _PAGE.findall(line[1]):
        sources.append({"name": name, "url": url, "as_of": as_of})
        for undated in (s for s in sources if not s["as_of"]):
            undated["as_of"] = as_of
    return (text[: line.start()] + text[line.end() :]).strip(), sources
