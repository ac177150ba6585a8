"""Tells whether a question leaves words out because it continues the one before."""

from __future__ import annotations

import re
from functools import lru_cache

from knowledge import vocabulary

# How a message begins that continues the one before.
LEAD = re.compile(
    r"^\W*(?:(?:ok|okay|oh|so|hmm|well|thanks|cool|great)\b\W*)*"
    r"(and|or|but|also|plus|what\s+about|hows?\s+about|what\s+of|same\b|now|then|what\s+if)\b",
    re.I,
)
_TAIL = re.compile(r"\b(?:(?:tho|though)\W*\?|as\s+well|too)\W*$", re.I)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
# fmt: off
_SMALL = frozenset({
    "a", "about", "all", "also", "an", "and", "are", "as", "at", "be", "but", "by", "can", "cool", "do",
    "does", "for", "from", "give", "great", "hmm", "how", "i", "if", "in", "instead", "is", "it",
    "just", "like", "me", "mean", "now", "of", "oh", "ok", "okay", "on", "only", "or", "other", "per",
    "please", "same", "show", "so", "some", "tell", "thanks", "that", "the", "them", "then", "there",
    "these", "they", "this", "tho", "those", "though", "to", "too", "try", "vs", "was", "well", "were", "what", "whats",
    "with", "would", "you", "question", "thing",
})
# fmt: on


@lru_cache(maxsize=1)
def _value_words() -> frozenset[str]:
    """Returns the words of every value that a message can name, schools aside: their names hold any word."""
    return frozenset(
        word
        for entry in vocabulary.entries()
        if entry.entity not in ("institution", vocabulary.NOTHING)
        for word in _WORD.findall(entry.phrase.lower())
    )


def is_follow_up(text: str) -> bool:
    """Tells whether a text says nothing but "and", "what about", "… tho?" and the like, small words and values.

    "and in Texas?" and "what about data scientists" continue a question; "and is it growing?" is a new one.
    """
    if not LEAD.match(text) and not _TAIL.search(text):
        return False
    rest = [word for word in _WORD.findall(text.lower()) if word not in _SMALL]
    return bool(rest) and all(word in _value_words() or word.isdigit() for word in rest)
