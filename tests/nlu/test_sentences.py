"""The evaluation sentences: enough of each intent, labelled within the contract, and none that was trained on."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from benchmarks.labelled import Labelled, read_all
from setup.terminal import PROJECT

LEAST = 20
LEAST_OUTSIDE = 120

pytestmark = pytest.mark.consistency


@pytest.fixture(scope="module")
def sentences() -> list[Labelled]:
    return read_all([Path(__file__).parent])


@pytest.fixture(scope="module")
def domain() -> dict:
    return yaml.safe_load((PROJECT / "domain.yml").read_text(encoding="utf-8"))


def words(text: str) -> str:
    """The same for sentences that differ in case and punctuation alone."""
    return " ".join(re.findall(r"\w+", text.lower())) or text.strip()


def test_no_sentence_was_trained_on(sentences):
    trained = {words(sentence.text) for sentence in read_all([PROJECT / "data" / "nlu"])}
    both = sorted({sentence.text for sentence in sentences if words(sentence.text) in trained})
    assert not both, f"take these out of tests/nlu and write others: {both}"


def test_every_intent_has_enough_sentences(sentences, domain):
    count = Counter(sentence.intent for sentence in sentences if not sentence.also)
    wanted = {intent: LEAST for intent in domain["intents"] if intent != "nlu_fallback"}
    wanted["out_of_scope"] = LEAST_OUTSIDE
    assert {intent: count[intent] for intent, least in wanted.items() if count[intent] < least} == {}


def test_labels_are_of_the_contract(sentences, domain):
    intents, entities = set(domain["intents"]), set(domain["entities"])
    named = {i for s in sentences for i in (s.intent, *s.also, s.previous or s.intent)}
    assert named <= intents
    assert {name for s in sentences for name, _, _ in s.entities or ()} <= entities


def test_marked_words_stand_in_their_sentence(sentences):
    wrong = [s.text for s in sentences for _, _, part in s.entities or () if part and part not in s.text]
    assert wrong == []
