"""What is repaired before a message is encoded, and what must stay as it was written."""

from __future__ import annotations

import pytest

from components import english
from components.speller import Speller

TRAINING = [
    "how much do engineers earn", "what is the salary", "salary of an engineer", "the salary", "langage, eh",
    "what do they make", "how much do they make", "do you have java", "how long does it take",
]  # fmt: skip
# Words that the list of names leaves alone.
ORDINARY = frozenset({"how", "much", "do", "earn", "what", "is", "the", "of", "an", "engineer", "engineers"})


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller.learn(TRAINING, english.frequencies(), ORDINARY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what is the salry", "what is the salary"),
        ("SALRAY of an enginer!", "salary of an engineer!"),
        ("celery of an engineer", "celery of an engineer"),
        ("zzzzqqq", "zzzzqqq"),
        ("wht is the salary", "what is the salary"),
        ("what is the salaryyyy", "what is the salary"),
        ("hooow muuuch", "how much"),
        ("zzzz", "zzzz"),
        ("muchh", "much"),
        # alone it is slang, beside others a slip
        ("muhc", "muhc"),
        ("how muhc", "how much"),
        ("my name is Yevgenia", "my name is Anna"),
        ("i'm yevgeniaz", "i'm Anna"),
        ("i am Salary Enginer", "i am Salary engineer"),
    ],
)
def test_repair(speller: Speller, text: str, expected: str) -> None:
    assert speller.repair(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the same slip, told apart by the words beside it
        ("do you jave java", "do you have java"),
        ("what about jave", "what about java"),
        # words of English that hardly stand there
        ("how mush do they make", "how much do they make"),
        ("how long dose it take", "how long does it take"),
        # words that no training sentence has
        ("a pubished thoight", "a published thought"),
    ],
)
def test_neighbours_decide(speller: Speller, text: str, expected: str) -> None:
    assert speller.repair(text) == expected


def test_a_flood_of_unknown_words_is_left_alone(speller: Speller) -> None:
    flood = " ".join(f"salry{'abcdefghij'[n % 10]}x{'klmnopqrst'[n // 10 % 10]}" for n in range(100)) + " salry"
    assert speller.repair(flood).endswith("salry")


def test_english_is_how_people_write() -> None:
    shares = english.frequencies()
    assert len(shares) == 60_000
    assert sum(shares.values()) == pytest.approx(1)
    assert shares["the"] > shares["salary"] > shares["pls"] > 0
