"""The school listing of the source article, as the article prints it; it names no school."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.phrases import read


@dataclass(frozen=True)
class ListingEntry:
    """One entry: its programs, none in one of the entries, and the question printed after them."""

    programs: tuple[str, ...]
    question: str


def entries() -> list[ListingEntry]:
    """Returns the ten entries in the article's order, seventeen programs in all."""
    return [
        ListingEntry(tuple(program["name"] for program in entry["programs"]), entry["question"])
        for entry in read("listing")["entries"]
    ]


def notice() -> str:
    """Returns the article's own words about what its listing may include."""
    return str(read("listing")["notice"])
