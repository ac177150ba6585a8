"""What renderers return, and what they share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from channels.markup import Emit, Span, parse
from channels.menus import Choice, Menu, in_full
from channels.messages import Message
from channels.splitting import split
from channels.words import Words


@dataclass(frozen=True)
class Outgoing:
    """One call of a platform's API, without the address.

    Attributes:
        answers: ids of the stored messages that it shows, or a part of them.
    """

    answers: tuple[str, ...]
    body: dict[str, Any]


def numbered(menu: Menu, words: Words, emit: Emit, limit: int) -> list[str]:
    """Returns the answers of a turn as text with a numbered menu at its end, cut into messages."""
    texts = [answer.text or answer.short for answer in menu.answers]
    parts = [parse(text) for text in texts]
    parts.append([Span("\n".join(f"{choice.number}. {choice.button.title}" for choice in _not_listed(menu, texts)))])
    if menu.choices:
        parts.append([Span(words.reply_with_number)])
    return [emit(piece) for piece in split(paragraphs(parts), emit, limit)]


def _not_listed(menu: Menu, texts: Sequence[str]) -> list[Choice]:
    """Returns the choices that have no line in the texts: a card's number stands in the list itself."""
    lines = [line for text in texts for line in text.split("\n")]
    choices = sorted(menu.choices, key=lambda choice: choice.number)
    return [c for c in choices if not any(line.startswith(f"{c.number}. ") for line in lines)]


def with_labels(text: Sequence[Span], choices: Sequence[Choice], limit: int) -> list[Span]:
    """Returns a text, and under it in full the choices whose labels are shortened to `limit`."""
    return paragraphs([text, [Span("\n".join(in_full(choices, limit)))]])


def text_beside_cards(answer: Message, words: Words) -> list[Span]:
    """Returns what stands beside an answer's cards, with the sources of their figures."""
    if not answer.short:
        return parse(answer.text)
    named: list[Span] = []
    for source in answer.sources:
        named += [Span("; " if named else f"{words.sources} "), Span(source.name, url=source.url)]
        named += [Span(f", {source.as_of}")] if source.as_of else []
    return paragraphs([parse(answer.short), named])


def paragraphs(parts: Iterable[Sequence[Span]]) -> list[Span]:
    """Joins texts with a blank line between them; empty ones are left out."""
    joined: list[Span] = []
    for part in parts:
        if any(span.text for span in part):
            joined += [*([Span("\n\n")] if joined else []), *part]
    return joined


def page(choices: Sequence[Choice], number: int, most: int) -> tuple[list[Choice], int | None]:
    """Returns a page of choices and the number of the next; None where all fit into `most` buttons.

    The last page leads to the first again; one button is left for the way on.
    """
    if len(choices) <= most:
        return list(choices), None
    pages = -(-len(choices) // (most - 1))
    first = number % pages * (most - 1)
    return list(choices[first : first + most - 1]), (number + 1) % pages
