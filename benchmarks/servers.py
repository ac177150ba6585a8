"""What a second server costs: the CPU of a turn on two servers over that on one, in one run.

`python -m benchmarks.servers [--conversations N] [--pairs N]`: the same model, PostgreSQL for the conversations and
Redis for the locks. Alone, an assistant with its action server takes every turn; together, the turns of every
conversation go to both pairs by turns. Either way takes the same load in turn, so that a busy moment hits both, and
the time of the processor that counts is that of all assistants and action servers.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import aiohttp

from benchmarks.bench import OURS
from benchmarks.intervals import Ratio, median_ratio
from benchmarks.running import Server, action_server, our_server
from setup import services
from setup.products import ensure

LIMIT = 1.15
AT_ONCE = 4
WARM_UP = 2
LONGEST_TURN_SECONDS = 60


@dataclass
class Arrangement:
    """Assistants that share conversations, all processes behind them, and the CPU milliseconds a turn of each round."""

    name: str
    assistants: Sequence[Server]
    processes: Sequence[Server]
    cost: list[float] = field(default_factory=list)

    def round(self, conversations: int, name: str) -> float:
        """Holds conversations and returns the CPU milliseconds of a turn."""
        before = sum(process.cpu_seconds() for process in self.processes)
        asyncio.run(hold([server.base for server in self.assistants], conversations, f"{self.name}-{name}"))
        spent = sum(process.cpu_seconds() for process in self.processes) - before
        return spent * 1000 / (conversations * len(OURS))


async def hold(bases: Sequence[str], conversations: int, name: str) -> None:
    """Holds conversations over REST, some at once, each turn at the next server; raises RuntimeError at silence."""
    numbers = iter(range(conversations))
    timeout = aiohttp.ClientTimeout(LONGEST_TURN_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:

        async def visit() -> None:
            for number in numbers:
                for said, base in zip(OURS, cycle(bases), strict=False):
                    body = {"sender": f"{name}-{number}", "message": said.text}
                    async with session.post(f"{base}/webhooks/rest/webhook", json=body) as answer:
                        replies = await answer.json()
                    if answer.status != 200 or not replies:
                        raise RuntimeError(f"status {answer.status} after {said.text!r}")

        await asyncio.gather(*(visit() for _ in range(AT_ONCE)))


@contextmanager
def arrangements(folder: Path, model: Path) -> Iterator[tuple[Arrangement, Arrangement]]:
    """Starts three assistants, each with an action server: one that works alone, two that share conversations."""
    with ExitStack() as stack:
        database, redis = stack.enter_context(services.postgresql()), stack.enter_context(services.redis())
        settings = {"GUIDE_DATABASE": database.url, "GUIDE_LOCKS": redis.url}
        pairs = []
        for name in ("alone", "one", "two"):
            actions = stack.enter_context(action_server(folder, f"actions-{name}"))
            pairs.append(
                (stack.enter_context(our_server(folder, model, actions, name=name, settings=settings)), actions)
            )
        alone, first, second = pairs
        yield (
            Arrangement("one server", [alone[0]], alone),
            Arrangement("two servers", [first[0], second[0]], [*first, *second]),
        )


def measure(conversations: int, pairs: int) -> tuple[Arrangement, Arrangement, Ratio]:
    """Returns both with what their rounds cost, and the ratio of two servers to one."""
    (model,) = ensure("model")
    with tempfile.TemporaryDirectory() as name, arrangements(Path(name), model) as (one, two):
        for arrangement in (one, two):
            arrangement.round(WARM_UP * AT_ONCE, "warm-up")
        for number in range(pairs):
            for arrangement in (one, two) if number % 2 else (two, one):
                arrangement.cost.append(arrangement.round(conversations, str(number)))
    return one, two, median_ratio(two.cost, one.cost)


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.servers", description=__doc__)
    parser.add_argument("--conversations", type=int, default=8, help=f"of {len(OURS)} turns, in each round")
    parser.add_argument("--pairs", type=int, default=15, help="rounds of either")
    chosen = parser.parse_args()
    one, two, ratio = measure(chosen.conversations, chosen.pairs)
    print("| | CPU ms a turn, all processes |\n|---|---|")
    for arrangement in (one, two):
        print(f"| {arrangement.name} | {statistics.median(arrangement.cost):.1f} |")
    print(f"| ratio (wanted: at most {LIMIT}) | {ratio} |")


if __name__ == "__main__":
    main()
