"""What is measured of a set of parses: plain arithmetic on labels and predictions."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

OUTSIDE = frozenset({"out_of_scope", "nlu_fallback"})


def intent_scores(truth: Sequence[str], predicted: Sequence[str]) -> dict[str, Any]:
    """Returns accuracy, macro F1, the scores of each intent, and the pairs confused, most often first."""
    pairs = [(t, same_kind(t, p)) for t, p in zip(truth, predicted, strict=True)]
    per_intent = {intent: _scores(pairs, intent) for intent in sorted(set(truth))}
    confused = Counter((t, p) for t, p in pairs if t != p)
    return {
        "sentences": len(pairs),
        "accuracy": _share(t == p for t, p in pairs),
        "macro_f1": float(np.mean([score["f1"] for score in per_intent.values()])),
        "intents": per_intent,
        "confusions": [{"intent": t, "read_as": p, "times": n} for (t, p), n in confused.most_common()],
    }


def same_kind(truth: str, predicted: str) -> str:
    """The fallback is a right answer to what is out of scope."""
    return "out_of_scope" if truth == "out_of_scope" and predicted in OUTSIDE else predicted


def _scores(pairs: list[tuple[str, str]], intent: str) -> dict[str, float]:
    right = sum(t == p == intent for t, p in pairs)
    support, chosen = sum(t == intent for t, _ in pairs), sum(p == intent for _, p in pairs)
    precision, recall = right / chosen if chosen else 0.0, right / support
    return {"precision": precision, "recall": recall, "f1": harmonic(precision, recall), "support": support}


def scope_scores(outside: np.ndarray, refused: np.ndarray, energies: np.ndarray) -> dict[str, float]:
    """Returns how well outsiders are told apart; all arrays (sentences,), a high energy meaning inside."""
    inside = ~outside
    if not outside.any() or not inside.any():
        return {"false_refusals": _share(refused[inside]), "recall": _share(refused[outside])}
    border = np.quantile(energies[inside], 0.05)
    return {
        "recall": _share(refused[outside]),
        "false_refusals": _share(refused[inside]),
        "auroc": auroc(energies[inside], energies[outside]),
        "recall_at_5_percent": _share(energies[outside] < border),
    }


def auroc(higher: np.ndarray, lower: np.ndarray) -> float:
    """Returns the chance that a value of the first kind exceeds one of the second, ties counting half."""
    ordered = np.sort(lower)
    below, upto = np.searchsorted(ordered, higher, "left"), np.searchsorted(ordered, higher, "right")
    return float(np.mean((below + upto) / 2) / len(lower))


def entity_scores(truth: Iterable[list[Any]], predicted: Iterable[list[Any]]) -> dict[str, float]:
    """Returns precision, recall and F1 over the entities of all sentences, each a hashable description."""
    right = wrong = missed = 0
    for wanted, found in zip(truth, predicted, strict=True):
        wanted_counts, found_counts = Counter(wanted), Counter(found)
        right += sum((wanted_counts & found_counts).values())
        missed += sum((wanted_counts - found_counts).values())
        wrong += sum((found_counts - wanted_counts).values())
    precision = right / (right + wrong) if right + wrong else 0.0
    recall = right / (right + missed) if right + missed else 0.0
    return {
        "precision": precision,
        "recall": recall,
        "f1": harmonic(precision, recall),
        "entities": right + missed,
    }


def canonical(value: Any) -> str:
    """Returns a value as text that is equal for equal values: 2019 and "2019", lists in any order."""
    if isinstance(value, list):
        return json.dumps(sorted(str(part) for part in value))
    return str(value)


def reliability(confidences: np.ndarray, right: np.ndarray, bins: int = 10) -> list[dict[str, float]]:
    """Returns confidence, accuracy and number of sentences of each bin of confidence that holds any."""
    places = np.minimum((confidences * bins).astype(int), bins - 1)
    return [
        {
            "confidence": float(confidences[places == n].mean()),
            "accuracy": float(right[places == n].mean()),
            "sentences": int((places == n).sum()),
        }
        for n in range(bins)
        if (places == n).any()
    ]


def calibration_error(rows: Sequence[dict[str, float]]) -> float:
    """Returns the expected calibration error of the bins of `reliability`."""
    total = sum(row["sentences"] for row in rows)
    return sum(row["sentences"] * abs(row["confidence"] - row["accuracy"]) for row in rows) / max(total, 1)


def harmonic(precision: float, recall: float) -> float:
    """Returns the F1 of a precision and a recall."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _share(values: Iterable[bool] | np.ndarray) -> float:
    listed = list(values)
    return float(np.mean(listed)) if listed else float("nan")
