"""The public sets: read, learnt through Rasa, and put beside each other."""

from __future__ import annotations

import pytest
import yaml

from benchmarks import public_sets
from benchmarks.contestants import run
from benchmarks.pipelines import our_pipeline_anywhere, stock_pipeline, train
from benchmarks.public import measure, table
from benchmarks.public_sets import Example
from setup.terminal import PROJECT

_TEXTS = {
    "card_arrival": ["where is my card", "my new card has not come", "has my card been sent", "card still not here"],
    "lost_card": ["i lost my card", "my wallet was stolen", "somebody took my card", "i cannot find my card"],
    "top_up": ["how do i top up", "put money on my account", "add funds please", "load 20 dollars"],
}
LEARNT = [Example(text, intent) for intent, texts in _TEXTS.items() for text in texts]


def test_our_pipeline_is_that_of_the_assistant():
    config = yaml.safe_load((PROJECT / "config.yml").read_text(encoding="utf-8"))
    assert [c for c in config["pipeline"] if not c["name"].endswith("GuideEntityExtractor")] == our_pipeline_anywhere()


def test_the_stock_pipeline_is_that_of_rasa():
    names = [component["name"] for component in stock_pipeline()]
    assert names.count("CountVectorsFeaturizer") == 2
    assert {"epochs": 100, "constrain_similarities": True, "name": "DIETClassifier"} in stock_pipeline()


def test_a_missing_set_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="banking77_10shot_train.csv is missing"):
        public_sets.read(tmp_path, "banking77")


def test_ours_and_plain_are_measured_side_by_side(encoder_path):
    chosen = public_sets.PublicSet("banking77", LEARNT, LEARNT, ["what is the capital of France"])
    rows = measure(chosen, ["ours", "plain"])
    assert [row["accuracy"] for row in rows] == [1.0, 1.0]
    assert rows[0]["against_plain"]["mean"] == 0
    assert "CPFT" in table(rows)


def test_a_text_far_from_what_was_learnt_lies_further_outside(encoder_path):
    outcome = run("ours", LEARNT, [LEARNT[0].text, "what is the capital of France"])
    assert outcome.inside[0] > outcome.inside[1]


def test_the_time_of_each_component_is_taken(encoder_path, tmp_path):
    trained = train(our_pipeline_anywhere(), LEARNT, tmp_path)
    assert 0 < trained.parts["VectorIntentClassifier"][0] < trained.seconds
    assert trained.archive.exists()
