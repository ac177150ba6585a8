"""Writes an evaluation report as text for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.labelled import Labelled
from benchmarks.measures import canonical
from benchmarks.parsing import Parsed
from benchmarks.report import effective_intent, named

_MOST_CONFUSIONS = 15


def table(report: dict[str, Any]) -> str:
    """Returns the report of `benchmarks.evaluate` as lines of text."""
    return "\n".join([*_intents(report), "", *_summary(report), "", *_entities(report), "", *_robustness(report)])


def _intents(report: dict[str, Any]) -> list[str]:
    intents = report["intents"]
    lines = [f"\n{'intent':26}{'precision':>10}{'recall':>8}{'F1':>8}{'sentences':>11}"]
    for name, s in intents["intents"].items():
        lines.append(f"{name:26}{s['precision']:10.3f}{s['recall']:8.3f}{s['f1']:8.3f}{s['support']:11d}")
    lines += ["", "most often confused:"]
    often = intents["confusions"][:_MOST_CONFUSIONS]
    return lines + [f"  {c['times']:3d}  {c['intent']} read as {c['read_as']}" for c in often]


def _summary(report: dict[str, Any]) -> list[str]:
    intents, scope, two, answers = (report[key] for key in ("intents", "scope", "two_questions", "answers"))
    lines = [
        _row("intent accuracy", intents["accuracy"], f"macro F1 {intents['macro_f1']:.3f}"),
        _row("out of scope recall", scope["recall"], f"false refusals {scope['false_refusals']:.3f}"),
    ]
    if "auroc" in scope:
        at_five = f"recall at 5 % false refusals {scope['recall_at_5_percent']:.3f}"
        lines.append(_row("out of scope AUROC", scope["auroc"], at_five))
    single = f"{two['sentences']} sentences; single read as two {two['single_read_as_two']:.3f}"
    known = f"{answers['sentences']} sentences; {answers['right_where_intent_is']:.3f} where the intent is right"
    context, times = report["context"], report["milliseconds"]
    reasons = ", ".join(f"{name} ({times}x)" for name, times in list(context["wrong"].items())[:5])
    return [
        *lines,
        _row("two questions, both right", two["both_right"], single),
        _row("answer key", answers["right"], known),
        _row("in context", context["right"], f"{context['sentences']} conversations; {reasons}"),
        _row("calibration error", report["calibration"]["error"], "expected, ten bins"),
        f"{'ms a message':28}{times['p50']:.2f} median, {times['p95']:.2f} at the 95th percentile",
    ]


def _entities(report: dict[str, Any]) -> list[str]:
    lines = []
    for kind, s in report["entities"].items():
        if kind != "kinds":
            detail = f"precision {s['precision']:.3f}, recall {s['recall']:.3f}, {s['entities']} entities"
            lines.append(_row(f"entity F1 by {kind}", s["f1"], detail))
    kinds = report["entities"]["kinds"]
    return lines + [_row(f"  {name}", s["f1"], f"{s['entities']} entities") for name, s in kinds.items()]


def _robustness(report: dict[str, Any]) -> list[str]:
    lines = [f"{'the same, typed with':28}{'accuracy':>10}{'lost':>8}{'entity F1':>12}{'lost':>8}"]
    for name, s in report["robustness"].items():
        lines.append(
            f"{name:28}{s['accuracy']:10.3f}{s['accuracy_lost']:8.3f}{s['entity_f1']:12.3f}{s['entity_f1_lost']:8.3f}"
        )
    return lines


def _row(name: str, value: float, detail: str) -> str:
    return f"{name:28}{value:.3f}  {detail}"


def misread(sentences: Sequence[Labelled], parses: Sequence[Parsed], in_context: Sequence[str]) -> str:
    """Returns the sentences whose intents or values were misread, with what was meant and what was read."""
    lines = ["\nmisread:"]
    for s, p in zip(sentences, parses, strict=True):
        meant, found = (s.intent, *s.also), (effective_intent(s, p), *p.also)
        outside = s.intent == "out_of_scope" and p.intent == "nlu_fallback"
        values = sorted((name, canonical(value)) for name, value, _ in s.entities or ())
        read = sorted((e["entity"], canonical(e["value"])) for e in named(p))
        if (meant != found and not outside) or (s.entities is not None and values != read):
            lines.append(f"  {s.text}\n      meant {meant} {values}\n      read  {found} {read}")
    return "\n".join([*lines, "\nwrong in context:", *(f"  {text}" for text in in_context)])
