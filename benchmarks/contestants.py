"""Who is measured on the public sets: our pipeline, Rasa's default one, and plain MiniLM with logistic regression."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.measures import OUTSIDE
from benchmarks.parsing import Parsed, parse_all
from benchmarks.pipelines import Pipeline, our_pipeline_anywhere, stock_pipeline, train
from benchmarks.public_sets import Example
from encoder.encoder import SentenceEncoder

# scikit-learn's default of 1 is too small for vectors of length 1; 20 is the best of a sweep from 1 to 225 on the
# validation files, so the baseline is measured at its best.
PLAIN_STRENGTH = 20.0
RASA = {"ours": our_pipeline_anywhere, "stock": stock_pipeline}
PLAIN = "plain"


@dataclass(frozen=True)
class Outcome:
    """What one contestant made of texts.

    Attributes:
        intents: the likeliest intent of each text, a fallback not counted as one.
        inside: how sure it is that a text has any of the intents, in a scale of its own.
        training_seconds: the whole training; of Rasa's pipelines without the start of Python.
        milliseconds: the median of a message.
    """

    intents: list[str]
    inside: np.ndarray
    training_seconds: float
    milliseconds: float


def run(name: str, learnt: Sequence[Example], texts: Sequence[str]) -> Outcome:
    """Trains a contestant ("ours", "stock" or "plain") on examples and lets it read texts."""
    return run_plain(learnt, texts) if name == PLAIN else run_rasa(RASA[name](), learnt, texts)


def run_rasa(pipeline: Pipeline, learnt: Sequence[Example], texts: Sequence[str]) -> Outcome:
    """Trains a pipeline with Rasa and parses the texts with the agent that Rasa loads."""
    with TemporaryDirectory() as folder:
        trained = train(pipeline, learnt, Path(folder))
        parses = parse_all(trained.archive, list(texts))
    best = [next(pair for pair in parsed.ranking if pair[0] not in OUTSIDE) for parsed in parses]
    inside = [_inside(parsed, confidence) for parsed, (_, confidence) in zip(parses, best, strict=True)]
    milliseconds = float(np.median([parsed.seconds for parsed in parses])) * 1000
    return Outcome([intent for intent, _ in best], np.array(inside), trained.seconds, milliseconds)


def _inside(parsed: Parsed, confidence: float) -> float:
    """Returns the energy where the pipeline gives one, else the confidence."""
    return parsed.energy if np.isfinite(parsed.energy) else confidence


def run_plain(learnt: Sequence[Example], texts: Sequence[str]) -> Outcome:
    """Fits logistic regression on the encoder's sentence vectors, in full precision."""
    from sklearn.linear_model import LogisticRegression

    encoder = _exact_encoder()
    started = time.perf_counter()
    head = LogisticRegression(C=PLAIN_STRENGTH, max_iter=1000)
    head.fit(encoder.encode(example.text for example in learnt), [example.intent for example in learnt])
    training = time.perf_counter() - started
    shares, seconds = [], []
    for text in texts:
        started = time.perf_counter()
        shares.append(head.predict_proba(encoder.encode([text]))[0])
        seconds.append(time.perf_counter() - started)
    found = np.array(shares)
    intents = [str(intent) for intent in head.classes_[found.argmax(axis=1)]]
    return Outcome(intents, found.max(axis=1), training, float(np.median(seconds)) * 1000)


@cache
def _exact_encoder() -> SentenceEncoder:
    """Builds the encoder in fp32 and opens it: the published weights, nothing rounded."""
    from encoder.build import build

    with TemporaryDirectory() as folder:
        build(Path(folder), "fp32")
        return SentenceEncoder.open(Path(folder), "fp32")
