"""The floors that the suite holds, out of an evaluation: `python -m benchmarks.floors` after `make eval NLU=tests/nlu`.

Floors are raised to what was measured, less one sentence an intent and half a point elsewhere, and never lowered.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import yaml

from benchmarks.evaluate import OUTPUT

FLOORS = Path(__file__).resolve().parent.parent / "tests" / "benchmarks" / "floors.yml"
_SLACK = 0.005
_HEADER = """\
# The least that the suite accepts, measured over all of tests/nlu. Written by `python -m benchmarks.floors`, which only
# ever raises a floor. intents: the share of an intent's sentences that are read right.
"""


def figures(report: dict[str, Any]) -> dict[str, float]:
    """Returns the figures that have a floor, higher being better, by name."""
    typed = report["robustness"]["typing errors"]
    return {
        "intent accuracy": report["intents"]["accuracy"],
        "intent macro F1": report["intents"]["macro_f1"],
        "entity value F1": report["entities"]["value"]["f1"],
        "out of scope AUROC": report["scope"]["auroc"],
        "out of scope recall at 5 % false refusals": report["scope"]["recall_at_5_percent"],
        "two questions, both right": report["two_questions"]["both_right"],
        "in context": report["context"]["right"],
        "intent accuracy with typing errors": typed["accuracy"],
        "entity value F1 with typing errors": typed["entity_f1"],
        # A false alarm sends somebody who only complains to a crisis line.
        "distress precision": report["intents"]["intents"]["distress"]["precision"],
        "honesty of confidence (1 - calibration error)": 1 - report["calibration"]["error"],
    }


def raised(floors: dict[str, dict[str, float]], report: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Returns floors that are nowhere lower than before."""
    intents = {name: s["recall"] - 1 / s["support"] for name, s in report["intents"]["intents"].items()}
    measured = {"intents": intents, "figures": {name: value - _SLACK for name, value in figures(report).items()}}
    return {
        part: {
            name: max(floors.get(part, {}).get(name, 0.0), int(value * 1000) / 1000) for name, value in values.items()
        }
        for part, values in measured.items()
    }


def read_floors() -> dict[str, dict[str, float]]:
    """Returns the floors of the suite; nothing where there are none yet."""
    return dict(yaml.safe_load(FLOORS.read_text(encoding="utf-8"))) if FLOORS.exists() else {}


def main(arguments: list[str] | None = None) -> None:
    """Raises the floors to an evaluation of all of tests/nlu."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.floors", description=__doc__)
    parser.add_argument("--report", type=Path, default=OUTPUT / "report.json")
    report = json.loads(parser.parse_args(arguments).report.read_text(encoding="utf-8"))
    FLOORS.write_text(_HEADER + yaml.safe_dump(raised(read_floors(), report), sort_keys=False), encoding="utf-8")
    print(f"written: {FLOORS}")


if __name__ == "__main__":
    main()
