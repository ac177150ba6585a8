"""Slips of the finger: which words a typed one may be a slip of, and how likely each slip is."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from math import log
from string import ascii_lowercase

from rapidfuzz import process
from rapidfuzz.distance import OSA, Prefix

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# Neighbours on a QWERTY keyboard, in the row and above or below.
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
# Shorter words are not looked for: there is nearly always another one beside them.
SHORTEST = 4
# From this length on a word may hold two slips.
_LONG = 8
_MOST_LONG = 10
# One word in fifty is mistyped. Cross-validated, a share of 0.01 to 0.05 makes no difference.
_A_SLIP = log(0.02)
# What a slip loses that fingers seldom make: a letter that is no neighbour, the first letter of a word.
_UNUSUAL = -2.5
_FIRST_LETTER = -2.0
_TWO_SLIPS = 2 * _A_SLIP - 3.0


def _beside(letter: str) -> str:
    for row, letters in enumerate(_ROWS):
        place = letters.find(letter)
        if place >= 0:
            above = _ROWS[row - 1][place : place + 2] if row else ""
            below = _ROWS[row + 1][max(place - 1, 0) : place + 1] if row + 1 < len(_ROWS) else ""
            return letters[max(place - 1, 0) : place] + letters[place + 1 : place + 2] + above + below
    return ""


_NEIGHBOURS = {letter: _beside(letter) for letter in ascii_lowercase}


def meant(typed: str, known: Collection[str], long: Sequence[str]) -> dict[str, float]:
    """Returns the known words that one slip makes the typed word of, with the logarithm of its chance.

    Among `long`, words of eight letters or more, also those that two slips are away, if the typed word is unknown.
    """
    found = {word: _one_slip(typed, word) for word in _within_one(typed) if len(word) >= SHORTEST and word in known}
    found.pop(typed, None)
    if typed not in known and len(typed) >= _LONG:
        for word, distance, _ in process.extract(typed, long, scorer=OSA.distance, score_cutoff=2, limit=_MOST_LONG):
            if distance == 2:
                found.setdefault(word, _TWO_SLIPS + (_FIRST_LETTER if word[0] != typed[0] else 0.0))
    return found


def _within_one(typed: str) -> set[str]:
    """Returns every word that one letter wrong, lost or added, or two swapped, makes the typed one of."""
    parts = [(typed[:place], typed[place:]) for place in range(len(typed) + 1)]
    found = {left + right[1:] for left, right in parts if right}
    found |= {left + right[1] + right[0] + right[2:] for left, right in parts if len(right) > 1}
    found |= {left + letter + right[1:] for left, right in parts if right for letter in ascii_lowercase}
    return found | {left + letter + right for left, right in parts for letter in ascii_lowercase + "'"}


def _one_slip(typed: str, word: str) -> float:
    """Returns the logarithm of the chance that a word is typed so; four kinds of slips, at any of its letters."""
    place = int(Prefix.similarity(typed, word))
    chance = _A_SLIP + log(0.25 / len(word))
    if len(typed) > len(word):
        is_usual = place > 0 and typed[place] == typed[place - 1]
    elif len(typed) == len(word) and sorted(typed) != sorted(word):
        is_usual = typed[place] in _NEIGHBOURS.get(word[place], "")
    else:
        is_usual = True
    return chance + (0.0 if is_usual else _UNUSUAL) + (_FIRST_LETTER if place == 0 else 0.0)
