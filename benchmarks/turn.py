"""What a turn costs: stock Rasa, our server without its overrides, and our server, side by side in one run.

`python -m benchmarks.turn [--conversations N]`: the same model, actions and conversations, over REST on SQLite.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.running import Server, action_server, free_port, our_server, running, say
from setup.products import ensure

WARM_UP = 2
CONVERSATION = (
    "how much do ml engineers make in texas?",
    "and in Washington?",
    "hourly?",
    "which state pays most?",
    "what does a machine learning engineer do all day?",
    "what degree do I need and is the job growing?",
    "is there a job where I can be an ml engineer without a degree?",
    "data scientist salary in Ohio",
    "what about software developers",
    "which programming languages should I learn?",
    "where do your numbers come from?",
    "thanks",
)
# Our server as it is, but with Rasa's own classes in their places.
_WITHOUT_OVERRIDES = (
    "import sys, runtime.overrides as overrides; overrides.OVERRIDES = ()\n"
    "from runtime.__main__ import main; sys.exit(main())"
)


@dataclass(frozen=True)
class Figures:
    """What a turn costs in milliseconds (latency, processor time of each process) and each process in megabytes."""

    name: str
    median: float
    p95: float
    assistant_cpu: float
    actions_cpu: float
    assistant_memory: float
    actions_memory: float


@dataclass
class Contestant:
    """A way to run the assistant and what was measured of it."""

    name: str
    assistant: Server
    actions: Server
    milliseconds: list[float] = field(default_factory=list)
    assistant_cpu: float = 0.0
    actions_cpu: float = 0.0

    def talk(self, sender: str, counts: bool) -> None:
        """Holds the conversation once; `counts` says whether it is measured."""
        before = self.assistant.cpu_seconds(), self.actions.cpu_seconds()
        times = [say(self.assistant, sender, text) for text in CONVERSATION]
        if counts:
            self.milliseconds += times
            self.assistant_cpu += self.assistant.cpu_seconds() - before[0]
            self.actions_cpu += self.actions.cpu_seconds() - before[1]

    def figures(self) -> Figures:
        """Returns what was measured so far, and the memory of this moment."""
        turns = len(self.milliseconds)
        return Figures(
            self.name,
            statistics.median(self.milliseconds),
            statistics.quantiles(self.milliseconds, n=20)[-1],
            self.assistant_cpu / turns * 1000,
            self.actions_cpu / turns * 1000,
            self.assistant.resident_megabytes(),
            self.actions.resident_megabytes(),
        )


@contextmanager
def contestants(folder: Path, model: Path) -> Iterator[list[Contestant]]:
    """Runs the three assistants, each with an action server of its own."""
    names = ("stock", "no overrides", "ours")
    with (
        action_server(folder, "actions-0") as first,
        action_server(folder, "actions-1") as second,
        action_server(folder, "actions-2") as third,
        stock_server(folder, model, first) as stock,
        our_server(folder, model, second, ("-c", _WITHOUT_OVERRIDES), "plain") as plain,
        our_server(folder, model, third) as ours,
    ):
        servers = ((stock, first), (plain, second), (ours, third))
        yield [Contestant(name, *pair) for name, pair in zip(names, servers, strict=True)]


@contextmanager
def stock_server(folder: Path, model: Path, actions: Server, name: str = "stock") -> Iterator[Server]:
    """Runs `rasa run` with its own REST channel and tracker store on a file of that name."""
    port = free_port()
    (folder / "credentials.yml").write_text("rest:\n")
    (folder / f"{name}-endpoints.yml").write_text(
        f"action_endpoint:\n  url: {actions.base}/webhook\n"
        f"tracker_store:\n  type: SQL\n  dialect: sqlite\n  db: {folder / f'{name}.sqlite'}\n"
    )
    arguments = ["-m", "rasa", "run", "--model", str(model), "--port", str(port), "--interface", "127.0.0.1"]
    arguments += [
        "--credentials",
        str(folder / "credentials.yml"),
        "--endpoints",
        str(folder / f"{name}-endpoints.yml"),
    ]
    with running(arguments, port, "/", {}, folder / f"{name}.log") as server:
        yield server


def measure(conversations: int) -> list[Figures]:
    """Lets the contestants take turns, conversation by conversation, so that a busy moment hits all alike."""
    (model,) = ensure("model")
    with tempfile.TemporaryDirectory() as name, contestants(Path(name), model) as three:
        for number in range(WARM_UP + conversations):
            first = number % len(three)
            for contestant in three[first:] + three[:first]:
                contestant.talk(f"visitor-{number}", counts=number >= WARM_UP)
        return [contestant.figures() for contestant in three]


def table(measured: list[Figures]) -> str:
    """Returns the figures and, in brackets, their ratio to the first row's, as a Markdown table."""
    first = measured[0]
    lines = [
        "| | median ms | 95th percentile ms | CPU ms, assistant | CPU ms, actions | MB, assistant | MB, actions |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in measured:
        cells = [f"{value:.1f} ({value / vars(first)[key]:.2f})" for key, value in vars(row).items() if key != "name"]
        lines.append(f"| {row.name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.turn", description=__doc__)
    parser.add_argument("--conversations", type=int, default=20, help="how many conversations are measured")
    conversations = parser.parse_args().conversations
    measured = measure(conversations)
    print(f"{conversations} conversations of {len(CONVERSATION)} turns each:\n\n{table(measured)}")


if __name__ == "__main__":
    main()
