"""Messenger: plain text, quick replies, and a carousel (generic template) for cards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from channels.capabilities import (
    MESSENGER_BUTTON_LABEL,
    MESSENGER_ELEMENT_BUTTONS,
    MESSENGER_ELEMENT_SUBTITLE,
    MESSENGER_ELEMENT_TITLE,
    MESSENGER_ELEMENTS,
    MESSENGER_LABEL,
    MESSENGER_QUICK_REPLIES,
    MESSENGER_TEXT,
    length,
)
from channels.markup import Span, as_plain, parse
from channels.menus import Choice, Menu, in_full, labels, page_token, shortened
from channels.messages import Card, Message
from channels.renderers.outgoing import Outgoing, numbered, page, text_beside_cards
from channels.splitting import split
from channels.words import Words


def render(menu: Menu, words: Words) -> list[Outgoing]:
    """Returns the `message` objects of Send API calls; only the last of a turn can have quick replies.

    Messenger takes quick replies away with the next message, so those of all answers stand under the last.
    """
    outgoing = [o for answer in menu.answers for o in _render(answer, menu, words)]
    quick = [choice for answer in menu.answers for choice in menu.of(answer) if not _is_on_card(answer, choice)]
    if not quick:
        return outgoing
    spelled_out = [Span("\n".join(in_full(quick, MESSENGER_LABEL)))]
    if spelled_out[0].text or not outgoing:
        text = spelled_out if spelled_out[0].text else [Span(words.choose)]
        outgoing += [Outgoing((menu.answers[-1].id,), body) for body in _texts(text)]
    last = outgoing[-1]
    body = {**last.body, "quick_replies": quick_replies(menu, words)}
    return [*outgoing[:-1], Outgoing(last.answers, body)]


def _render(answer: Message, menu: Menu, words: Words) -> list[Outgoing]:
    spans = parse(answer.text or answer.short)
    if answer.cards and answer.short and all(map(_fits, answer.cards)):
        spans = text_beside_cards(answer, words)
    bodies = _texts(spans)
    elements = _elements(answer, menu, words)
    for first in range(0, len(elements), MESSENGER_ELEMENTS):
        payload = {"template_type": "generic", "elements": elements[first : first + MESSENGER_ELEMENTS]}
        bodies.append({"attachment": {"type": "template", "payload": payload}})
    return [Outgoing((answer.id,), body) for body in bodies]


def _texts(spans: Sequence[Span]) -> list[dict[str, Any]]:
    return [{"text": as_plain(piece)} for piece in split(spans, as_plain, MESSENGER_TEXT)]


def quick_replies(menu: Menu, words: Words, number: int = 0) -> list[dict[str, Any]]:
    """Returns a page of the quick replies of a turn; more than 13 are turned page by page."""
    choices = [choice for answer in menu.answers for choice in menu.of(answer) if not _is_on_card(answer, choice)]
    titles = dict(zip((c.token for c in choices), labels(choices, MESSENGER_LABEL), strict=True))
    shown, following = page(choices, number, MESSENGER_QUICK_REPLIES)
    replies = [(titles[choice.token], choice.token) for choice in shown]
    if following is not None:
        replies.append((words.more, page_token(menu.answers[-1].id, following)))
    return [{"content_type": "text", "title": title, "payload": payload} for title, payload in replies]


def turned(menu: Menu, words: Words, number: int) -> list[Outgoing]:
    """Returns the message that shows another page of quick replies."""
    body = {"text": words.choose, "quick_replies": quick_replies(menu, words, number)}
    return [Outgoing((menu.answers[-1].id,), body)]


def _is_on_card(answer: Message, choice: Choice) -> bool:
    """Tells whether a choice has a button on its card: the first three of each have."""
    first = len(answer.buttons)
    for card in answer.cards:
        if first <= choice.index < first + min(len(card.buttons), MESSENGER_ELEMENT_BUTTONS):
            return True
        first += len(card.buttons)
    return False


def _elements(answer: Message, menu: Menu, words: Words) -> list[dict[str, Any]]:
    elements = []
    index = len(answer.buttons)
    for card in answer.cards:
        choices = [menu.at(answer, index + i) for i in range(min(len(card.buttons), MESSENGER_ELEMENT_BUTTONS))]
        titled = zip(choices, card.buttons, strict=False)
        buttons = [(shortened(button.title, MESSENGER_BUTTON_LABEL), choice.token) for choice, button in titled]
        sponsored = [words.sponsored] if card.sponsored else []
        element: dict[str, Any] = {
            "title": shortened(card.title, MESSENGER_ELEMENT_TITLE),
            "subtitle": shortened(" · ".join([*sponsored, *_lines(card)]), MESSENGER_ELEMENT_SUBTITLE),
        }
        if card.url:
            element["default_action"] = {"type": "web_url", "url": card.url}
        if buttons:
            element["buttons"] = [{"type": "postback", "title": t, "payload": token} for t, token in buttons]
        element = {key: value for key, value in element.items() if value}
        # Messenger refuses an element with a title alone; the text has it.
        elements += [element] if len(element) > 1 else []
        index += len(card.buttons)
    return elements


def _lines(card: Card) -> list[str]:
    return [line for line in (card.subtitle, *(f"{fact.label} {fact.value}" for fact in card.facts)) if line]


def _fits(card: Card) -> bool:
    """Tells whether an element of the template says all of a card, so that the text need not."""
    room = MESSENGER_ELEMENT_SUBTITLE - 20  # for "Sponsored"
    lines = " · ".join(_lines(card))
    return length(card.title) <= MESSENGER_ELEMENT_TITLE and 0 < length(lines) <= room


def plain(menu: Menu, words: Words) -> list[Outgoing]:
    """Returns the turn as text alone, for when Messenger refused it otherwise."""
    answers = tuple(answer.id for answer in menu.answers)
    return [Outgoing(answers, {"text": text}) for text in numbered(menu, words, as_plain, MESSENGER_TEXT)]
