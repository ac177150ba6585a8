"""A piece of a text, and how pieces that overlap become one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """Characters `start` to `end` (exclusive) of a text, and what kind of personal data they are."""

    start: int
    end: int
    kind: str


def united(found: Iterable[Span]) -> list[Span]:
    """Returns the spans in order of place; those that overlap are one, of the kind that was found first."""
    by_place = sorted(enumerate(found), key=lambda item: (item[1].start, item[1].end))
    result: list[tuple[int, Span]] = []
    for order, span in by_place:
        if result and span.start < result[-1][1].end:
            before, last = result[-1]
            kind = last.kind if before < order else span.kind
            result[-1] = min(before, order), Span(last.start, max(last.end, span.end), kind)
        else:
            result.append((order, span))
    return [span for _, span in result]
