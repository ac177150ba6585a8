"""Conditions of areas, kinds of area and schools (see `entity_context`)."""

from __future__ import annotations

from collections.abc import Callable

from components import entity_cues as cues
from components.entity_words import Words


def is_place(w: Words, start: int, end: int) -> bool:
    """Whether a preposition of place stands before it, or another certain place beside it."""
    if w.before(start, ("the", "downtown", "greater")) in cues.PLACE_BEFORE:
        return True
    joined = w.word(start - 1) in cues.PLACE_JOIN and w.certain.get(start - 2) == "area"
    return joined or (w.word(end) in cues.PLACE_JOIN and w.certain.get(end + 1) == "area")


def _abbreviation(w: Words, start: int, end: int) -> bool:
    if w.is_capital(start, end) or is_place(w, start, end) or w.is_alone(start, end):
        return True
    return _beside_area(w, start, end)


def _beside_area(w: Words, start: int, end: int) -> bool:
    """Whether it stands in a list with what may be an area: "tx or ca"."""
    before = w.word(start - 1) in cues.PLACE_JOIN and w.possible.get(start - 2) == "area"
    return before or (w.word(end) in cues.PLACE_JOIN and w.possible.get(end + 1) == "area")


def _ambiguous_abbreviation(w: Words, start: int, end: int) -> bool:
    place = w.word(start - 1) in cues.PLACE_BEFORE_LETTERS
    if w.words[start] not in cues.ORDINARY_CODES and place:
        return True
    if not w.written(start, end).isupper() or w.is_shouted:
        return False
    place |= _beside_area(w, start, end)
    is_word_alone = w.words[start] in ("ok", "hi", "oh")
    return place or w.word(start - 1) == "," or (w.is_only(start, end, ()) and not is_word_alone)


def _nation(w: Words, start: int, end: int) -> bool:
    if w.is_capital(start, end):
        return True
    if w.word(start - 1) == "in" and w.ends_clause(end):
        return w.speaks_of(cues.PAY | cues.JOB_AFTER | cues.STUDY_AFTER)
    # "us salary", "salary us": no pronoun stands there
    before, behind = w.word(start - 1) in cues.WAGE_NOUNS, w.word(end) in cues.WAGE_NOUNS
    return (behind and start == 0) or (before and end == len(w.words))


def _name(w: Words, start: int, end: int) -> bool:
    if w.word(start - 1) in cues.INTRODUCTION:
        return False
    beside_job = "occupation" in (w.certain.get(start - 1), w.certain.get(end))
    if beside_job or w.word(end) in cues.PAY | cues.JOB_AFTER:
        return True
    return is_place(w, start, end) or w.is_alone(start, end, cues.SMALL - cues.INTRODUCTION)


def _word(w: Words, start: int, end: int) -> bool:
    place = w.before(start, ("the",)) in cues.PLACE_BEFORE - {"about", "of", "for", "like"}
    return w.has_initials(start, end) and (place or w.is_only(start, end, ()))


def _state_behind(w: Words, start: int, end: int) -> bool:
    return w.is_capital(end - 1, end) or w.word(end - 2) == "," or end == len(w.words)


def _place_kind(w: Words, start: int, end: int) -> bool:
    if w.word(end) in cues.SCHOOL_BEFORE | {"of"} or w.certain.get(start - 1) == "area":
        return False
    is_plural = w.words[start].endswith("s") and w.word(start - 1) not in ("united", "the")
    asked = w.before(start, ("paying", "paid", "payed", "us", "american", "the")) in cues.KIND_BEFORE
    ranked = w.possible.get(start - 1) == "order"
    return asked or ranked or is_plural or w.is_only(start, end, ("a", "the", "by", "and"))


def _school_kind(w: Words, start: int, end: int) -> bool:
    if w.word(end) in cues.NOT_SCHOOL_KIND or w.word(start - 1) in ("thats", "its"):
        return False
    near = {w.word(n) for n in (start - 2, start - 1, end, end + 1)}
    beside = bool(near & cues.SCHOOL_WORDS) and w.speaks_of(cues.SCHOOL_WORDS - {"or"})
    alone = w.is_alone(start, end, cues.SMALL - cues.QUESTION)
    return beside or alone or w.word(start - 1) in ("by", "only", "just")


def _capitalised(w: Words, start: int, end: int) -> bool:
    return w.has_initials(start, end) or w.is_only(start, end, ())


def _behind_at(w: Words, start: int, end: int) -> bool:
    if w.before(start, ("the",)) in cues.AT_SCHOOL:
        return True
    beside = (w.word(start - 1), w.certain.get(start - 2)), (w.word(end), w.certain.get(end + 1))
    return any(join in cues.SCHOOL_JOIN and entity == "institution" for join, entity in beside) or (
        w.word(start - 1) in ("with", "to", "than") and "institution" in w.certain.values()
    )


def _school_letters(w: Words, start: int, end: int) -> bool:
    return w.is_capital(start, end) and w.before(start, ("the",)) in cues.AT_OR_TO_SCHOOL


def _state_school(w: Words, start: int, end: int) -> bool:
    if w.before(start, ("the",)) in ("in", "across", "within", "throughout"):
        return False
    return w.word(end) not in cues.WAGE_NOUNS or w.has_initials(start, end)


CONDITIONS: dict[str, Callable[[Words, int, int], bool]] = {
    "abbreviation": _abbreviation,
    "ambiguous_abbreviation": _ambiguous_abbreviation,
    "behind_at": _behind_at,
    "capitalised": _capitalised,
    "name": _name,
    "nation": _nation,
    "place_kind": _place_kind,
    "school_kind": _school_kind,
    "school_letters": _school_letters,
    "state_behind": _state_behind,
    "state_school": _state_school,
    "word": _word,
}
