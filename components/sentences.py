"""Cuts a message into the pieces that may be questions of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass

_END = re.compile(r"[.?!;\n]+(?=\s|$)|\n+")
# "and", "but" … join two questions only where the words behind start one: "math and programming" is one
# thing.
_STARTS = (
    r"(?:how|what|whats|what's|which|who|whos|where|when|why|is|are|am|do|does|did|can|could|will|would|should|"
    r"tell|show|explain|give|compare|find|i\s+(?:want|need|would|'d)|also)\b"
)
_JOINT = re.compile(
    # Long runs of blanks are bounded, so that nobody makes a message of blanks costly.
    rf"(?:,\s{{0,9}}|\s{{1,9}})(?:and|but|also|plus|then|oh)\s{{1,9}}(?:also\s{{1,9}}|then\s{{1,9}})?(?={_STARTS})"
    rf"|,\s{{1,9}}(?={_STARTS})",
    re.I,
)
_LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True)
class Piece:
    """A part of a message and where it stands there."""

    text: str
    start: int
    end: int


def pieces(text: str) -> list[Piece]:
    """Returns the pieces of a text in order, without those that hold no letter or digit."""
    borders = [(m.start(), m.end()) for m in _END.finditer(text)]
    borders += [(m.start(), m.end()) for m in _JOINT.finditer(text)]
    found, begin = [], 0
    for border, after in [*sorted(borders), (len(text), len(text))]:
        if border < begin:
            continue
        piece = _piece(text, begin, border)
        if _LETTER.search(piece.text):
            found.append(piece)
        begin = after
    return found


def _piece(text: str, start: int, end: int) -> Piece:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Piece(text[start:end], start, end)
