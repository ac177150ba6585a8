"""Every figure of an evaluation, by name, from labelled sentences and what the pipeline made of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks import measures
from benchmarks.labelled import Labelled
from benchmarks.parsing import Parsed

# Tells the action that a place lies abroad; the contract has no such value, and the labels none either.
_ABROAD = ("area", "outside_us")


def effective_intent(sentence: Labelled, parsed: Parsed) -> str:
    """Returns the intent with the previous question taken into account, as the answering action does."""
    return sentence.previous if sentence.previous and parsed.is_follow_up else parsed.intent


def report(sentences: Sequence[Labelled], parses: Sequence[Parsed]) -> dict[str, Any]:
    """Returns intents, scope, entities, two questions, answer keys, calibration and milliseconds."""
    truth = [sentence.intent for sentence in sentences]
    predicted = [effective_intent(s, p) for s, p in zip(sentences, parses, strict=True)]
    outside = np.array([intent == "out_of_scope" for intent in truth])
    right = np.array([measures.intent_scores([t], [p])["accuracy"] == 1 for t, p in zip(truth, predicted, strict=True)])
    bins = measures.reliability(np.array([p.confidence for p in parses]), right)
    seconds = np.array([parsed.seconds for parsed in parses]) * 1000
    return {
        "intents": measures.intent_scores(truth, predicted),
        "scope": measures.scope_scores(
            outside,
            np.array([intent in measures.OUTSIDE for intent in predicted]),
            np.array([parsed.energy for parsed in parses]),
        ),
        "entities": _entities(sentences, parses),
        "two_questions": _two_questions(sentences, parses),
        "answers": _answers(sentences, parses),
        "calibration": {"error": measures.calibration_error(bins), "bins": bins},
        "milliseconds": {"p50": float(np.percentile(seconds, 50)), "p95": float(np.percentile(seconds, 95))},
    }


def robustness(
    sentences: Sequence[Labelled], plain: Sequence[Parsed], changed: dict[str, list[Parsed]]
) -> dict[str, dict[str, float]]:
    """Returns accuracy and entity F1 of each way to type the same sentences, and what each loses against `plain`."""
    figures = {name: _accuracy_and_values(sentences, parses) for name, parses in changed.items()}
    accuracy, values = _accuracy_and_values(sentences, plain)
    return {
        name: {"accuracy": a, "accuracy_lost": accuracy - a, "entity_f1": v, "entity_f1_lost": values - v}
        for name, (a, v) in figures.items()
    }


def _accuracy_and_values(sentences: Sequence[Labelled], parses: Sequence[Parsed]) -> tuple[float, float]:
    predicted = [effective_intent(s, p) for s, p in zip(sentences, parses, strict=True)]
    accuracy = measures.intent_scores([s.intent for s in sentences], predicted)["accuracy"]
    return accuracy, _entities(sentences, parses)["value"]["f1"]


def _entities(sentences: Sequence[Labelled], parses: Sequence[Parsed]) -> dict[str, Any]:
    both = [(s, p) for s, p in zip(sentences, parses, strict=True) if s.entities is not None]
    wanted = [[(name, measures.canonical(value)) for name, value, _ in s.entities or ()] for s, _ in both]
    found = [[(e["entity"], measures.canonical(e["value"])) for e in named(p)] for _, p in both]
    figures: dict[str, Any] = {"value": measures.entity_scores(wanted, found)}
    spanned = [(s, p) for s, p in both if all(text for _, _, text in s.entities or ())]
    if any(s.entities for s, _ in spanned):
        figures["strict"] = measures.entity_scores(
            [[(n, measures.canonical(v), t) for n, v, t in s.entities or ()] for s, _ in spanned],
            [[(e["entity"], measures.canonical(e["value"]), e["raw"]) for e in named(p)] for _, p in spanned],
        )
    figures["kinds"] = {
        kind: measures.entity_scores(
            *([[pair for pair in row if pair[0] == kind] for row in s] for s in (wanted, found))
        )
        for kind in sorted({name for row in wanted for name, _ in row})
    }
    return figures


def named(parsed: Parsed) -> list[dict[str, Any]]:
    """Returns the values that the pipeline found, those apart that the contract does not have."""
    return [entity for entity in parsed.entities if (entity["entity"], entity["value"]) != _ABROAD]


def _two_questions(sentences: Sequence[Labelled], parses: Sequence[Parsed]) -> dict[str, float]:
    pairs = list(zip(sentences, parses, strict=True))
    double = [(s, p) for s, p in pairs if s.also]
    single = [(s, p) for s, p in pairs if not s.also]
    right = [(p.intent, *p.also) == (s.intent, *s.also) for s, p in double]
    return {
        "sentences": len(double),
        "both_right": float(np.mean(right)) if right else float("nan"),
        "single_read_as_two": float(np.mean([bool(p.also) for _, p in single])) if single else float("nan"),
    }


def _answers(sentences: Sequence[Labelled], parses: Sequence[Parsed]) -> dict[str, float]:
    labelled = [(s, p) for s, p in zip(sentences, parses, strict=True) if s.answer]
    right = [s.answer == p.answer for s, p in labelled]
    known = [s.answer == p.answer for s, p in labelled if s.intent == p.intent]
    return {
        "sentences": len(labelled),
        "right": float(np.mean(right)) if right else float("nan"),
        "right_where_intent_is": float(np.mean(known)) if known else float("nan"),
    }
