"""Writes an evaluation report as text for the terminal."""

from __future__ import annotations

from typing import Any


def table(report: dict[str, Any]) -> str:
    """Returns the report of `benchmarks.evaluate` as lines of text."""
    intents, scope, two, answers = (report[key] for key in ("intents", "scope", "two_questions", "answers"))
    lines = [f"\n{'intent':24}{'precision':>10}{'recall':>8}{'F1':>8}{'sentences':>11}"]
    for name, s in intents["intents"].items():
        lines.append(f"{name:24}{s['precision']:10.3f}{s['recall']:8.3f}{s['f1']:8.3f}{s['support']:11d}")
    lines += ["", "most often confused:"]
    lines += [f"  {c['times']:3d}  {c['intent']} read as {c['read_as']}" for c in intents["confusions"]]
    lines += [
        "",
        _row("intent accuracy", intents["accuracy"], f"macro F1 {intents['macro_f1']:.3f}"),
        _row("out of scope recall", scope["recall"], f"false refusals {scope['false_refusals']:.3f}"),
    ]
    if "auroc" in scope:
        at_five = f"recall at 5 % false refusals {scope['recall_at_5_percent']:.3f}"
        lines.append(_row("out of scope AUROC", scope["auroc"], at_five))
    for kind, s in report["entities"].items():
        detail = f"precision {s['precision']:.3f}, recall {s['recall']:.3f}, {s['entities']} entities"
        lines.append(_row(f"entity F1 by {kind}", s["f1"], detail))
    single = f"{two['sentences']} sentences; single read as two {two['single_read_as_two']:.3f}"
    known = f"{answers['sentences']} sentences; {answers['right_where_intent_is']:.3f} where the intent is right"
    times = report["milliseconds"]
    return "\n".join(
        [
            *lines,
            _row("two questions, both right", two["both_right"], single),
            _row("answer key", answers["right"], known),
            _row("calibration error", report["calibration"]["error"], "expected, ten bins"),
            f"{'ms a message':28}{times['p50']:.2f} median, {times['p95']:.2f} at the 95th percentile",
        ]
    )


def _row(name: str, value: float, detail: str) -> str:
    return f"{name:28}{value:.3f}  {detail}"
