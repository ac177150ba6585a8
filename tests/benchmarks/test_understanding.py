"""What visitors can count on: the understanding of sentences it never saw does not fall below its floors."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.evaluate import measure
from benchmarks.floors import figures, read_floors
from benchmarks.labelled import read_all
from setup.terminal import PROJECT

FLOORS = read_floors()


@pytest.fixture(scope="module")
def report(trained_model: Path) -> dict:
    return measure(trained_model, read_all([PROJECT / "tests" / "nlu"]), ["typing errors"]).figures


@pytest.mark.parametrize("intent", FLOORS["intents"])
def test_an_intent_is_understood(report, intent):
    assert report["intents"]["intents"][intent]["recall"] >= FLOORS["intents"][intent]


@pytest.mark.parametrize("name", FLOORS["figures"])
def test_the_whole_is_understood(report, name):
    assert figures(report)[name] >= FLOORS["figures"][name]


def test_every_intent_has_a_floor(report):
    assert set(report["intents"]["intents"]) == set(FLOORS["intents"])
    assert set(figures(report)) == set(FLOORS["figures"])
