"""Where a message is cut, where it is not, and which pieces count as questions."""

from __future__ import annotations

import pytest

from components.clauses import Clause, Reading, clauses
from components.follow_ups import is_follow_up
from components.sentences import pieces


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what degree do I need and is the job growing?", ["what degree do I need", "is the job growing"]),
        ("hi! how much do they earn", ["hi", "how much do they earn"]),
        ("do I need math and programming skills", ["do I need math and programming skills"]),
        ("pay in Texas and California", ["pay in Texas and California"]),
        ("U.S. median pay of 3.5 jobs", ["U.S", "median pay of 3.5 jobs"]),
        ("?!", []),
        ("", []),
    ],
)
def test_pieces(text: str, expected: list[str]) -> None:
    found = pieces(text)
    assert [piece.text for piece in found] == expected
    assert all(text[piece.start : piece.end] == piece.text for piece in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("and in Texas?", True),
        ("what about data scientists?", True),
        ("how about hourly", True),
        ("ok and what about california then", True),
        ("in texas tho?", True),
        ("and is the job growing?", False),
        ("what about bootcamps?", False),
        ("only data scientists please, and texas as well", True),
        ("is it growing in texas too", False),
        ("texas", False),
        ("how much do they make in texas", False),
        ("and?", False),
    ],
)
def test_follow_ups(text: str, expected: bool) -> None:
    assert is_follow_up(text) is expected


READINGS = {
    "how much do they earn": Reading("ask_salary", 0.9, None),
    "is it growing": Reading("ask_outlook", 0.9, "ask_outlook/overview"),
    "hi": Reading("greet", 0.9, None),
    "blah": Reading("ask_cost", 0.2, None),
    "i have been a nurse": Reading("refine_programs", 0.9, None),
    "i want to die": Reading("distress", 0.9, None),
}


def _found(text: str, whole: Reading) -> list[Clause]:
    return clauses(text, whole, lambda piece: READINGS[piece.text])


@pytest.mark.parametrize(
    ("text", "whole", "expected"),
    [
        ("how much do they earn? is it growing?", "ask_salary", ["ask_salary", "ask_outlook"]),
        ("hi! how much do they earn", "ask_salary", ["ask_salary"]),
        ("hi! how much do they earn", "greet", ["ask_salary"]),
        ("how much do they earn? blah.", "ask_salary", ["ask_salary"]),
        ("how much do they earn? how much do they earn?", "ask_salary", ["ask_salary"]),
        ("i have been a nurse. how much do they earn? is it growing?", "ask_role", ["ask_salary", "ask_outlook"]),
        ("how much do they earn? i want to die", "ask_salary", ["distress"]),
    ],
)
def test_questions_of_a_message(text: str, whole: str, expected: list[str]) -> None:
    assert [clause.reading.intent for clause in _found(text, Reading(whole, 0.8, None))] == expected
