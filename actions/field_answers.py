"""Reads what somebody wants to study out of a message."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from actions.question import Entity, Question
from knowledge import fields
from knowledge.programs import UNSURE

# "I have a bachelor's" tells what somebody has reached, "what about a bachelor's?" what they look for.
HAS = re.compile(
    r"\b(i have|i've|ive|i got|got my|i hold|i did|i finished|i am|i'm|im|my|actually|already|with an?)\b",
    re.I,
)
# Degrees that are a level of education too.
CREDENTIALS = ("associate", "bachelors", "masters", "doctoral")
# As far as a field may stand behind its degree: "master's degree in".
_IN = len(" degree in the ")
_UNSURE = re.compile(r"\b(not sure|unsure|undecided|no idea|don'?t know|dunno|no clue)\b", re.I)
_ANOTHER_FIELD = re.compile(r"\b(another|other|different|change( the| my)?) (field|subject|major)s?\b", re.I)
# How people begin an answer of which they are not certain: "prob cs", "idk maybe math?".
HEDGES = re.compile(
    r"\b(idk|hmm+|um+|uh+|maybe|perhaps|prob(ably|s)?|possibly|i (guess|think|suppose)|i'd say|kinda|just|like|lol)\b",
    re.I,
)


def read(question: Question, requested: str | None, listed: bool) -> dict[str, Any]:
    """Reads the field wanted: of several, the one next to the degree wanted, else all of them.

    "Bachelor's in physics, want a CS master's" looks for computer science, "CS or statistics" for both.
    """
    named = [entity for entity in question.entities if entity.name == "field"]
    if not named and requested == "field" and _UNSURE.search(question.text):
        return {"field": (UNSURE,)}
    if not named and requested == "field" and (keys := named_without_context(question.text)):
        return {"field": keys}
    if not named and listed and _ANOTHER_FIELD.search(question.text):
        return {"field": None}
    if not named or _is_own_degree(named, question):
        return {}
    degrees = [e for e in question.entities if e.name in ("credential", "education_level")]
    wanted = [e for e in degrees if e.name == "credential"] or degrees[1:]
    if len(named) > 1 and wanted:
        named = [min(named, key=lambda entity: _distance(entity, wanted[-1]))]
    keys = tuple(dict.fromkeys(entity.value for entity in named))
    return {"field": (UNSURE,) if UNSURE in keys else keys}


def _is_own_degree(named: list[Entity], question: Question) -> bool:
    """Tells whether the only field named is that of the degree somebody has: "I have a master's in physics"."""
    reached = [entity for entity in question.entities if entity.name == "education_level"]
    between = question.text[reached[0].end : named[0].start] if reached else ""
    return (
        len(named) == 1 == len(reached)
        and reached[0].value in CREDENTIALS
        and bool(re.search(r"\b(in|of)\b", between, re.I))
        and 0 < named[0].start - reached[0].end <= _IN
        and bool(HAS.search(question.text))
    )


def _distance(one: Entity, other: Entity) -> int:
    return max(one.start - other.end, other.start - one.end)


def named_without_context(text: str) -> tuple[str, ...]:
    """Returns the fields that an answer names in words which mean one only where a subject is asked for.

    An abbreviation counts where it is all that is said: "prob cs", and not the "it" of "it depends".
    """
    words = re.sub(r"[^a-z0-9 ]+", " ", HEDGES.sub(" ", text.lower())).split()
    codes, phrases = _codes(), _phrases()
    if len(words) == 1 and words[0] in codes:
        return (codes[words[0]],)
    said = f" {' '.join(words)} "
    found: dict[int, str] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        at = said.find(f" {phrase} ")
        if at >= 0:
            found[at] = phrases[phrase]
            said = said[: at + 1] + "_" * len(phrase) + said[at + 1 + len(phrase) :]
    return tuple(dict.fromkeys(found[at] for at in sorted(found)))


@cache
def _codes() -> dict[str, str]:
    return {code: field.key for field in fields.all_fields() for code in field.codes}


@cache
def _phrases() -> dict[str, str]:
    return {
        phrase.lower(): field.key
        for field in fields.all_fields()
        for phrase in (field.name, *field.synonyms, *field.subjects)
    }
