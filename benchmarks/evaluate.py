"""Measures a model's understanding on labelled sentences: `python -m benchmarks.evaluate FILE.yml FOLDER …`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import context, measures, plots
from benchmarks.labelled import Labelled, read_all
from benchmarks.noise import VARIANTS
from benchmarks.parsing import Parsed, newest_model, parse_all
from benchmarks.report import effective_intent, report, robustness
from benchmarks.tables import misread, table

OUTPUT = Path(__file__).resolve().parent.parent / "build" / "eval"


@dataclass(frozen=True)
class Evaluation:
    """The figures by name, the parse of each sentence, and the texts that went wrong in their context."""

    figures: dict[str, Any]
    parses: list[Parsed]
    wrong_in_context: list[str]


def measure(model: Path, sentences: list[Labelled], variants: Iterable[str] = VARIANTS) -> Evaluation:
    """Parses sentences as they are and as others would have typed them, and says those with a context in theirs."""
    parses, changed = _parse(model, [sentence.text for sentence in sentences], variants)
    figures = report(sentences, parses)
    figures["robustness"] = robustness(sentences, parses, changed)
    figures["context"] = context.measure(sentences, model)
    return Evaluation(figures, parses, figures["context"].pop("texts", []))


def _parse(model: Path, texts: list[str], variants: Iterable[str]) -> tuple[list[Parsed], dict[str, list[Parsed]]]:
    changed = {name: [VARIANTS[name](text) for text in texts] for name in variants}
    parses = parse_all(model, [*texts, *(text for variant in changed.values() for text in variant)])
    parts = [parses[start : start + len(texts)] for start in range(0, len(parses), len(texts))]
    return parts[0], dict(zip(changed, parts[1:], strict=True))


def main(arguments: list[str] | None = None) -> None:
    """Prints a table; writes the figures as JSON and pictures of them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.evaluate", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, metavar="path", help="labelled file, or folder of such files")
    parser.add_argument("--model", type=Path, help="model archive (default: the newest in models/)")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    parser.add_argument("--misread", action="store_true", help="print the sentences that were misread, too")
    chosen = parser.parse_args(arguments)
    sentences = read_all(chosen.paths)
    model = (chosen.model or newest_model()).resolve()
    print(f"eval: {len(sentences)} sentences, model {model.name}", flush=True)
    measured = measure(model, sentences)
    chosen.output.mkdir(parents=True, exist_ok=True)
    (chosen.output / "report.json").write_text(json.dumps(measured.figures, indent=2) + "\n", encoding="utf-8")
    _draw(sentences, measured, chosen.output)
    print(table(measured.figures))
    if chosen.misread:
        print(misread(sentences, measured.parses, measured.wrong_in_context))
    print(f"\nwritten to {chosen.output}: report.json, confusion.png, reliability.png, intents.png")


def _draw(sentences: list[Labelled], measured: Evaluation, folder: Path) -> None:
    pairs = [(s.intent, effective_intent(s, p)) for s, p in zip(sentences, measured.parses, strict=True)]
    truth, predicted = [meant for meant, _ in pairs], [measures.same_kind(*pair) for pair in pairs]
    plots.confusion(truth, predicted, folder / "confusion.png")
    plots.reliability(measured.figures["calibration"]["bins"], folder / "reliability.png")
    plots.intents(measured.figures["intents"]["intents"], folder / "intents.png")


if __name__ == "__main__":
    main()
