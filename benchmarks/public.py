"""Our pipeline, Rasa's default one and plain MiniLM with logistic regression on public sets, in one run.

`python -m benchmarks.public FOLDER` trains each through Rasa on ten examples an intent and measures it on the
validation files. With `--crossvalidate` it never opens those: it measures inside the training files, for tuning.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import crossvalidate_public, public_sets
from benchmarks.contestants import PLAIN, RASA, Outcome, run
from benchmarks.intervals import paired_bootstrap, wilson
from benchmarks.measures import auroc

OUTPUT = Path(__file__).resolve().parent.parent / "build" / "public"
# Accuracy on the whole test files with ten examples an intent, as published: Zhang et al. 2021 (CPFT), Lin et al. 2023.
PUBLISHED = {
    "CPFT, published": {"banking77": 0.872, "clinc150": 0.942},
    "ICDA, published": {"banking77": 0.898, "clinc150": 0.948},
}


def measure(chosen: public_sets.PublicSet, names: Sequence[str]) -> list[dict[str, Any]]:
    """Returns a row of figures for each contestant, the difference to plain MiniLM among them."""
    texts = [*(example.text for example in chosen.validation), *chosen.outside]
    outcomes = {}
    for name in names:
        print(f"public: {chosen.name}, {name} …", flush=True)
        outcomes[name] = run(name, chosen.train, texts)
    right = {name: _right(chosen, outcome) for name, outcome in outcomes.items()}
    return [_row(chosen, name, outcomes[name], right) for name in names]


def _right(chosen: public_sets.PublicSet, outcome: Outcome) -> np.ndarray:
    found = outcome.intents[: len(chosen.validation)]
    return np.array([example.intent == intent for example, intent in zip(chosen.validation, found, strict=True)])


def _row(chosen: public_sets.PublicSet, name: str, outcome: Outcome, right: dict[str, np.ndarray]) -> dict[str, Any]:
    number = len(chosen.validation)
    row = {
        "set": chosen.name,
        "contestant": name,
        "sentences": number,
        "accuracy": float(right[name].mean()),
        "interval": wilson(int(right[name].sum()), number),
        "training_seconds": outcome.training_seconds,
        "milliseconds": outcome.milliseconds,
    }
    if chosen.outside:
        row["auroc"] = auroc(outcome.inside[:number], outcome.inside[number:])
    if PLAIN in right and name != PLAIN:
        row["against_plain"] = asdict(paired_bootstrap(right[name], right[PLAIN]))
    return row


def table(rows: Sequence[dict[str, Any]]) -> str:
    """Returns the rows and the published figures as a Markdown table."""
    lines = [
        "| set | contestant | accuracy | 95 % interval | against plain | scope AUROC | training s | ms a message |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        low, high = row["interval"]
        gap = row.get("against_plain")
        against = f"{gap['mean']:+.3f} ({gap['low']:+.3f} to {gap['high']:+.3f})" if gap else ""
        scope = f"{row['auroc']:.3f}" if "auroc" in row else ""
        lines.append(
            f"| {row['set']} | {row['contestant']} | {row['accuracy']:.3f} | {low:.3f} to {high:.3f} | {against} | "
            f"{scope} | {row['training_seconds']:.0f} | {row['milliseconds']:.1f} |"
        )
    for name, figures in PUBLISHED.items():
        lines += [f"| {chosen} | {name} | {figure:.3f} | | | | | |" for chosen, figure in figures.items()]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    """Prints a table; without cross-validation also writes the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.public", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder of the sets")
    parser.add_argument("--sets", nargs="+", default=public_sets.NAMES, choices=public_sets.NAMES)
    parser.add_argument("--contestants", nargs="+", default=[*RASA, PLAIN], choices=[*RASA, PLAIN])
    parser.add_argument("--crossvalidate", action="store_true", help="measure inside the training files, for tuning")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    chosen = parser.parse_args(arguments)
    sets = [public_sets.read(chosen.folder, name) for name in chosen.sets]
    if chosen.crossvalidate:
        for one in sets:
            print(crossvalidate_public.table(one.name, one.train, chosen.contestants), flush=True)
        return
    rows = [row for one in sets for row in measure(one, chosen.contestants)]
    chosen.output.mkdir(parents=True, exist_ok=True)
    (chosen.output / "report.json").write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    print(f"\n{table(rows)}\n\nwritten to {chosen.output}: report.json")


if __name__ == "__main__":
    main()
