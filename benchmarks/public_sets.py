"""Reads the public intent sets: ten examples an intent to learn from, and a validation file to measure on.

Files `NAME_10shot_train.csv`, `NAME_validation.csv` and, where there is one, `NAME_out_of_scope_validation.csv`, each
with the columns text and intent. benchmarks/README.md says where the sets come from.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

NAMES = ("banking77", "clinc150")


@dataclass(frozen=True)
class Example:
    """A sentence and its intent."""

    text: str
    intent: str


@dataclass(frozen=True)
class PublicSet:
    """One set; `outside` holds texts of no intent, for measuring only."""

    name: str
    train: list[Example]
    validation: list[Example]
    outside: list[str]


def read(folder: Path, name: str) -> PublicSet:
    """Returns a set; raises FileNotFoundError, naming the README, when a file of it is not in the folder."""
    outside = folder / f"{name}_out_of_scope_validation.csv"
    return PublicSet(
        name,
        _rows(folder / f"{name}_10shot_train.csv"),
        _rows(folder / f"{name}_validation.csv"),
        [row.text for row in _rows(outside)] if outside.exists() else [],
    )


def _rows(path: Path) -> list[Example]:
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing; benchmarks/README.md says where the public sets come from")
    with path.open(encoding="utf-8", newline="") as file:
        return [Example(row["text"], row["intent"]) for row in csv.DictReader(file)]
