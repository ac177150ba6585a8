"""Slack: Block Kit sections, buttons, and a menu to open where there are many; a card is a section with its buttons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from channels.capabilities import (
    SLACK_BLOCKS,
    SLACK_BUTTONS,
    SLACK_LABEL,
    SLACK_NOTIFICATION_TEXT,
    SLACK_OPTIONS,
    SLACK_SECTION_TEXT,
)
from channels.markup import Span, as_mrkdwn, parse
from channels.menus import Choice, Menu, labels
from channels.messages import Card, Message
from channels.renderers.outgoing import Outgoing, numbered, text_beside_cards, with_labels
from channels.splitting import split
from channels.words import Words

Block = dict[str, Any]


def render(menu: Menu, words: Words) -> list[Outgoing]:
    """Returns `chat.postMessage` calls."""
    return [outgoing for answer in menu.answers for outgoing in _render(answer, menu, words)]


def _render(answer: Message, menu: Menu, words: Words) -> list[Outgoing]:
    choices = menu.of(answer)
    own = [choice for choice in choices if choice.index < len(answer.buttons)]
    text = text_beside_cards(answer, words) if answer.cards else parse(answer.text or answer.short)
    spans = with_labels(text, own, SLACK_LABEL)
    blocks = _sections(spans)
    for card, of_card in _with_choices(answer, choices):
        blocks += [*_sections(_card(card, words)), *_actions(of_card, words)]
    blocks += _actions(own, words)
    notification = next(iter(split(spans or [Span(words.choose)], as_mrkdwn, SLACK_NOTIFICATION_TEXT)))
    return [
        _message(as_mrkdwn(notification), blocks[first : first + SLACK_BLOCKS], answer)
        for first in range(0, len(blocks), SLACK_BLOCKS)
    ]


def _message(notification: str, blocks: list[Block], answer: Message) -> Outgoing:
    body = {"text": notification, "blocks": blocks, "unfurl_links": False, "unfurl_media": False}
    return Outgoing((answer.id,), body)


def _sections(spans: Sequence[Span]) -> list[Block]:
    texts = (as_mrkdwn(piece) for piece in split(spans, as_mrkdwn, SLACK_SECTION_TEXT))
    return [{"type": "section", "text": {"type": "mrkdwn", "text": text}} for text in texts]


def _with_choices(answer: Message, choices: Sequence[Choice]) -> list[tuple[Card, list[Choice]]]:
    """Returns each card with the choices of its buttons."""
    by_index = {choice.index: choice for choice in choices}
    index, pairs = len(answer.buttons), []
    for card in answer.cards:
        pairs.append((card, [by_index[index + place] for place in range(len(card.buttons))]))
        index += len(card.buttons)
    return pairs


def _card(card: Card, words: Words) -> list[Span]:
    spans = [Span(card.title, bold=True)]
    spans += [Span(f"\n{line}") for line in (words.sponsored if card.sponsored else "", card.subtitle) if line]
    for fact in card.facts:
        spans += [Span(f"\n{fact.label}: "), Span(fact.value, bold=True)]
    if card.url:
        spans += [Span("\n"), Span(words.open_website, url=card.url)]
    return spans


def _actions(choices: Sequence[Choice], words: Words) -> list[Block]:
    if not choices:
        return []
    titles = labels(choices, SLACK_LABEL)
    texts = [{"type": "plain_text", "text": title, "emoji": False} for title in titles]
    tokens = [choice.token for choice in choices]
    if len(choices) <= SLACK_BUTTONS:
        buttons = (_button(text, token) for text, token in zip(texts, tokens, strict=True))
        return [{"type": "actions", "elements": list(buttons)}]
    options = [{"text": text, "value": token} for text, token in zip(texts, tokens, strict=True)]
    groups = (options[first : first + SLACK_OPTIONS] for first in range(0, len(options), SLACK_OPTIONS))
    return [{"type": "actions", "elements": [_select(group, words)]} for group in groups]


def _button(text: dict[str, Any], token: str) -> Block:
    return {"type": "button", "text": text, "value": token, "action_id": token}


def _select(options: list[dict[str, Any]], words: Words) -> Block:
    placeholder = {"type": "plain_text", "text": words.choose, "emoji": False}
    action = f"menu.{options[0]['value']}"
    return {"type": "static_select", "placeholder": placeholder, "options": options, "action_id": action}


def chosen(blocks: Sequence[Block], label: str) -> list[Block]:
    """Returns the blocks of a message whose button was pressed, with what was chosen in the place of the buttons.

    Cards keep theirs: several of them may be looked at.
    """
    last = next((index for index in range(len(blocks) - 1, -1, -1) if blocks[index].get("type") == "actions"), None)
    if last is None:
        return list(blocks)
    note = split([Span(f"✓ {label}")], as_mrkdwn, SLACK_SECTION_TEXT)[:1]
    mark = {"type": "context", "elements": [{"type": "mrkdwn", "text": as_mrkdwn(piece)} for piece in note]}
    return [*blocks[:last], mark, *blocks[last + 1 :]]


def plain(menu: Menu, words: Words) -> list[Outgoing]:
    """Returns the turn as text alone, for when Slack refused its blocks."""
    answers = tuple(answer.id for answer in menu.answers)
    texts = numbered(menu, words, as_mrkdwn, SLACK_NOTIFICATION_TEXT)
    return [Outgoing(answers, {"text": text, "unfurl_links": False, "unfurl_media": False}) for text in texts]
