"""Telegram: HTML text, an inline keyboard under the last part of each answer.

A list of programs stays a text, which Telegram sets well, and its programs' buttons carry their numbers.
"""

from __future__ import annotations

from typing import Any

from channels.capabilities import TELEGRAM_BUTTONS, TELEGRAM_LABEL, TELEGRAM_TEXT
from channels.markup import Span, as_html, as_plain, as_read, parse
from channels.menus import Menu, labels, page_token
from channels.messages import Message
from channels.renderers.outgoing import Outgoing, numbered, page, with_labels
from channels.splitting import split
from channels.words import Words

# Longer labels get a row of their own.
LABEL_OF_A_PAIR = 18
_NO_PREVIEW = {"is_disabled": True}


def render(menu: Menu, words: Words) -> list[Outgoing]:
    """Returns `sendMessage` calls."""
    return [outgoing for answer in menu.answers for outgoing in _render(answer, menu, words)]


def _render(answer: Message, menu: Menu, words: Words) -> list[Outgoing]:
    choices = menu.of(answer)
    spans = with_labels(parse(answer.text or answer.short), choices, TELEGRAM_LABEL)
    if choices and not as_read(spans).strip():
        spans = [Span(words.choose)]
    # The limit holds for the text without its marks.
    bodies: list[dict[str, Any]] = [
        {"text": as_html(piece), "parse_mode": "HTML", "link_preview_options": _NO_PREVIEW}
        for piece in split(spans, as_read, TELEGRAM_TEXT)
    ]
    if choices:
        bodies[-1]["reply_markup"] = keyboard(menu, answer, words)
    return [Outgoing((answer.id,), body) for body in bodies]


def keyboard(menu: Menu, answer: Message, words: Words, number: int = 0) -> dict[str, Any]:
    """Returns a page of the inline keyboard of an answer; more than ten buttons are turned page by page."""
    choices = menu.of(answer)
    shown, following = page(choices, number, TELEGRAM_BUTTONS)
    titles = dict(zip((c.token for c in choices), labels(choices, TELEGRAM_LABEL), strict=True))
    buttons = [{"text": titles[c.token], "callback_data": c.token} for c in shown]
    rows: list[list[dict[str, str]]] = []
    for button in buttons:
        is_short = len(button["text"]) <= LABEL_OF_A_PAIR
        if rows and is_short and len(rows[-1]) == 1 and len(rows[-1][0]["text"]) <= LABEL_OF_A_PAIR:
            rows[-1].append(button)
        else:
            rows.append([button])
    if following is not None:
        rows.append([{"text": words.more, "callback_data": page_token(answer.id, following)}])
    return {"inline_keyboard": rows}


def plain(menu: Menu, words: Words) -> list[Outgoing]:
    """Returns the turn without markup and keyboard, for when Telegram refused it with them."""
    answers = tuple(answer.id for answer in menu.answers)
    texts = numbered(menu, words, as_plain, TELEGRAM_TEXT)
    return [Outgoing(answers, {"text": text, "link_preview_options": _NO_PREVIEW}) for text in texts]
