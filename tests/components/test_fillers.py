"""What is left out before a message is encoded, and what must stay as it was written."""

from __future__ import annotations

import pytest

from components.fillers import without_fillers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("um so how much do they make", "how much do they make"),
        ("how much do they make please", "how much do they make"),
        ("is it kind of boring or something", "is it boring"),
        ("what is the pay lol", "what is the pay"),
        ("this is killing me lol", "this is killing me lol"),
        ("please", "please"),
        ("so what", "so what"),
        ("what kind of jobs are there", "what kind of jobs are there"),
        ("do you know any schools", "do you know any schools"),
        ("it is, you know, boring work", "it is, boring work"),
        ("well paid jobs", "well paid jobs"),
        ("math or something else", "math or something else"),
        ("how well do they pay", "how well do they pay"),
    ],
)
def test_fillers(text: str, expected: str) -> None:
    assert without_fillers(text) == expected
