"""A text as its reader sees it: invisible characters gone, digits and signs of all scripts as in ASCII."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from privacy.spans import Span

_SIGNS = {
    **dict.fromkeys("‐‑‒–—―−﹘﹣", "-"),
    **dict.fromkeys("‘’ʼ´`", "'"),
    **dict.fromkeys("․。．", "."),
    **dict.fromkeys("\t\r\x0b\x0c", " "),
}
# Marks that sit on the letter before them, and characters that show nothing.
_UNSEEN = ("Cf", "Mn", "Me")


@dataclass(frozen=True)
class Readable:
    """What rules look at.

    Attributes:
        text: the readable characters.
        places: for each of them its index in the original, and the original's length at the end; None where both
            texts have the same indexes.
    """

    text: str
    places: tuple[int, ...] | None

    def original(self, span: Span) -> Span:
        """Returns a span of the readable text as a span of the original, what is unseen within it included."""
        if self.places is None:
            return span
        return Span(self.places[span.start], self.places[span.end - 1] + 1, span.kind)


def readable(text: str) -> Readable:
    """Returns what a person would read in a text."""
    if text.isascii():
        return Readable(text, None)
    composed: list[str] = []
    places: list[int] = []
    for index, char in enumerate(text):
        seen = char if char.isascii() else _seen(char)
        if seen:
            composed.append(seen)
            places.append(index)
    return Readable("".join(composed), (*places, len(text)))


def _seen(char: str) -> str:
    """Returns the one character that a person reads there, or nothing."""
    if char in _SIGNS:
        return _SIGNS[char]
    category = unicodedata.category(char)
    if category in _UNSEEN:
        return ""
    if category == "Zs":
        return " "
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char
