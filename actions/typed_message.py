"""What an answer shows beside its text where a channel can: cards, charts and sources, sent as Rasa's `custom`.

docs/reference/webchat.md has the shape; channels without cards say the text alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from knowledge.database import Source

TYPE = "typed_message"
VERSION = 1


def typed_message(
    sources: Iterable[Source], text: str | None = None, cards: Sequence[Any] = (), charts: Sequence[Any] = ()
) -> dict[str, Any]:
    """Returns the `custom` of an answer; `text` stands beside the cards in place of the answer's own."""
    return {
        "type": TYPE,
        "version": VERSION,
        "text": text,
        "cards": list(cards),
        "charts": list(charts),
        "sources": [{"name": source.name, "url": source.url, "as_of": source.as_of} for source in sources],
    }


def chart(kind: str, title: str, unit: str, points: Sequence[dict[str, Any]], alt: str, **more: Any) -> dict[str, Any]:
    """Returns a chart: `range` (x an amount, y its percentile), `bar` (x an amount) or `scatter` (x and y amounts)."""
    return {"kind": kind, "title": title, "unit": unit, "points": list(points), "alt": alt, "source": 0, **more}


def point(label: str, x: float, y: float | None = None) -> dict[str, Any]:
    """Returns a point of a chart."""
    return {"label": label, "x": x, "y": y}
