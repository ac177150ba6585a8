"""Splits a text that is too long for one message: between paragraphs, else lines, sentences, words, characters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import regex

from channels.capabilities import length
from channels.markup import Emit, Span, as_read

# From the best place to the worst; a good place is taken only if the message is then at least half full. The number
# of a list stays with its line.
_PLACES = tuple(
    regex.compile(pattern, regex.MULTILINE)
    for pattern in (r"\n\s*\n\s*", r"\n\s*", r"(?<=[^\d\s][.!?…])\s+", r"(?<!^\d{1,2}\.)\s+")
)
_WORDS = _PLACES[-1]
_CHARACTER = regex.compile(r"\X")


def split(spans: Sequence[Span], emit: Emit, limit: int) -> list[list[Span]]:
    """Returns the spans of each message, in order; as emitted, none is longer than `limit` UTF-16 units.

    Nothing but blanks at the ends of messages is left out. A link's name is cut only where it is too long alone.
    """
    text = as_read(spans)
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    messages = []
    while start < end:
        fits = _fitting(spans, start, end, emit, limit)
        stop = end if fits == end else _place(spans, text, start, fits)
        messages.append(_slice(spans, start, start + len(text[start:stop].rstrip())))
        start = stop + len(text[stop:end]) - len(text[stop:end].lstrip())
    return messages


def _fitting(spans: Sequence[Span], start: int, end: int, emit: Emit, limit: int) -> int:
    """Returns the furthest position to which a message from `start` may go; at least one character."""

    def fits(stop: int) -> bool:
        return length(emit(_slice(spans, start, stop))) <= limit

    # no emitted text is shorter than what is read
    low, high = start + 1, min(end, start + limit)
    if fits(high):
        return high
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def _place(spans: Sequence[Span], text: str, start: int, fits: int) -> int:
    is_inside_link = _links(spans)
    for place in _PLACES:
        # one blank further, so that a break right behind what fits is seen
        stops = [found.start() for found in place.finditer(text, start, min(fits + 1, len(text)))]
        stops = [stop for stop in stops if start < stop <= fits and not is_inside_link(stop)]
        if stops and (place is _WORDS or stops[-1] - start >= (fits - start) / 2):
            return int(stops[-1])
    stop = start
    for character in _CHARACTER.finditer(text, start, fits):
        # the last one may go on behind what fits
        if character.end() < fits or _CHARACTER.match(text, character.start()).end() == fits:
            stop = character.end()
    return stop if stop > start else fits


def _links(spans: Sequence[Span]) -> Callable[[int], bool]:
    inside: set[int] = set()
    position = 0
    for span in spans:
        if span.url:
            inside.update(range(position + 1, position + len(span.text)))
        position += len(span.text)
    return inside.__contains__


def _slice(spans: Sequence[Span], start: int, stop: int) -> list[Span]:
    cut, position = [], 0
    for span in spans:
        piece = span.text[max(start - position, 0) : max(stop - position, 0)]
        if piece:
            cut.append(replace(span, text=piece))
        position += len(span.text)
    return cut
