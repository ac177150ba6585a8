"""Masking finds what is personal, leaves the rest, and takes no time: measured on messages written before its rules."""

from __future__ import annotations

import sqlite3
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy import MARKS, find, mask
from tests.privacy.sentences import milliseconds_a_message, ordinary, personal

pytestmark = pytest.mark.alone

RECALL = {
    "email": 0.95,
    "phone": 0.95,
    "card": 0.95,
    "ssn": 0.95,
    "name": 0.8,
    "address": 0.8,
    "birth_date": 0.8,
    "account": 0.8,
}
MOST_TOUCHED = 0.01
MILLISECONDS = 0.5


def test_there_are_enough_messages() -> None:
    assert len(personal()) >= 150
    assert len(ordinary()) >= 500
    assert {message.kind for message in personal()} == set(RECALL) == set(MARKS)


@pytest.mark.parametrize("held_out_only", [False, True])
@pytest.mark.parametrize("kind", RECALL)
def test_what_is_personal_is_masked(kind: str, held_out_only: bool) -> None:
    messages = [m for m in personal() if m.kind == kind and (m.is_held_out or not held_out_only)]
    missed = [message.text for message in messages if not message.is_masked()]
    assert len(missed) <= (1 - RECALL[kind]) * len(messages), missed


@pytest.mark.parametrize("held_out_only", [False, True])
def test_ordinary_messages_stay_as_they_are(held_out_only: bool) -> None:
    messages = [m for m in ordinary() if m.is_held_out or not held_out_only]
    touched = [mask(message.text) for message in messages if find(message.text)]
    assert len(touched) <= MOST_TOUCHED * len(messages), touched


@pytest.mark.parametrize(
    "text",
    [
        "born 2001",
        "ZIP 43004",
        "$106,225",
        "Washington",
        "class of 2015",
        "15-2051",
        "204796",
        "0012420",
        "I'm a nurse",
        "I'm Mexican",
        "this is great",
    ],
)
def test_what_looks_alike_stays(text: str) -> None:
    assert mask(text) == text


def test_marks_say_what_stood_there() -> None:
    text = "My name is Jane Doe, jane dot doe at gmail dot com or (614) 555-0143, born March 14, 2001"
    assert mask(text) == "My name is [name], [email] or [phone], born [birth date]"


def test_a_number_hidden_in_other_digits_and_unseen_characters_is_found() -> None:
    arabic = "٦١٤-٥٥٥-٠١٤٣"
    assert mask(f"call {arabic} now") == "call [phone] now"
    assert mask("jane.\u200bdoe\u2060@gm\u00adail.com") == "[email]"
    assert mask("４１１１ １１１１ １１１１ １１１１") == "[card]"


def test_names_of_schools_and_places_stay(knowledge_database) -> None:
    with sqlite3.connect(knowledge_database) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM institution UNION SELECT name FROM area")]
    touched = [name for name in names if find(f"what about {name}?")]
    # "Mr Bernard's School of Hair Fashion"
    assert len(touched) <= 0.001 * len(names), touched


@given(st.text(max_size=300))
def test_a_masked_text_stays_as_it_is(text: str) -> None:
    assert mask(mask(text)) == mask(text)


def test_a_masked_message_stays_as_it_is() -> None:
    masked = [mask(message.text) for message in (*personal(), *ordinary())]
    assert [mask(text) for text in masked] == masked


@given(st.text(alphabet="a1 @.-+(),/'\u200b٣Ｊ", max_size=400))
def test_spans_are_in_order_and_inside_the_text(text: str) -> None:
    ends = [0]
    for span in find(text):
        assert ends[-1] <= span.start < span.end <= len(text)
        ends.append(span.end)


def test_a_message_takes_less_than_half_a_millisecond() -> None:
    assert milliseconds_a_message(rounds=3) < MILLISECONDS


HOSTILE = {
    "digits": "1",
    "spaced digits": "1 ",
    "ats": "@",
    "half addresses": "a@",
    "spelled": "a at b dot ",
    "phones": "+1 212 ",
    "introductions": "i'm my name is ",
    "streets": "12 Main ",
    "number words": "one ",
    "births": "born 1/1 ",
    "capitals": "A ",
    "unseen": "\u200b",
    "foreign digits": "\u0663 ",
    "blanks": " ",
    "accents": unicodedata.normalize("NFD", "José "),
    "accounts": "my username is github.com/",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_time_grows_no_faster_than_the_text(piece: str) -> None:
    short, long = (_fastest((piece * size)[:size]) for size in (1_000, 10_000))
    # Ten times the text, with room for a busy machine; a pattern that backtracks takes a hundred times as long.
    assert long < max(40 * short, 0.05)
    assert long < 0.5


def _fastest(text: str) -> float:
    times = []
    for _ in range(3):
        start = time.process_time()
        mask(text)
        times.append(time.process_time() - start)
    return min(times)
