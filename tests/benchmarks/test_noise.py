"""Messages typed by somebody else say the same, and always come out the same."""

from __future__ import annotations

import pytest

from benchmarks.noise import VARIANTS, capitals, learner_english, no_punctuation, typing_errors

MESSAGE = "What's the pay in Texas, for a 4-year degree at $1,200.50?"


@pytest.mark.parametrize("name", VARIANTS)
def test_a_message_comes_out_the_same_each_time(name):
    assert VARIANTS[name](MESSAGE) == VARIANTS[name](MESSAGE) != MESSAGE


@pytest.mark.parametrize("name", VARIANTS)
@pytest.mark.parametrize("text", ["", "?!", "tx", "👍", "¿cuánto?"])
def test_nothing_is_said_where_nothing_was(name, text):
    assert isinstance(VARIANTS[name](text), str)
    assert bool(VARIANTS[name](text).strip()) >= bool(text)


def test_one_word_in_ten_is_mistyped_and_short_ones_never():
    text = "which states have schools where someone like myself could study statistics"
    changed = [pair for pair in zip(text.split(), typing_errors(text).split(), strict=True) if pair[0] != pair[1]]
    assert len(changed) == 1
    assert typing_errors("how are you 2019") == "how are you 2019"


def test_numbers_keep_their_signs():
    assert no_punctuation(MESSAGE) == "whats the pay in texas for a 4-year degree at $1,200.50"


def test_learners_leave_words_out():
    assert learner_english("How much does a data scientist make?") == "How many data scientist make?"
    assert capitals("ohio") == "OHIO"
