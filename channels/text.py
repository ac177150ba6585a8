"""What people type, made safe to take: readable text of a length that can be answered, and never a command."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

LONGEST_TEXT = 1000
# An invisible character (word joiner) before a typed slash: Rasa runs `/intent{…}` only where the slash comes first.
_TYPED = "\u2060"


@dataclass(frozen=True)
class CleanText:
    """A message as the assistant takes it, and whether it was longer."""

    text: str
    truncated: bool


def clean_text(text: str, longest: int = LONGEST_TEXT) -> CleanText:
    """Returns the text in NFC, without lone surrogates and control characters, cut at so many code points."""
    readable = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    plain = "".join(" " if unicodedata.category(char) == "Cc" and char not in "\n\t" else char for char in readable)
    composed = unicodedata.normalize("NFC", plain)
    return CleanText(composed[:longest], len(composed) > longest)


def as_typed(text: str) -> str:
    """Returns a text so that Rasa takes it for words, also where it looks like `/restart` or `/intent{…}`."""
    text = text.strip()
    return _TYPED + text if text.startswith("/") else text


def as_shown(text: str) -> str:
    """Returns a text of `as_typed` as it was typed."""
    return text.removeprefix(_TYPED)
