"""Finds the values that no word list can hold: how many, which of a list, and the year of graduation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from components import entity_cues as cues
from components.entity_words import Words

# Words of a message in which a year needs no word about finishing school.
_SHORT_MESSAGE = 5
_LAST_RANK = 5
# "'09" is this century, "'98" the last one.
_FIRST_SHORT_YEAR = 40


@dataclass(frozen=True)
class Found:
    """A value in a message, from the word at `start` up to `end`."""

    entity: str
    value: int
    start: int
    end: int


def find(words: Words) -> Iterator[Found]:
    """Yields counts from 1 to 10, bare numbers that name a place in a list, and years of graduation."""
    for position, word in enumerate(words.words):
        is_number = word.isdecimal() and len(word) <= 4
        if is_number and _is_rank(words, position):
            yield Found("rank", int(word), position, position + 1)
        elif word in cues.COUNTS and _is_pair(words, position):
            yield Found("rank", cues.COUNTS[word], position, position + 1)
        elif word == "two" and _is_first_two(words, position):
            yield Found("rank", 1, position - 1, position)
            yield Found("rank", 2, position, position + 1)
        elif word == "one" and _is_number_one(words, position):
            yield Found("rank", 1, position - 1, position + 1)
        elif word in cues.COUNTS and _is_count(words, position):
            yield Found("number", cues.COUNTS[word], position, position + 1)
        elif is_number:
            year = _year(words, position)
            if year is not None:
                yield Found("graduation_year", year, position, position + 1)


def _is_rank(w: Words, at: int) -> bool:
    """Whether a bare number from 1 to 5 is a place in the list: "compare 1 and 3", "more about 4"."""
    if not 1 <= int(w.words[at]) <= _LAST_RANK or w.word(at + 1) in cues.UNIT_AFTER | cues.COUNT_AFTER:
        return False
    if w.word(at - 2).isdecimal() and int(w.word(at - 2)) > _LAST_RANK:
        return False
    if w.word(at - 1) == "between" and w.word(at + 2).isdecimal() and int(w.word(at + 2)) > _LAST_RANK:
        return False
    is_behind = w.word(at - 1) in cues.RANK_BEFORE
    return is_behind and w.ends_clause(at + 1) and w.speaks_of(cues.LIST_TALK | {"out"})


def _is_pair(w: Words, at: int) -> bool:
    """Whether two places are set against each other: "2 v 3", "1 or 4?", "compare one and three"."""
    for joint, other in ((at + 1, at + 2), (at - 1, at - 2)):
        first, behind = min(at, other), max(at, other) + 1
        if not all(cues.COUNTS.get(w.word(n), _LAST_RANK + 1) <= _LAST_RANK for n in (at, other)):
            continue
        if w.word(joint) in ("v", "vs", "versus", "or") and w.words[at].isdecimal():
            return w.is_only(first, behind, cues.SMALL | {"better", "which"})
        if w.word(joint) in ("and", "with", "v", "vs", "versus", "to") and w.word(behind) not in cues.UNIT_AFTER:
            return w.speaks_of(cues.COMPARE | {"out", "numbers", "options"}) and w.word(first - 1) not in (
                "that",
                "this",
            )
    return False


def _is_first_two(w: Words, at: int) -> bool:
    """Whether two places are meant: "compare the first two", not "the first two years"."""
    return w.word(at - 1) in ("first", "top") and w.speaks_of(cues.COMPARE) and w.word(at + 1) not in cues.UNIT_AFTER


def _is_number_one(w: Words, at: int) -> bool:
    """Whether "number one" is a place in the list, and not "the number one language"."""
    is_named = w.word(at - 1) == "number" and w.word(at - 2) not in ("the", "your", "a", "their")
    return is_named and (w.ends_clause(at + 1) or w.word(at + 1) in cues.BEHIND_RANK)


def _is_count(w: Words, at: int) -> bool:
    """Whether a number says how many results are asked for."""
    behind = w.word(at + 1)
    is_part = behind in ("'", ".") and w.word(at + 2).isdecimal()
    if is_part or behind in cues.UNIT_AFTER or w.word(at - 1) in ("$", "#", "-", "+", "."):
        return False
    is_pair = w.words[at] in ("two", "2") and w.word(at - 1) in ("the", "these", "those", "both")
    if w.words[at] == "one" or is_pair:
        return False
    before = w.before(at, cues.COUNT_LINKS)
    if behind in cues.COUNT_AFTER or before in ("top", "bottom", "best"):
        return True
    if w.is_only(at, at + 1, cues.SMALL - {"in"}):
        return True
    fits = w.ends_clause(at + 1) or behind in cues.STUDY_AFTER | {"public", "private", "other"}
    return fits and before in cues.COUNT_BEFORE


def _year(w: Words, at: int) -> int | None:
    """Returns the four digits of a year of graduation, also of "class of 09" and "'09"."""
    digits = w.words[at]
    if len(digits) == 2 and _is_short_year(w, at):
        short = int(digits)
        return 2000 + short if short < _FIRST_SHORT_YEAR else 1900 + short
    if len(digits) != 4 or digits[:2] not in ("19", "20"):
        return None
    return int(digits) if _is_graduation(w, at) else None


def _is_short_year(w: Words, at: int) -> bool:
    if (w.word(at - 1), w.word(at - 2)) in (("of", "class"), ("'", "of"), ("’", "of")):
        return True
    return w.word(at - 1) in ("'", "’") and w.word(at + 1) not in cues.UNIT_AFTER


def _is_graduation(w: Words, at: int) -> bool:
    signs = w.text[max(w.starts[at] - 1, 0)] + w.text[w.ends[at] : w.ends[at] + 1]
    is_period = any(sign in "-–/$" for sign in signs)
    if is_period or w.word(at + 1) in cues.UNIT_AFTER | {"jobs", "openings"}:
        return False
    if w.is_alone(at, at + 1, cues.SMALL | cues.MONTHS) or w.speaks_of(cues.YEAR_BEFORE):
        return True
    return len(w.words) <= _SHORT_MESSAGE and not w.speaks_of(cues.YEAR_NOT_WITH)
