"""The geometry of pictures: numbers into places of an SVG, which the templates write; no script, no style attribute."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 520, 200
LEFT, RIGHT, TOP, BOTTOM = 48, 8, 10, 26
ROW, LABEL = 26, 190
MOST_LABELS = 7
LONGEST_LABEL = 30


@dataclass(frozen=True)
class Box:
    """A rectangle; `series` is the number of its colour."""

    x: float
    y: float
    width: float
    height: float
    series: int
    says: str


@dataclass(frozen=True)
class Text:
    """A label with its place."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Drawing:
    """What one SVG holds; `lines` are heights of grid lines, `names` the series in the order of their colours."""

    width: int
    height: int
    boxes: list[Box]
    lines: list[float]
    texts: list[Text]
    ends: list[Text]
    names: list[str]


def columns(labels: Sequence[str], names: Sequence[str], values: Sequence[Sequence[float]], unit: str = "") -> Drawing:
    """Returns stacked columns: a label and a list of values, one a series, for each."""
    greatest = _nice(max((sum(column) for column in values), default=0.0))
    wide = (WIDTH - LEFT - RIGHT) / max(len(labels), 1)
    high = (HEIGHT - TOP - BOTTOM) / greatest
    boxes = []
    for number, (label, column) in enumerate(zip(labels, values, strict=True)):
        floor = float(HEIGHT - BOTTOM)
        for series, value in enumerate(column):
            if value:
                floor -= value * high
                says = f"{label}, {names[series]}: {_number(value)}{unit}"
                boxes.append(Box(_r(LEFT + number * wide), _r(floor), _r(wide * 0.82), _r(value * high), series, says))
    marks = [greatest * part / 4 for part in range(5)] if greatest > 4 or unit else list(range(int(greatest) + 1))
    lines = [_r(HEIGHT - BOTTOM - mark * high) for mark in marks]
    ends = [Text(LEFT - 6, line + 4, f"{_number(mark)}{unit}") for line, mark in zip(lines, marks, strict=True)]
    every = math.ceil(len(labels) / MOST_LABELS) or 1
    texts = [Text(_r(LEFT + n * wide), HEIGHT - 8, labels[n]) for n in range(0, len(labels), every)]
    return Drawing(WIDTH, HEIGHT, boxes, lines, texts, ends, list(names))


def rows(labels: Sequence[str], names: Sequence[str], values: Sequence[Sequence[float]], unit: str = "") -> Drawing:
    """Returns bars, a row for each label; of several series the parts of a bar."""
    greatest = max((sum(row) for row in values), default=0.0) or 1.0
    wide = (WIDTH - LABEL - 70) / greatest
    boxes, texts, ends = [], [], []
    for number, (label, row) in enumerate(zip(labels, values, strict=True)):
        x, y = float(LABEL), number * ROW + 4
        for series, value in enumerate(row):
            if value:
                says = f"{label}, {names[series]}: {_number(value)}{unit}"
                boxes.append(Box(_r(x), y, _r(value * wide), ROW - 8, series, says))
                x += value * wide
        ends.append(Text(LABEL - 8, y + 13, label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"))
        texts.append(Text(_r(x + 6), y + 13, f"{_number(sum(row))}{unit}"))
    return Drawing(WIDTH, max(len(labels), 1) * ROW + 4, boxes, [], texts, ends, list(names))


def _nice(value: float) -> float:
    """Returns the next number that an axis may end with."""
    if value <= 4:
        return max(math.ceil(value), 1.0)
    size = 10.0 ** math.floor(math.log10(value))
    return next(size * step for step in (1, 2, 4, 6, 8, 10) if size * step >= value)


def _number(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")


def _r(value: float) -> float:
    return round(value, 1)
