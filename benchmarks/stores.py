"""What a turn costs late in a conversation, and with a million events stored: Rasa's own store and ours in one run.

`python -m benchmarks.stores [--turns N] [--events N] [--pairs N]`: the same model and actions, over REST on SQLite.
Turns are taken in pairs, one at turn 10 and one at the end of a long conversation, one on an empty store and one on a
full one, so that a busy moment hits both of a pair.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.intervals import Ratio, median_ratio
from benchmarks.running import Server, action_server, our_server, say
from benchmarks.turn import stock_server
from setup.products import ensure

TEXTS = ("how much do ml engineers make in texas?", "hourly?", "what does a machine learning engineer do all day?")
EARLY = 10
COLUMNS = "sender_id, type_name, timestamp, intent_name, action_name, data"
# Starts a server whose database is the named file of a folder.
Start = Callable[[Path, str], AbstractContextManager[Server]]


@dataclass(frozen=True)
class Pairs:
    """The median milliseconds of either turn of a pair, and the ratio of the second to the first."""

    first: float
    second: float
    ratio: Ratio


@dataclass(frozen=True)
class Figures:
    """What a store costs by the length of a conversation and by what else is stored."""

    name: str
    length: Pairs
    size: Pairs


def talk(server: Server, sender: str, turns: int) -> None:
    """Takes that many turns of one conversation."""
    for number in range(turns):
        say(server, sender, TEXTS[number % len(TEXTS)])


def pairs(first: Callable[[str, str], float], second: Callable[[str, str], float], count: int) -> Pairs:
    """Takes turns of either kind in turn, all texts alike; a kind gets a name for the pair and a text."""
    taken = [(first(f"{number}", text), second(f"{number}", text)) for number in range(count) for text in TEXTS]
    one, other = zip(*taken, strict=True)
    return Pairs(statistics.median(one), statistics.median(other), median_ratio(other, one))


def by_length(server: Server, turns: int, count: int) -> Pairs:
    """Compares turn 10 of ever new conversations with the turns after so many of one."""
    talk(server, "long", turns)

    def early(name: str, text: str) -> float:
        if text == TEXTS[0]:
            talk(server, f"short-{name}", EARLY - 1)
        return say(server, f"short-{name}", text)

    return pairs(early, lambda _, text: say(server, "long", text), count)


def by_size(empty: Server, full: Server, count: int) -> Pairs:
    """Compares new conversations on an empty store with new ones on a full one."""
    for server in (empty, full):
        talk(server, "warm-up", EARLY)
    return pairs(
        lambda name, text: say(empty, f"new-{name}", text), lambda name, text: say(full, f"new-{name}", text), count
    )


def fill(file: Path, events: int) -> None:
    """Stores copies of what is stored under other senders until there are so many events."""
    with closing(sqlite3.connect(file, timeout=30)) as connection, connection:
        stored = connection.execute("SELECT count(*) FROM events").fetchone()[0]
        copies = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {events // stored})"
        connection.execute(
            f"{copies} INSERT INTO events ({COLUMNS}) "
            f"SELECT {COLUMNS.replace('sender_id', 'sender_id || i', 1)} FROM n, events"
        )
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'conversation'").fetchone():
            connection.execute(
                f"{copies} INSERT INTO conversation SELECT sender_id || i, channel, started_at, last_at, version, "
                "last_turn, NULL FROM n, conversation"
            )


def measure(name: str, start: Start, folder: Path, chosen: argparse.Namespace) -> Figures:
    """Measures one of the two on databases of its own."""
    with start(folder, f"{name}-empty") as empty, start(folder, f"{name}-full") as full:
        length = by_length(full, chosen.turns, chosen.pairs)
        fill(folder / f"{name}-full.sqlite", chosen.events)
        return Figures(name, length, by_size(empty, full, chosen.pairs))


def table(measured: list[Figures], turns: int, events: int) -> str:
    """Returns the figures as a Markdown table, the ratios with their 95 % intervals."""
    lines = [
        f"| store | turn {EARLY}, ms | turn {turns}, ms | ratio | empty, ms | {events:,} events, ms | ratio |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in measured:
        cells = [f"{kind.first:.1f} | {kind.second:.1f} | {kind.ratio}" for kind in (row.length, row.size)]
        lines.append(f"| {row.name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stores", description=__doc__)
    parser.add_argument("--turns", type=int, default=500, help="length of the long conversation")
    parser.add_argument("--events", type=int, default=1_000_000, help="how many events the full store has")
    parser.add_argument("--pairs", type=int, default=10, help="pairs of each of three texts")
    chosen = parser.parse_args()
    (model,) = ensure("model")
    with tempfile.TemporaryDirectory() as name, action_server(Path(name), "actions") as actions:

        def ours(folder: Path, file: str) -> AbstractContextManager[Server]:
            return our_server(folder, model, actions, name=file)

        def stock(folder: Path, file: str) -> AbstractContextManager[Server]:
            return stock_server(folder, model, actions, name=file)

        measured = [measure(*contestant, Path(name), chosen) for contestant in (("stock", stock), ("ours", ours))]
    print(table(measured, chosen.turns, chosen.events))


if __name__ == "__main__":
    main()
