"""Knows which facts each response of `data/responses` says, so that its figures and sources come from `knowledge`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from actions import wording
from knowledge import facts
from knowledge.database import Source
from knowledge.facts import Fact

RESPONSES = Path(__file__).parent.parent / "data" / "responses"


@dataclass(frozen=True)
class _Response:
    text: str
    facts: tuple[str, ...]
    choices: dict[str, str]


@cache
def _read(folder: Path) -> dict[str, _Response]:
    """Reads the first variation of every response; further ones say the same facts."""
    load = YAML(typ="safe", pure=True).load
    read: dict[str, _Response] = {}
    for path in sorted(folder.glob("*.yml")):
        for name, variations in load(path.read_text(encoding="utf-8"))["responses"].items():
            metadata = variations[0].get("metadata") or {}
            read[name] = _Response(
                variations[0].get("text", ""), tuple(metadata.get("facts", ())), metadata.get("choices", {})
            )
    return read


class Responses:
    """The responses of the assistant by name, with the facts that each of them says."""

    def __init__(self, folder: Path = RESPONSES) -> None:
        self._responses = _read(folder)

    def __contains__(self, name: object) -> bool:
        return name in self._responses

    def sentence(self, name: str, **values: str) -> str:
        """Returns the text of a response that is part of another one, filled and on a line of its own."""
        return self._responses[name].text.format(**values).strip() + "\n"

    def facts(self, name: str) -> list[Fact]:
        """Returns the facts named in a response's metadata; raises KeyError for an unknown response."""
        return [facts.get(fact_id) for fact_id in self._responses[name].facts]

    def choices(self, name: str) -> dict[str, str]:
        """Returns the titles of the buttons that a response chooses among, by what each means."""
        return self._responses[name].choices

    def values(self, name: str) -> dict[str, Any]:
        """Returns what fills a response: `fact-id.value` for every value of its facts, and the `sources` line."""
        said = self.facts(name)
        filled: dict[str, Any] = {f"{fact.id}.{key}": value for fact in said for key, value in fact.values.items()}
        if said:
            filled["sources"] = wording.sources(self.sources(name))
        return filled

    def sources(self, name: str) -> list[Source]:
        """Returns the sources of the facts that a response says, in their order."""
        return [source(fact) for fact in self.facts(name)]


def source(fact: Fact) -> Source:
    """Returns where a fact comes from and what its figures describe."""
    return Source(name=fact.source_name, url=fact.source_url, as_of=fact.as_of)
