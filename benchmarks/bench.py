"""Our assistant beside the one that `rasa init` makes: both over REST on SQLite, in one run.

`python -m benchmarks.bench [--conversations N] [--output FOLDER]`: conversations of twelve turns, by one visitor
and by eight at once, the two assistants in turn, so that a busy moment hits both.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import plots, stock_assistant, visitors
from benchmarks.running import Server, action_server, our_server
from benchmarks.visitors import Load, Said
from setup.products import ensure

ROUNDS = 5
AT_ONCE = 8
LONG_CONVERSATION = 500
OURS = tuple(
    Said(text, kind)
    for text, kind in (
        ("hi", "question"),
        ("how much do ml engineers make in texas?", "question"),
        ("and in Washington?", "question"),
        ("what does a machine learning engineer do all day?", "question"),
        ("which programming languages should I learn?", "question"),
        ("help me find a program", "flow"),
        ("i have a bachelor's", "flow"),
        ("computer science", "flow"),
        ("ohio", "flow"),
        ("low debt", "flow"),
        ("more", "flow"),
        ("thanks", "question"),
    )
)
STOCK = tuple(
    Said(text, "question")
    for text in (
        "hi", "I am feeling very sad", "yes", "hello there", "so sad", "yes", "hey", "I am great",
        "are you a bot?", "hello", "perfect", "bye",
    )
)  # fmt: skip


@dataclass
class Contestant:
    """An assistant that runs, the processes that it needs, its conversation, and what was measured of it."""

    name: str
    conversation: tuple[Said, ...]
    assistant: Server
    processes: tuple[Server, ...]
    database: Path
    start_seconds: float
    train_seconds: float
    alone: list[Load] = field(default_factory=list)
    together: list[Load] = field(default_factory=list)
    cpu_seconds: float = 0.0
    bytes_before: int = 0

    def talk(self, conversations: int, at_once: int, name: str, counts: bool) -> None:
        """Lets visitors hold conversations; `counts` says whether these are measured."""
        before = sum(process.cpu_seconds() for process in self.processes)
        held = visitors.load(self.assistant.base, self.conversation, conversations, at_once, name)
        if counts:
            self.cpu_seconds += sum(process.cpu_seconds() for process in self.processes) - before
            (self.alone if at_once == 1 else self.together).append(held)

    def figures(self) -> dict[str, float]:
        """Returns what was measured, by what it is."""
        alone = [turn for held in self.alone for turn in held.turns]
        found: dict[str, float] = {
            "turns a second, 1 visitor": _pace(self.alone),
            f"turns a second, {AT_ONCE} visitors": _pace(self.together),
        }
        for kind in ("question", "flow"):
            times = [turn.milliseconds for turn in alone if turn.kind == kind] or [turn.milliseconds for turn in alone]
            cuts = statistics.quantiles(times, n=100)
            found |= {
                f"ms a {kind} turn, {name}": cuts[at - 1] for name, at in (("median", 50), ("p95", 95), ("p99", 99))
            }
        held = len(self.conversation) * sum(
            len(load.turns) // len(self.conversation) for load in self.alone + self.together
        )
        found |= {
            "CPU ms a turn, all processes": self.cpu_seconds / held * 1000,
            "MB, Rasa process": self.assistant.resident_megabytes(),
            "MB, all processes": sum(process.resident_megabytes() for process in self.processes),
            "seconds until ready": self.start_seconds,
            "seconds of training": self.train_seconds,
            "KB on disk a conversation": (_size(self.database) - self.bytes_before)
            / 1024
            / (held / len(self.conversation)),
        }
        return found

    def growth(self) -> float:
        """Returns how much longer the last turns of a conversation of 500 take than those from the tenth on."""
        times: list[float] = []
        while len(times) < LONG_CONVERSATION:
            held = visitors.load(self.assistant.base, self.conversation, 1, 1, "long")
            times += [turn.milliseconds for turn in held.turns]
        span = 4 * len(self.conversation)
        return statistics.median(times[-span:]) / statistics.median(times[10 : 10 + span])


def _pace(loads: list[Load]) -> float:
    return sum(len(held.turns) for held in loads) / sum(held.seconds for held in loads)


def _size(database: Path) -> int:
    return sum(path.stat().st_size for path in database.parent.glob(database.name + "*"))


@contextmanager
def contestants(folder: Path) -> Iterator[list[Contestant]]:
    """Trains and starts both, each on a database of its own."""
    project = folder / "stock"
    stock_training = stock_assistant.train(project)
    started = time.perf_counter()
    (model,) = ensure("model", force=True)
    our_training = time.perf_counter() - started
    started = time.perf_counter()
    with stock_assistant.serving(project) as stock:
        stock_start = time.perf_counter() - started
        started = time.perf_counter()
        with action_server(folder, "actions") as actions:
            # `make run` starts both at once.
            our_start = time.perf_counter() - started
            started = time.perf_counter()
            with our_server(folder, model, actions) as ours:
                our_start = max(our_start, time.perf_counter() - started)
                ours_at, stock_at = folder / "ours.sqlite", project / "conversations.sqlite"
                yield [
                    Contestant("rasa init", STOCK, stock, (stock,), stock_at, stock_start, stock_training),
                    Contestant("mle-guide", OURS, ours, (ours, actions), ours_at, our_start, our_training),
                ]


def measure(conversations: int) -> dict[str, dict[str, float]]:
    """Returns the figures of both by name; `conversations` are held by each in each of five rounds, twice."""
    with tempfile.TemporaryDirectory() as name, contestants(Path(name)) as both:
        for contestant in both:
            contestant.talk(2, 1, "warm-up", counts=False)
            contestant.bytes_before = _size(contestant.database)
        for number in range(ROUNDS):
            for contestant in both if number % 2 else both[::-1]:
                contestant.talk(conversations, 1, f"alone-{number}", counts=True)
                contestant.talk(conversations * 2, AT_ONCE, f"together-{number}", counts=True)
        figures = {contestant.name: contestant.figures() for contestant in both}
        for contestant in both:
            figures[contestant.name][f"turn {LONG_CONVERSATION} over turn 10"] = contestant.growth()
        return figures


def table(figures: dict[str, dict[str, float]]) -> str:
    """Returns the figures and our ratio to the stock assistant's as a Markdown table."""
    (stock_name, stock), (our_name, ours) = figures.items()
    lines = [f"| | {stock_name} | {our_name} | ratio |", "|---|---|---|---|"]
    lines += [f"| {what} | {stock[what]:.1f} | {ours[what]:.1f} | {ours[what] / stock[what]:.2f} |" for what in stock]
    return "\n".join(lines)


def main() -> None:
    """Prints the table; keeps it as JSON and as a picture where a folder is named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench", description=__doc__)
    parser.add_argument("--conversations", type=int, default=10, help="held in each round by each assistant")
    parser.add_argument("--output", type=Path, help="a folder for bench.json and bench.png")
    arguments: Any = parser.parse_args()
    figures = measure(arguments.conversations)
    print(table(figures))
    if arguments.output:
        arguments.output.mkdir(parents=True, exist_ok=True)
        (arguments.output / "bench.json").write_text(json.dumps(figures, indent=2) + "\n")
        (_, stock), (_, ours) = figures.items()
        plots.ratios({what: ours[what] / stock[what] for what in stock}, arguments.output / "bench.png")


if __name__ == "__main__":
    main()
