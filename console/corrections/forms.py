"""The form that corrects a sentence: what it offers, and what was typed into it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.http import QueryDict

from console.corrections import deciding, training
from console.corrections.assistant import Parsed
from console.corrections.training import Entity, RefusedError, Training
from console.models import Correction, Message
from console.reader.projection import load

EMPTY_ROWS = 3
_SUGGESTED = 8


@dataclass(frozen=True)
class EntityRow:
    """A line of the form: the words, which of their occurrences is meant (from 1), the entity and its value."""

    words: str = ""
    nth: int = 1
    entity: str = ""
    value: str = ""


def label(typed: str, known: Training) -> str:
    """Returns the label that was typed, whole or in parts that only one label has; raises RefusedError."""
    wanted = typed.strip().lower()
    if wanted in known.files:
        return wanted
    parts = wanted.replace("/", " ").replace("_", " ").split()
    found = [name for name in known.files if parts and all(part in name for part in parts)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise RefusedError(f"No intent of the training data is called “{typed.strip()[:60]}”.")
    named = ", ".join(sorted(found)[:_SUGGESTED]) + (" …" if len(found) > _SUGGESTED else "")
    raise RefusedError(f"Which one? {named}")


def entities(sent: QueryDict, text: str, known: Training) -> tuple[Entity, ...]:
    """Returns the entities of the form's lines, in the order of the text; raises RefusedError."""
    found: list[Entity] = []
    for row in rows_of(sent):
        if not row.words:
            continue
        start = _place(text, row.words, row.nth)
        if start is None:
            raise RefusedError(f"“{row.words}” does not stand there {row.nth} times.")
        if row.entity not in known.entities:
            raise RefusedError(f"Which entity is “{row.words}”?")
        found.append(Entity(start, start + len(row.words), row.entity, row.value or row.words))
    found.sort(key=lambda e: e.start)
    for one, following in pairwise(found):
        if one.end > following.start:
            raise RefusedError("Two entities share words.")
    return tuple(found)


def rows_of(sent: QueryDict) -> list[EntityRow]:
    """Returns the lines of a form that was sent, and empty ones to go on with."""
    columns = (sent.getlist(name) for name in ("words", "nth", "entity", "value"))
    rows = [
        EntityRow(
            words.strip(), int(nth) if nth.isascii() and nth.isdigit() and len(nth) < 4 else 1, entity, value.strip()
        )
        for words, nth, entity, value in zip(*columns, strict=False)
        if words.strip()
    ]
    return rows + [EntityRow()] * EMPTY_ROWS


def same(correction: Correction, wanted: str, found: tuple[Entity, ...]) -> bool:
    """Tells whether a correction says this already."""
    example = deciding.example_of(correction)
    return correction.state != Correction.DISMISSED and (example.label, example.entities) == (wanted, found)


def stored(message: Message) -> dict[str, Any]:
    """Returns what the assistant made of the message when it came."""
    detail = load(message.detail)
    return {
        "label": str(detail.get("answer") or message.intent or ""),
        "confidence": message.confidence,
        "ranking": [(str(pair[0]), float(pair[1] or 0)) for pair in detail.get("ranking", ()) if len(pair) == 2],
        "entities": [e for e in detail.get("entities", ()) if isinstance(e, dict)],
    }


def refusal(known: Training, text: str) -> str:
    """Returns why the sentence can be no example, whatever its label; "" when it can."""
    try:
        known.check_sentence(text)
    except RefusedError as reason:
        return str(reason)
    there = known.known.get(training.key_of(text))
    return f"The training data has this sentence already, as {there} ({known.files[there].name})." if there else ""


def context(
    known: Training, message: Message, correction: Correction | None, today: Parsed | None, typed: str | None
) -> dict[str, Any]:
    """Returns what the form offers: labels, entities, and lines filled with what is known best."""
    text = training.plain(message.text)
    if correction is not None and correction.label:
        rows = [_row(text, *entity) for entity in correction.entities]
    else:
        given = today.entities if today is not None else stored(message)["entities"]
        rows = [_row(text, e.get("start"), e.get("end"), e.get("entity"), e.get("value")) for e in given]
    filled = [row for row in rows if row.words and row.entity in known.entities]
    chosen = today.label if today is not None else stored(message)["label"]
    return {
        "labels": sorted(known.files),
        "entity_names": known.entities,
        "rows": filled + [EntityRow()] * EMPTY_ROWS,
        "typed": typed if typed is not None else correction.label if correction is not None else "",
        "suggested": _suggested(chosen, today, message, known),
    }


def _suggested(chosen: str, today: Parsed | None, message: Message, known: Training) -> list[str]:
    """Returns the labels that keys 1 to 5 take: the chosen one, then the runners-up."""
    ranking = today.ranking if today is not None else stored(message)["ranking"]
    names = [chosen, *(name for name, _ in ranking)]
    # Of an intent with several answers, the general one.
    labels = [label for name in names for label in (name, f"{name}/overview", f"{name}/other") if label in known.files]
    return list(dict.fromkeys(labels))[:5]


def _row(text: str, start: Any, end: Any, entity: Any, value: Any) -> EntityRow:
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(text):
        return EntityRow()
    words = text[start:end]
    nth = sum(text.startswith(words, place) for place in range(start + 1))
    # Of a name that schools share the value is a list; the reviewer chooses.
    return EntityRow(words, nth, str(entity), "" if isinstance(value, list) else str(value))


def _place(text: str, words: str, nth: int) -> int | None:
    places = [place for place in range(len(text)) if text.startswith(words, place)]
    return places[nth - 1] if 0 < nth <= len(places) else None
