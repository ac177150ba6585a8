"""What understanding a message costs: the assistant's model beside Rasa's default pipeline, in one run on one core.

`python -m benchmarks.parse [--sentences N]`: the default pipeline is trained on the same sentences (base intents only,
which spares it a response selector), then both parse the evaluation sentences, taking turns.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.labelled import Labelled, read_all
from benchmarks.measures import intent_scores
from benchmarks.parsing import newest_model, quiet_rasa
from benchmarks.pipelines import PROJECT, Trained, our_pipeline, stock_pipeline, train
from benchmarks.public_sets import Example

WARM_UP = 20
EPOCHS = 100  # of Rasa's default pipeline


@dataclass
class Costs:
    """Milliseconds of each message, on the clock and of the processor, and the intents that were read."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    intents: list[str] = field(default_factory=list)

    def add(self, intent: str, clock: float, processor: float) -> None:
        """Notes one message; both times in seconds."""
        self.intents.append(intent)
        self.clock.append(clock * 1000)
        self.processor.append(processor * 1000)


def train_stock(folder: Path, epochs: int) -> Trained:
    """Trains Rasa's default pipeline on our training sentences; it reads as fast after one epoch as after all."""
    pipeline = [part | ({"epochs": epochs} if "epochs" in part else {}) for part in stock_pipeline()]
    return train(pipeline, [Example(sentence.text, sentence.intent) for sentence in _learnt()], folder)


def train_ours(folder: Path) -> Trained:
    """Trains our pipeline as `make train` does, for its times; the rules are left out."""
    return train(our_pipeline(), [Example(s.text, s.answer or s.intent) for s in _learnt()], folder)


def _learnt() -> list[Labelled]:
    return read_all([PROJECT / "data" / "nlu"])


def compare(models: Sequence[Path], texts: Sequence[str]) -> list[Costs]:
    """Lets models parse the same texts on one core, each text by all before the next, so that all share the weather."""
    quiet_rasa()
    from rasa.core.agent import Agent

    allowed = os.sched_getaffinity(0)
    _run_on({max(allowed)})
    try:
        return asyncio.run(_compare([Agent.load(str(model)) for model in models], texts))
    finally:
        _run_on(allowed)


def _run_on(cores: set[int]) -> None:
    """Keeps every thread of this process on the cores; a thread inherits them only from the one that starts it."""
    for thread in Path("/proc/self/task").iterdir():
        os.sched_setaffinity(int(thread.name), cores)


async def _compare(agents: Sequence[Any], texts: Sequence[str]) -> list[Costs]:
    for text in texts[:WARM_UP]:
        for agent in agents:
            await agent.parse_message(text)
    costs = [Costs() for _ in agents]
    for text in texts:
        for agent, cost in zip(agents, costs, strict=True):
            clock, processor = time.perf_counter(), time.process_time()
            result = await agent.parse_message(text)
            cost.add(result["intent"]["name"], time.perf_counter() - clock, time.process_time() - processor)
    return costs


def table(costs: dict[str, Costs]) -> str:
    """Returns the costs and, in brackets, their ratio to the first row's, as a Markdown table."""
    lines = ["| | median ms | 95th percentile ms | median CPU ms |", "|---|---|---|---|"]
    first = next(iter(costs.values()))
    for name, cost in costs.items():
        cells = [
            f"{np.percentile(times, share):.2f} ({np.percentile(times, share) / np.percentile(base, share):.2f})"
            for times, base, share in (
                (cost.clock, first.clock, 50),
                (cost.clock, first.clock, 95),
                (cost.processor, first.processor, 50),
            )
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def accuracies(costs: dict[str, Costs], sentences: Sequence[Labelled]) -> str:
    """Returns the intent accuracy of each on the sentences that were parsed, in a line."""
    truth = [sentence.intent for sentence in sentences]
    return ", ".join(f"{n} {intent_scores(truth, cost.intents)['accuracy']:.3f}" for n, cost in costs.items())


def main() -> None:
    """Prints the table, the training times and the size of our archive."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.parse", description=__doc__)
    parser.add_argument("--sentences", type=int, default=600, help="how many sentences are parsed")
    parser.add_argument(
        "--epochs", type=int, default=EPOCHS, help="of the default pipeline; fewer if only time matters"
    )
    chosen = parser.parse_args()
    every = read_all([PROJECT / "tests" / "nlu"])
    sentences = random.Random(0).sample(every, min(chosen.sentences, len(every)))
    model = newest_model()
    quiet_rasa()
    with tempfile.TemporaryDirectory() as folder:
        print("parse: training Rasa's default pipeline and ours …", flush=True)
        stock = train_stock(Path(folder) / "stock", chosen.epochs)
        clock, processor = train_ours(Path(folder) / "ours").parts["VectorIntentClassifier"]
        measured = compare([stock.archive, model], [sentence.text for sentence in sentences])
    costs = dict(zip(("stock", "ours"), measured, strict=True))
    print(f"\n{len(sentences)} sentences, one core\n\n{table(costs)}\n")
    if chosen.epochs == EPOCHS:
        print(f"intent accuracy: {accuracies(costs, sentences)}")
    print(f"training: stock {stock.seconds:.0f} s in all; the head of ours {clock:.1f} s, {processor:.1f} s of CPU")
    print(f"archive: ours {model.stat().st_size / 1e6:.1f} MB, the encoder aside")


if __name__ == "__main__":
    main()
