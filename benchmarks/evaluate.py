"""Measures the newest model on labelled sentences: `python -m benchmarks.evaluate FILE.yml …`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import measures, plots
from benchmarks.labelled import Labelled, read
from benchmarks.parsing import Parsed, newest_model, parse_all
from benchmarks.tables import table

OUTPUT = Path(__file__).resolve().parent.parent / "build" / "eval"


def effective_intent(sentence: Labelled, parsed: Parsed) -> str:
    """Returns the intent with the previous question taken into account, as the answering action does."""
    return sentence.previous if sentence.previous and parsed.is_follow_up else parsed.intent


def evaluate(sentences: list[Labelled], parses: list[Parsed]) -> dict[str, Any]:
    """Returns every figure of the report by name."""
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


def _entities(sentences: list[Labelled], parses: list[Parsed]) -> dict[str, Any]:
    both = [(s, p) for s, p in zip(sentences, parses, strict=True) if s.entities is not None]
    wanted = [[(name, measures.canonical(value)) for name, value, _ in s.entities or ()] for s, _ in both]
    found = [[(e["entity"], measures.canonical(e["value"])) for e in p.entities] for _, p in both]
    by_value = {"value": measures.entity_scores(wanted, found)}
    spanned = [(s, p) for s, p in both if all(text for _, _, text in s.entities or ())]
    if any(s.entities for s, _ in spanned):
        wanted_spans = [[(n, measures.canonical(v), t) for n, v, t in s.entities or ()] for s, _ in spanned]
        found_spans = [
            [(e["entity"], measures.canonical(e["value"]), e["raw"]) for e in p.entities] for _, p in spanned
        ]
        by_value["strict"] = measures.entity_scores(wanted_spans, found_spans)
    return by_value


def _two_questions(sentences: list[Labelled], parses: list[Parsed]) -> dict[str, float]:
    pairs = list(zip(sentences, parses, strict=True))
    double = [(s, p) for s, p in pairs if s.also]
    single = [(s, p) for s, p in pairs if not s.also]
    right = [(p.intent, *p.also) == (s.intent, *s.also) for s, p in double]
    return {
        "sentences": len(double),
        "both_right": float(np.mean(right)) if right else float("nan"),
        "single_read_as_two": float(np.mean([bool(p.also) for _, p in single])) if single else float("nan"),
    }


def _answers(sentences: list[Labelled], parses: list[Parsed]) -> dict[str, float]:
    labelled = [(s, p) for s, p in zip(sentences, parses, strict=True) if s.answer]
    right = [s.answer == p.answer for s, p in labelled]
    known = [s.answer == p.answer for s, p in labelled if s.intent == p.intent]
    return {
        "sentences": len(labelled),
        "right": float(np.mean(right)) if right else float("nan"),
        "right_where_intent_is": float(np.mean(known)) if known else float("nan"),
    }


def main(arguments: list[str] | None = None) -> None:
    """Parses the sentences of the files with the newest model; prints a table, writes JSON and pictures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.evaluate", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--model", type=Path, help="model archive (default: the newest in models/)")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    chosen = parser.parse_args(arguments)
    sentences = [sentence for file in chosen.files for sentence in read(file)]
    model = chosen.model or newest_model()
    print(f"eval: {len(sentences)} sentences, model {model.name}", flush=True)
    parses = parse_all(model, [sentence.text for sentence in sentences])
    report = evaluate(sentences, parses)
    chosen.output.mkdir(parents=True, exist_ok=True)
    (chosen.output / "report.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    truth = [sentence.intent for sentence in sentences]
    predicted = [effective_intent(s, p) for s, p in zip(sentences, parses, strict=True)]
    plots.confusion(truth, predicted, chosen.output / "confusion.png")
    plots.reliability(report["calibration"]["bins"], chosen.output / "reliability.png")
    print(table(report))
    print(f"\nwritten to {chosen.output}: report.json, confusion.png, reliability.png")


if __name__ == "__main__":
    main()
