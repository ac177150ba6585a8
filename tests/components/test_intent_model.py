"""The parts of the classifier: n-grams, regression, calibration, and files without pickled objects."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from components import calibration, head, neighbours, softmax_regression
from components.character_ngrams import CharacterNgrams
from components.head import Head
from components.intent_model import Design, IntentModel, design, grouped_logits, spoken_name
from components.shape import Heard

TEXTS = ["How much do ML engineers make?", "a  b", "Texas!\nYes", "naïve", ""]
LABELS = ["ask_pay", "ask_pay/history", "greet", "out_of_scope/visa"]


SMALL = ["pay now", "old pay", "hello there", "visa", "the pay", "pay once", "hey", "green card"]
HEARD = [Heard(text, ("bare",) if " " not in text else ("long",)) for text in SMALL]
LAYERS = np.random.default_rng(0).normal(size=(8, 4, 384)).astype(np.float32)


def _small_head() -> tuple[Design, Head]:
    made = design(LAYERS, HEARD)
    return made, head.fit(made, np.arange(8), LABELS * 2, LABELS)


def _small_model() -> IntentModel:
    made, fitted = _small_head()
    return IntentModel.assemble(LABELS, made, fitted.weights, fitted.near)


def test_ngrams_equal_those_of_scikit_learn() -> None:
    theirs = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4))
    expected = theirs.fit_transform(TEXTS).toarray()
    ours = CharacterNgrams.learn(TEXTS)
    assert ours.terms == list(theirs.get_feature_names_out())
    np.testing.assert_allclose(ours.matrix(TEXTS).toarray(), expected, atol=1e-6)


def test_unknown_ngrams_weigh_nothing() -> None:
    places, shares = CharacterNgrams.learn(["abc"]).weigh("xyz")
    assert len(places) == len(shares) == 0


def test_regression_equals_that_of_scikit_learn() -> None:
    generator = np.random.default_rng(0)
    features = generator.normal(size=(200, 10)).astype(np.float32)
    labels = (features[:, :3] + generator.normal(size=(200, 3))).argmax(axis=1)
    ours = softmax_regression.fit(features, labels, 3, strength=1.0)
    theirs = LogisticRegression(C=1.0, tol=1e-6, max_iter=500).fit(features, labels)
    np.testing.assert_allclose(ours[:-1].T, theirs.coef_, atol=0.02)


def test_a_label_whose_sentences_lie_in_two_places_is_told_apart() -> None:
    generator = np.random.default_rng(0)
    corners = np.array([[1, 1], [-1, -1], [1, -1], [-1, 1]], dtype=np.float32)
    points = np.repeat(corners, 20, axis=0) + generator.normal(size=(80, 2), scale=0.2)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    labels = np.repeat([0, 0, 1, 1], 20)
    found = neighbours.fit(points[::2].astype(np.float32), np.eye(2, dtype=np.float32)[labels[::2]])
    assert (found.scores(points[1::2].astype(np.float32)).argmax(axis=1) == labels[1::2]).mean() > 0.95


def test_a_message_is_read_as_in_training() -> None:
    made, fitted = _small_head()
    model = IntentModel.assemble(LABELS, made, fitted.weights, fitted.near)
    expected = fitted.logits(made, np.arange(8))
    found = np.array([model.logits(layers, heard) for layers, heard in zip(LAYERS, HEARD, strict=True)])
    np.testing.assert_allclose(found, expected, atol=0.02)
    assert (expected.argmax(axis=1) == np.arange(8) % 4).all()


def test_logits_of_labels_sum_up_to_intents() -> None:
    logits = np.log(np.array([[0.1, 0.2, 0.3, 0.4]]))
    summed = np.exp(grouped_logits(logits, np.array([0, 0, 1, 2]), 3))
    np.testing.assert_allclose(summed, [[0.3, 0.3, 0.4]], atol=1e-6)


def test_a_saved_model_reads_the_same(tmp_path: Path) -> None:
    model = _small_model()
    model.save(tmp_path / "model.npz")
    loaded = IntentModel.load(tmp_path / "model.npz")
    layers = np.random.default_rng(1).normal(size=(4, 384)).astype(np.float32)
    np.testing.assert_allclose(
        loaded.logits(layers, Heard("pay", ("bare",))), model.logits(layers, Heard("pay", ("bare",))), atol=0.02
    )
    assert loaded.labels == LABELS
    assert loaded.intents == ["ask_pay", "greet", "out_of_scope"]


@pytest.mark.parametrize(
    ("logits", "expected"),
    [([5.0, 0, 0, 0], None), ([0.0, 5, 0, 0], "ask_pay/history")],
)
def test_plain_examples_of_an_intent_compete_with_its_keys(logits: list[float], expected: str | None) -> None:
    assert _small_model().answer(np.array(logits), "ask_pay", 0.4) == expected


def test_names_of_labels_are_spoken() -> None:
    assert spoken_name("ask_role/overview") == "role"
    assert spoken_name("out_of_scope/other_job") == "out of scope other job"


def test_calibration_finds_temperature_and_border() -> None:
    generator = np.random.default_rng(0)
    truth = generator.integers(0, 3, 600)
    logits = generator.normal(size=(600, 3)).astype(np.float32)
    logits[np.arange(600), truth] += 1.0
    names = ["ask_a", "ask_b", "out_of_scope"]
    found = calibration.calibrate(logits * 5, [names[n] for n in truth], names)
    assert found.temperature == pytest.approx(5, rel=0.4)


def test_without_outsiders_five_percent_are_refused() -> None:
    logits = np.random.default_rng(0).normal(size=(1000, 2)).astype(np.float32)
    found = calibration.calibrate(logits, ["ask_a", "ask_b"] * 500, ["ask_a", "ask_b"])
    energies = calibration.energy(logits, np.array([False, False]))
    assert np.mean(energies < found.energy_threshold) == pytest.approx(0.05, abs=0.005)


def test_folds_deal_every_label_evenly() -> None:
    labels = ["a"] * 9 + ["b"] * 6
    dealt = calibration.folds(labels, 3)
    assert [np.sum(dealt[:9] == n) for n in range(3)] == [3, 3, 3]
    assert [np.sum(dealt[9:] == n) for n in range(3)] == [2, 2, 2]
