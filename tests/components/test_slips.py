"""Which words a typed one may be a slip of, and which slip is the likelier."""

from __future__ import annotations

import pytest

from components import slips

KNOWN = frozenset({"salary", "celery", "year", "yeah", "for", "information", "python"})


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("salry", {"salary"}),
        ("saalary", {"salary"}),
        ("slaary", {"salary"}),
        ("xalary", {"salary"}),
        ("yesr", {"year"}),
        ("salary", set()),
        # short words are never meant
        ("foor", set()),
        # two slips in a long word
        ("infrmatoin", {"information"}),
        ("pyth", set()),
    ],
)
def test_meant(typed: str, expected: set[str]) -> None:
    assert set(slips.meant(typed, KNOWN, ["information"])) == expected


@pytest.mark.parametrize(
    ("likelier", "less_likely"),
    [("yesr", "yebr"), ("saalary", "sahlary"), ("yera", "eyar"), ("yar", "ear")],
)
def test_fingers_slip_to_neighbours_and_behind_the_first_letter(likelier: str, less_likely: str) -> None:
    word = "salary" if len(likelier) > 4 else "year"
    assert slips.meant(likelier, KNOWN, [])[word] > slips.meant(less_likely, KNOWN, [])[word]
