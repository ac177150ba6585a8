"""Reads what the visitor asked out of the parse of the latest message."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker

# Words that may stand around the named values of a follow-up without making it a question of its own:
# "and what about data scientists in texas then?" asks nothing but what was asked before.
_SMALL_WORDS = """
a about actually all also and anything are area around as at be but by bye can cool could dear do does doing else
exactly few for from gimme give go great guess haha hey hi hmm how i if in instead is it just kinda kindly let lets
like lol man maybe me mean meant more no not now of oh ok okay on only oops or other overall perhaps please pls plz
pretty region right same say says so some somewhere sorry state sure tell than thanks that the their them then there
these they thing this tho those though thx to too try u uh um ur versus vs wait was well were what whats with would ya
yeah yep yes you
"""
_FOLLOW_UP_WORDS = frozenset(_SMALL_WORDS.split())
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


@dataclass(frozen=True)
class Entity:
    """A value named by the visitor: `name` and `value` as in the contract, `raw` as it was written."""

    name: str
    value: Any
    raw: str
    start: int
    end: int


@dataclass(frozen=True)
class Question:
    """One question of a message: its intent, the answer key chosen for it and the values it names.

    `is_bare` tells that it says nothing but values, `is_follow_up` that it leans on the question before it.
    """

    intent: str
    answer: str | None
    text: str
    entities: tuple[Entity, ...]
    is_bare: bool
    is_follow_up: bool = False

    @property
    def is_button(self) -> bool:
        """Tells whether a button was pressed, whose values mean just what their names say."""
        return self.text.startswith("/")

    def values(self, name: str) -> tuple[Any, ...]:
        """Returns the values of one entity in the order in which they were named, each once."""
        return tuple(dict.fromkeys(_hashable(e.value) for e in self.entities if e.name == name))

    def value(self, name: str) -> Any | None:
        """Returns the first value of one entity, or None."""
        return next(iter(self.values(name)), None)


def questions(tracker: Tracker) -> list[Question]:
    """Returns the questions of the latest message in the order asked; always at least one."""
    message = tracker.latest_message or {}
    entities = tuple(_entity(e, message.get("text") or "") for e in message.get("entities") or [])
    clauses = message.get("clauses") or [_whole_message(message, entities)]
    several = len(clauses) > 1
    return [_question(clause, entities if not several else _inside(clause, entities)) for clause in clauses]


def whole_message(tracker: Tracker) -> Question:
    """Returns the latest message as one question, with the intent of its first and the values of all."""
    message = tracker.latest_message or {}
    entities = tuple(_entity(e, message.get("text") or "") for e in message.get("entities") or [])
    whole = _whole_message(message, entities)
    return _question({**whole, "intent": questions(tracker)[0].intent, "answer": message.get("answer")}, entities)


def _whole_message(message: dict[str, Any], entities: tuple[Entity, ...]) -> dict[str, Any]:
    """Describes a message without clauses, such as a pressed button, as a single clause."""
    answer = next((e.value for e in entities if e.name == "answer"), message.get("answer"))
    return {
        "intent": (message.get("intent") or {}).get("name") or "nlu_fallback",
        "answer": answer,
        "text": message.get("text") or "",
        "start": 0,
    }


def _question(clause: dict[str, Any], entities: tuple[Entity, ...]) -> Question:
    return Question(
        intent=clause["intent"],
        answer=clause.get("answer"),
        text=clause["text"],
        entities=entities,
        is_bare=_is_bare(clause, entities),
        is_follow_up=bool(clause.get("is_follow_up")),
    )


def _entity(entity: dict[str, Any], text: str) -> Entity:
    start, end = int(entity.get("start") or 0), int(entity.get("end") or 0)
    return Entity(entity["entity"], entity["value"], entity.get("raw") or text[start:end], start, end)


def _inside(clause: dict[str, Any], entities: tuple[Entity, ...]) -> tuple[Entity, ...]:
    return tuple(e for e in entities if clause["start"] <= e.start < clause["end"])


def _is_bare(clause: dict[str, Any], entities: tuple[Entity, ...]) -> bool:
    """Tells whether a clause says nothing but values and small words, so that the topic must come from before."""
    text, offset = clause["text"], clause.get("start", 0)
    if text.startswith("/") or not entities:
        return bool(entities) and clause["intent"] == "inform"
    kept = list(text)
    for entity in entities:
        kept[entity.start - offset : entity.end - offset] = " " * (entity.end - entity.start)
    return all(word.lower() in _FOLLOW_UP_WORDS for word in _WORD.findall("".join(kept)))


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
