"""How a message is split into words."""

from __future__ import annotations

import pytest
import spacy

from components.entity_tokens import MOST_CHARACTERS, EntityTokenizer


@pytest.fixture(scope="module")
def tokenizer() -> EntityTokenizer:
    return EntityTokenizer(spacy.blank("en").vocab)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Data-Scientist", "data scientist"),
        ("machine_learning", "machine learning"),
        ("bachelor’s", "bachelors"),
        ("U.S. pay", "u.s. pay"),
        ("the U.S", "the u.s."),
        ("us", "us"),
        ("Ph.D. or B.Sc", "phd or bsc"),
        ("St. Louis, MO", "st louis , mo"),
        ("Saint Louis", "st louis"),
        ("Fort Worth", "ft worth"),
        ("Univ. of Texas", "university of texas"),
        ("Nashville-Davidson--Murfreesboro", "nashville davidson murfreesboro"),
        ("top 10%", "top 10 percent"),
        ("A&M", "a and m"),
        ("85,000 jobs", "85,000 jobs"),
        ("#3", "# 3"),
        ("class of '09", "class of ' 09"),
        ("Mayagüez", "mayaguez"),
        ("", ""),
    ],
)
def test_words(tokenizer: EntityTokenizer, text: str, words: str) -> None:
    assert " ".join(token.norm_ for token in tokenizer(text)).split() == words.split()


def test_positions_are_those_of_the_text(tokenizer: EntityTokenizer) -> None:
    doc = tokenizer("  St. Paul's,\n MN")
    starts, ends = doc.user_data["starts"], doc.user_data["ends"]
    assert [doc.user_data["text"][a:b] for a, b in zip(starts, ends, strict=True)] == ["St", "Paul's", ",", "MN"]


def test_a_flood_is_cut(tokenizer: EntityTokenizer) -> None:
    assert len(tokenizer("a " * MOST_CHARACTERS)) == MOST_CHARACTERS / 2
