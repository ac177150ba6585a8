"""How a figure is said, and what stands where there is none."""

from __future__ import annotations

import pytest

from knowledge.figures import Figure, dollars


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (Figure(140_300, "published", "year"), "$140,300"),
        (Figure(67.45, "published", "hour"), "$67.45"),
        (Figure(60.0, "published", "hour"), "$60.00"),
        (Figure(None, "suppressed", "year"), "not published"),
        (Figure(None, "top_coded", "year"), "at least $239,200"),
        (Figure(None, "top_coded", "hour"), "at least $115.00"),
    ],
)
def test_text(figure: Figure, text: str) -> None:
    assert figure.text == text


def test_dollars_drops_cents_of_a_year() -> None:
    assert dollars(20_930.4) == "$20,930"
