"""How word lists are written down: entries, the choices inside a phrase, and the files they stand in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).resolve().parent / "data"
_CHOICE = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True)
class Entry:
    """A phrase that means a value of an entity; `context` names the condition, "" where it always does.

    The value is what a parse carries: text, a number, or a tuple where a name is shared.
    """

    entity: str
    value: str | int | tuple[str, ...]
    phrase: str
    context: str = ""

    @property
    def needs_context(self) -> bool:
        """Whether the phrase alone, inside a free sentence, is not enough."""
        return bool(self.context)


def expand(pattern: str) -> list[str]:
    """Writes out every choice of a phrase: "(a |)b" is "a b" and "b"; choices may stand inside choices."""
    choice = _CHOICE.search(pattern)
    if choice is None:
        return [" ".join(pattern.split())]
    before, after = pattern[: choice.start()], pattern[choice.end() :]
    written = (phrase for word in choice[1].split("|") for phrase in expand(f"{before}{word}{after}"))
    return list(dict.fromkeys(written))


def joined(phrase: str) -> list[str]:
    """Returns two longer words also as one, which is how many type them: "datascience"."""
    words = phrase.split()
    return ["".join(words)] if len(words) == 2 and all(len(w) > 2 and w.isalpha() for w in words) else []


@cache
def read(name: str) -> Any:
    """Returns the content of a file of knowledge/data, such as 'fields'."""
    return yaml.safe_load((DATA / f"{name}.yml").read_text(encoding="utf-8"))
