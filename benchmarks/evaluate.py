"""Measures a model's understanding on labelled sentences: `python -m benchmarks.evaluate FILE.yml FOLDER …`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from benchmarks import context, measures, plots
from benchmarks.labelled import Labelled, read_all
from benchmarks.noise import VARIANTS
from benchmarks.parsing import Parsed, newest_model, parse_all
from benchmarks.report import effective_intent, report, robustness
from benchmarks.tables import misread, table

OUTPUT = Path(__file__).resolve().parent.parent / "build" / "eval"


def parse_variants(model: Path, texts: list[str]) -> tuple[list[Parsed], dict[str, list[Parsed]]]:
    """Returns the parses of the texts as they are, and as others would have typed them."""
    changed = {name: [change(text) for text in texts] for name, change in VARIANTS.items()}
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
    parses, changed = parse_variants(model, [sentence.text for sentence in sentences])
    figures = report(sentences, parses)
    figures["robustness"] = robustness(sentences, parses, changed)
    figures["context"] = context.measure(sentences, model)
    wrong_in_context = figures["context"].pop("texts", [])
    chosen.output.mkdir(parents=True, exist_ok=True)
    (chosen.output / "report.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    _draw(sentences, parses, figures, chosen.output)
    print(table(figures))
    if chosen.misread:
        print(misread(sentences, parses, wrong_in_context))
    print(f"\nwritten to {chosen.output}: report.json, confusion.png, reliability.png, intents.png")


def _draw(sentences: list[Labelled], parses: list[Parsed], figures: dict, folder: Path) -> None:
    truth = [sentence.intent for sentence in sentences]
    predicted = [effective_intent(s, p) for s, p in zip(sentences, parses, strict=True)]
    plots.confusion(truth, [measures.same_kind(*pair) for pair in zip(truth, predicted, strict=True)],
                    folder / "confusion.png")  # fmt: skip
    plots.reliability(figures["calibration"]["bins"], folder / "reliability.png")
    plots.intents(figures["intents"]["intents"], folder / "intents.png")


if __name__ == "__main__":
    main()
