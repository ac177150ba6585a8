"""What has to come of a short answer, out of its labels."""

from __future__ import annotations

import pytest

from benchmarks.context import expectation, holds
from benchmarks.labelled import Labelled


@pytest.mark.parametrize(
    ("sentence", "then"),
    [
        (
            Labelled("and in texas?", "ask_salary", previous="ask_salary", entities=(("area", "TX", None),)),
            {"topic": "ask_salary", "slots": {"last_areas": "TX"}},
        ),
        (
            Labelled("statisticians", "inform", previous="ask_outlook", entities=(("occupation", "15-2041", None),)),
            {"topic": "ask_outlook"},
        ),
        (
            Labelled("texas", "inform", previous="find_programs", entities=(("area", "TX", None),)),
            {"slots": {"area": "TX"}},
        ),
        (Labelled("yes", "affirm", before=("hi",), then={"asks": "none"}), {"asks": "none"}),
    ],
)
def test_what_follows_from_the_labels(sentence, then):
    assert expectation(sentence).then == then


def test_a_sentence_without_context_is_not_asked():
    assert expectation(Labelled("hi", "greet")) is None
    assert expectation(Labelled("next page", "more_programs", previous="find_programs")) is None


@pytest.mark.parametrize(
    ("held", "wanted", "found"),
    [(["TX"], "TX", True), ("TX", "TX", True), (None, "none", True), ([], "none", True), (2019, "2019", True),
     (["TX"], "none", False), (None, "TX", False), ("TX", "T", False)],
)  # fmt: skip
def test_what_a_slot_holds(held, wanted, found):
    assert holds(held, wanted) is found
