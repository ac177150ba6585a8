"""What is repaired and left out before a message is encoded, and what must stay as it was written."""

from __future__ import annotations

import pytest

from components.slips import Speller, without_fillers

TRAINING = ["how much do engineers earn", "what is the salary", "salary of an engineer", "the salary", "langage, eh"]
ORDINARY = frozenset({"how", "much", "do", "earn", "what", "is", "the", "of", "an", "celery", "engineer", "engineers"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what is the salry", "what is the salary"),
        ("SALRAY of an enginer!", "salary of an engineer!"),
        ("celery of an engineer", "celery of an engineer"),
        ("ingeniería", "ingeniería"),
        ("zzzzqqq", "zzzzqqq"),
        ("langage", "langage"),
        ("wht is the salary", "wht is the salary"),
        ("what is the salaryyyy", "what is the salary"),
        ("hooow muuuch", "how much"),
        ("zzzz", "zzzz"),
        ("my name is Yevgenia", "my name is Anna"),
        ("i'm xiomara", "i'm Anna"),
        ("i am Salary Enginer", "i am Salary engineer"),
    ],
)
def test_repair(text: str, expected: str) -> None:
    assert Speller.learn(TRAINING, ORDINARY).repair(text) == expected


def test_three_letters_are_repaired_towards_frequent_words_alone() -> None:
    often = Speller.learn([*TRAINING, *["what", "salty"] * 5], ORDINARY)
    assert often.repair("wht pays") == "what pays"
    assert often.repair("wtx") == "wtx"


def test_a_flood_of_unknown_words_is_left_alone() -> None:
    flood = " ".join(f"salry{'abcdefghij'[n % 10]}x{'klmnopqrst'[n // 10 % 10]}" for n in range(100)) + " salry"
    assert Speller.learn(TRAINING, ORDINARY).repair(flood).endswith("salry")


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
