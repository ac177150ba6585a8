"""Turns figures, lists and sources into the words in which answers say them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from knowledge.areas import Area
from knowledge.database import Source
from knowledge.figures import Figure

_PER = {"year": "a year", "hour": "an hour"}


def wage(figure: Figure) -> str:
    """Says a wage in bold with its period, "at least" before a top-coded one, or "not published"."""
    if figure.value is None and figure.at_least is None:
        return figure.text
    prefix = "at least " if figure.value is None else ""
    return f"{prefix}**{figure.text.removeprefix('at least ')}** {_PER[figure.period]}"


def place(area: Area) -> str:
    """Says an area as it stands in a sentence: "the United States", "Texas", "the Abilene, TX area"."""
    if area.kind == "nation":
        return "the United States"
    if area.kind == "state":
        return f"the {area.name}" if area.code == "DC" else area.name
    return f"the {area.name} area"


def bullets(lines: Iterable[str]) -> str:
    """Sets one line under another, each behind a dash."""
    return "\n".join(f"- {line}" for line in lines)


def listing(items: Sequence[str]) -> str:
    """Joins items as in a sentence: "a", "a and b", "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def capitalised(text: str) -> str:
    """Begins a text with a capital letter and leaves the rest as it is."""
    return text[:1].upper() + text[1:]


def sources(said: Iterable[Source]) -> str:
    """Names each source once, as a link with the date that its figures describe.

    Pages of one work and one date share both: "Handbook, data scientists, software developers, August 2025".
    """
    works: dict[tuple[str, str], list[str]] = {}
    for item in dict.fromkeys(said):
        work, _, page = item.name.partition(", ")
        pages = works.setdefault((work, item.as_of), [])
        title = page if pages and page else item.name
        pages.append(f"[{title}]({item.url})")
    named = [f"{', '.join(dict.fromkeys(pages))}, {as_of}" for (_, as_of), pages in works.items()]
    return f"{'Source' if len(named) == 1 else 'Sources'}: {'; '.join(named)}"
