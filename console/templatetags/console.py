"""How templates write numbers, times and strangers' words."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import Any

from django import template

from console import rendering, search, transcript
from console.models import Message

register = template.Library()
_HUES = 8
_SNIPPET = 160


@register.filter
def thousands(value: Any) -> str:
    """1234 as 1,234."""
    return f"{int(value or 0):,}"


@register.filter
def percent(value: float) -> str:
    """0.987 as 98 %, never rounded up to certainty."""
    return f"{int(value * 100)} %"


@register.filter
def hundred(value: float) -> float:
    """0.987 as 98.7."""
    return round(value * 100, 2)


@register.filter
def hue(alias: str) -> int:
    """One of eight colours, the same for the same alias."""
    return sum(alias.encode()) % _HUES


@register.filter
def visible(text: str) -> str:
    """The text with what would be invisible written out."""
    return rendering.visible(text or "")


@register.filter
def speaker(message: Message) -> str:
    """Who speaks."""
    return transcript.speaker(message)


@register.filter
def around(text: str, query: str) -> str:
    """A piece of a text around the first of the words that were looked for."""
    lowered = text.lower()
    places = [lowered.find(term.split()[0].lower()[:6]) for term, _ in search.terms(query)]
    start = max(0, min((p for p in places if p >= 0), default=0) - 40)
    piece = rendering.visible(text[start : start + _SNIPPET])
    return ("… " if start else "") + " ".join(piece.split())


def _utc(at: float) -> datetime:
    return datetime.fromtimestamp(at or 0, timezone.utc)


@register.filter
def iso(at: float) -> str:
    """Unix seconds for machines."""
    return _utc(at).isoformat(timespec="seconds")


@register.filter
def clock(at: float) -> str:
    """The time of day (UTC)."""
    return f"{_utc(at):%H:%M}"


@register.filter
def day(at: float) -> str:
    """The day (UTC)."""
    moment_ = _utc(at)
    return f"{moment_.day} {moment_:%b %Y}"


@register.filter
def moment(at: float) -> str:
    """Day and time (UTC)."""
    return f"{day(at)}, {clock(at)} UTC"


@register.filter
def ago(at: float) -> str:
    """How long ago, in one word or two."""
    seconds = max(0.0, time.time() - (at or 0))
    if seconds < 60:
        return "just now"
    for size, name in ((60, "min"), (3600, "h"), (86400, "d")):
        count = int(seconds // size)
        if count < {"min": 60, "h": 24, "d": 14}[name]:
            return f"{count} {name} ago"
    return day(at)


@register.filter
def is_ahead(at: float) -> bool:
    """Whether a time is yet to come."""
    return at > time.time()
