"""Reads labelled sentences: our evaluation files, or training data in Rasa's YAML format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Labelled:
    """A sentence and what a right parse of it holds; `entities` is None where they are not labelled.

    Attributes:
        entities: name, canonical value and, where labelled, the words that name it.
        before: what was said before, turn by turn.
        then: what has to come of it in the conversation, see benchmarks.context.
    """

    text: str
    intent: str
    also: tuple[str, ...] = ()
    answer: str | None = None
    previous: str | None = None
    entities: tuple[tuple[str, Any, str | None], ...] | None = None
    before: tuple[str, ...] = ()
    then: dict[str, Any] | None = None


def read(path: Path) -> list[Labelled]:
    """Returns the sentences of a file; raises ValueError when it is of neither format."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    if isinstance(content, dict):
        rows = content.get("sentences") or content.get("questions")
        if rows is not None:
            return [_sentence(row) for row in rows]
        if "nlu" in content:
            return list(_rasa(path))
    raise ValueError(f"{path} holds neither `sentences` nor Rasa's `nlu`")


def read_all(paths: list[Path]) -> list[Labelled]:
    """Returns the sentences of files, and of the files in and below folders."""
    files = [file for path in paths for file in (sorted(path.rglob("*.yml")) if path.is_dir() else [path])]
    return [sentence for file in files for sentence in read(file)]


def _sentence(row: dict[str, Any]) -> Labelled:
    entities = row.get("entities")
    return Labelled(
        text=row["text"],
        intent=row["intent"],
        also=tuple(row.get("also") or ()),
        answer=row.get("answer"),
        previous=row.get("previous"),
        entities=None if entities is None else tuple(_entity(entity) for entity in entities),
        before=tuple(row.get("before") or ()),
        then=row.get("then"),
    )


def _entity(entity: dict[str, Any]) -> tuple[str, Any, str | None]:
    return entity["entity"], entity["value"], entity.get("text")


def _rasa(path: Path) -> Iterator[Labelled]:
    from rasa.shared.nlu.training_data.loading import load_data

    for message in load_data(str(path)).intent_examples:
        label = message.get_full_intent()
        yield Labelled(
            text=message.get("text"),
            intent=message.get("intent"),
            answer=label if "/" in label else None,
            entities=tuple((e["entity"], e["value"], None) for e in message.get("entities") or ()) or None,
        )
