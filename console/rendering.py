"""Visitors' and the assistant's texts as parts that a template escapes: no text becomes markup by itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

SHOWN_CHARACTERS = 4_000
# Bold, and links, as the assistant writes them (docs/reference: the webchat's messages).
_SPAN = re.compile(r"\*\*(?P<bold>[^*\n]+)\*\*|\[(?P<label>[^\]\n]{1,200})\]\((?P<url>https://[^\s)]{1,500})\)")
_ITEM = re.compile(r"^(?:- |\d{1,2}\. )")


@dataclass(frozen=True)
class Span:
    """A piece of a line: plain, bold or a link."""

    text: str
    bold: bool = False
    url: str = ""


@dataclass(frozen=True)
class Line:
    """A line of a text; `item` for one of a list."""

    spans: list[Span]
    item: bool = False


def lines(text: str, formatted: bool) -> list[Line]:
    """Returns the first 4,000 characters as lines; only the assistant's own are formatted."""
    shown = visible(text[:SHOWN_CHARACTERS])
    return [
        Line(list(_spans(line)) if formatted else [Span(line)], item=formatted and bool(_ITEM.match(line)))
        for line in shown.split("\n")
    ]


def visible(text: str) -> str:
    """Returns the text with what would be invisible, or would turn the text around, written out."""
    return "".join(_name(letter) if _is_tricky(letter) else letter for letter in text)


def _is_tricky(letter: str) -> bool:
    # Zero-width joiners are part of emoji and of several scripts.
    return unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cs") and letter not in "\n\t\u200c\u200d"


def _name(letter: str) -> str:
    return "" if letter == "\r" else f"⟨U+{ord(letter):04X}⟩"


def _spans(line: str) -> Iterator[Span]:
    at = 0
    for match in _SPAN.finditer(line):
        if match.start() > at:
            yield Span(line[at : match.start()])
        if match["bold"]:
            yield Span(match["bold"], bold=True)
        else:
            yield Span(match["label"], url=safe_url(match["url"]))
        at = match.end()
    if at < len(line):
        yield Span(line[at:])


def safe_url(url: Any) -> str:
    """Returns an https address, or "" for anything else."""
    try:
        parts = urlsplit(str(url))
    except ValueError:
        return ""
    return str(url) if parts.scheme == "https" and parts.hostname else ""


@dataclass(frozen=True)
class Bar:
    """A point of a chart: where its bar begins and how wide it is, of 100."""

    label: str
    value: str
    start: float
    width: float


def bars(points: Any) -> list[Bar]:
    """Returns the points of a chart as horizontal bars; of a range, from x to y."""
    found = [p for p in points if isinstance(p, dict)][:60] if isinstance(points, list) else []
    numbers = [(_number(p.get("x")), _number(p.get("y"))) for p in found]
    greatest = max((n for pair in numbers for n in pair if n is not None), default=0.0) or 1.0
    result = []
    for point, (x, y) in zip(found, numbers, strict=True):
        both = x is not None and y is not None
        end = y if y is not None else x or 0.0
        start = min(x, y) if both and x is not None and y is not None else 0.0
        value = f"{x:,.10g} to {y:,.10g}" if both else f"{end:,.10g}"
        width = max(abs(end - start), 0.0)
        result.append(
            Bar(visible(str(point.get("label") or ""))[:200], value, _share(start, greatest), _share(width, greatest))
        )
    return result


def _share(value: float, greatest: float) -> float:
    return round(min(max(100 * value / greatest, 0.0), 100.0), 2)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
