"""The arithmetic of an evaluation, checked by hand-made cases, and the two formats of labelled files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks import measures, plots
from benchmarks.labelled import Labelled, read
from benchmarks.parsing import Parsed
from benchmarks.report import report, robustness
from benchmarks.tables import misread, table


def _parsed(intent: str, **changed: object) -> Parsed:
    values = {"confidence": 0.9, "also": (), "answer": None, "is_follow_up": False, "entities": [], "energy": 1.0}
    return Parsed(**{"intent": intent, "seconds": 0.004, **values, **changed})  # type: ignore[arg-type]


def test_the_fallback_is_right_for_what_is_out_of_scope() -> None:
    scores = measures.intent_scores(["out_of_scope", "greet"], ["nlu_fallback", "nlu_fallback"])
    assert scores["accuracy"] == 0.5
    assert scores["confusions"] == [{"intent": "greet", "read_as": "nlu_fallback", "times": 1}]


def test_scores_of_an_intent() -> None:
    scores = measures.intent_scores(["a", "a", "b"], ["a", "b", "b"])["intents"]["a"]
    assert (scores["precision"], scores["recall"], scores["support"]) == (1.0, 0.5, 2)


def test_auroc() -> None:
    assert measures.auroc(np.array([3.0, 2.0]), np.array([1.0, 0.0])) == 1.0
    assert measures.auroc(np.array([1.0]), np.array([1.0])) == 0.5


def test_entities_count_each_occurrence() -> None:
    scores = measures.entity_scores([[("area", "TX"), ("area", "CA")]], [[("area", "TX"), ("area", "TX")]])
    assert (scores["precision"], scores["recall"]) == (0.5, 0.5)


def test_values_are_equal_as_text() -> None:
    assert measures.canonical(2019) == measures.canonical("2019")
    assert measures.canonical([2, 1]) == measures.canonical(["1", "2"])


def test_calibration_error() -> None:
    bins = measures.reliability(np.array([0.95, 0.95]), np.array([1.0, 0.0]))
    assert measures.calibration_error(bins) == pytest.approx(0.45)


def test_a_follow_up_is_measured_with_the_question_before() -> None:
    sentences = [Labelled("and in texas?", "ask_salary", previous="ask_salary")]
    figures = report(sentences, [_parsed("inform", is_follow_up=True)])
    assert figures["intents"]["accuracy"] == 1


def test_a_report_becomes_a_table_and_pictures(tmp_path: Path) -> None:
    sentences = [
        Labelled("pay and growth", "ask_salary", also=("ask_outlook",), entities=(("area", "TX", "texas"),)),
        Labelled("pizza", "out_of_scope", answer="out_of_scope/other", entities=()),
    ]
    found = [{"entity": "area", "value": "TX", "raw": "Texas"}]
    parses = [_parsed("ask_salary", also=("ask_outlook",), entities=found), _parsed("out_of_scope", energy=0.0)]
    figures = report(sentences, parses)
    assert figures["two_questions"]["both_right"] == 1
    assert figures["entities"]["value"]["f1"] == 1
    assert figures["entities"]["strict"]["f1"] == 0
    figures["robustness"] = robustness(sentences, parses, {"capitals": [parses[1], parses[1]]})
    assert figures["robustness"]["capitals"]["accuracy_lost"] == 0.5
    figures["context"] = {"sentences": 2, "right": 0.5, "wrong": {"asks: area wanted": 1}}
    assert "asks: area wanted (1x)" in table(figures)
    assert "pizza" not in misread(sentences, parses, [])
    plots.confusion(["a", "b"], ["a", "a"], tmp_path / "confusion.png")
    plots.reliability(figures["calibration"]["bins"], tmp_path / "reliability.png")
    plots.intents(figures["intents"]["intents"], tmp_path / "intents.png")
    assert all(path.stat().st_size for path in tmp_path.iterdir())


def test_both_formats_are_read(tmp_path: Path) -> None:
    ours = tmp_path / "ours.yml"
    ours.write_text("sentences:\n- {text: hi, intent: greet, also: [thank]}\n", encoding="utf-8")
    assert read(ours) == [Labelled("hi", "greet", also=("thank",))]
    rasa = tmp_path / "rasa.yml"
    rasa.write_text('version: "3.1"\nnlu:\n- intent: ask_role/duties\n  examples: |\n    - tasks\n', encoding="utf-8")
    (sentence,) = read(rasa)
    assert (sentence.text, sentence.intent, sentence.answer) == ("tasks", "ask_role", "ask_role/duties")


def test_another_format_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.yml"
    other.write_text("stories: []\n", encoding="utf-8")
    with pytest.raises(ValueError, match="sentences"):
        read(other)
