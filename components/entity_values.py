"""Finds the values that no word list can hold: how many, and the year of graduation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from components import entity_cues as cues
from components.entity_words import Words

# Words of a message in which a year needs no word about finishing school.
_SHORT_MESSAGE = 5


@dataclass(frozen=True)
class Found:
    """A value in a message, from the word at `start` up to `end`."""

    entity: str
    value: int
    start: int
    end: int


def find(words: Words) -> Iterator[Found]:
    """Yields counts from 1 to 10, places in a list that are named by a bare number, and years of graduation."""
    for position, word in enumerate(words.words):
        if word.isdigit() and _is_rank(words, position):
            yield Found("rank", int(word), position, position + 1)
        elif word in cues.COUNTS and _is_count(words, position):
            yield Found("number", cues.COUNTS[word], position, position + 1)
        elif word.isdigit():
            year = _year(words, position)
            if year is not None:
                yield Found("graduation_year", year, position, position + 1)


def _is_rank(w: Words, at: int) -> bool:
    """Whether a bare number from 1 to 5 is a place in the list: "compare 1 and 3", "more about 4"."""
    if not 1 <= int(w.words[at]) <= 5 or w.word(at + 1) in cues.UNIT_AFTER | cues.COUNT_AFTER:
        return False
    behind = w.word(at - 1) in ("compare", "and", "or", "with", "to", "between", "of", "on", "about", "vs", "versus", "open")
    return behind and w.ends_clause(at + 1) and w.speaks_of(cues.LIST_TALK | {"out"})


def _is_count(w: Words, at: int) -> bool:
    """Whether a number says how many results are asked for."""
    if w.word(at + 1) in cues.UNIT_AFTER or w.word(at + 1) in ("'", ".") and w.word(at + 2).isdigit():
        return False
    if w.word(at + 1) in cues.COUNT_AFTER:
        return w.words[at] != "one"
    if w.words[at] == "one" or w.word(at - 1) in ("$", "#", "-", "+", "."):
        return False
    before = w.before(at, cues.COUNT_LINKS)
    if before in ("top", "bottom", "best"):
        return True
    fits = w.ends_clause(at + 1) or w.word(at + 1) in cues.STUDY_AFTER | {"public", "private", "other"}
    return before in cues.COUNT_BEFORE and fits or w.is_alone(at, at + 1, cues.SMALL - {"in", "year"})


def _year(w: Words, at: int) -> int | None:
    """Returns the four digits of a year of graduation, also of "class of 09" and "'09"."""
    digits = w.words[at]
    if len(digits) == 2 and _is_short_year(w, at):
        short = int(digits)
        return 2000 + short if short < 40 else 1900 + short
    if len(digits) != 4 or digits[:2] not in ("19", "20"):
        return None
    return int(digits) if _is_graduation(w, at) else None


def _is_short_year(w: Words, at: int) -> bool:
    behind_class = (w.word(at - 1), w.word(at - 2)) in (("of", "class"), ("'", "of"))
    return behind_class or w.word(at - 1) in ("'", "’") and w.word(at + 1) not in cues.UNIT_AFTER


def _is_graduation(w: Words, at: int) -> bool:
    joined = w.text[w.ends[at] : w.ends[at] + 1] in ("-", "–", "/") or w.text[max(w.starts[at] - 1, 0)] in "-–/"
    if joined or w.word(at - 1) == "$" or w.word(at + 1) in cues.UNIT_AFTER - {"year"} | {"jobs", "openings"}:
        return False
    if w.is_alone(at, at + 1, cues.SMALL | cues.MONTHS) or w.speaks_of(cues.YEAR_BEFORE):
        return True
    return len(w.words) <= _SHORT_MESSAGE and not w.speaks_of(cues.YEAR_NOT_WITH)
