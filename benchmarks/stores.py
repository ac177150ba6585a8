"""What a turn costs late in a conversation, and with a million events stored: Rasa's own store and ours in one run.

`python -m benchmarks.stores [--turns N] [--events N]`: the same model and actions, over REST on SQLite.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.running import Server, action_server, our_server, say
from benchmarks.turn import stock_server
from setup.products import ensure

TEXTS = ("how much do ml engineers make in texas?", "hourly?", "what does a machine learning engineer do all day?")
WARM_UP = 10
# A figure is the median of so many turns, of all texts alike.
AROUND = 12
COLUMNS = "sender_id, type_name, timestamp, intent_name, action_name, data"


@dataclass(frozen=True)
class Figures:
    """Median milliseconds of a turn."""

    name: str
    early: float
    late: float
    empty: float
    full: float


def talk(server: Server, sender: str, turns: int) -> list[float]:
    """Takes that many turns and returns the milliseconds of each."""
    return [say(server, sender, TEXTS[number % len(TEXTS)]) for number in range(turns)]


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


def measure(name: str, server: Server, file: Path, turns: int, events: int) -> Figures:
    """Measures one of the two; its database is empty before."""
    talk(server, "warm-up", WARM_UP)
    empty = statistics.median(talk(server, "empty", AROUND))
    conversation = talk(server, "long", turns)
    early = statistics.median(conversation[10 - AROUND // 2 : 10 + AROUND // 2])
    late = statistics.median(conversation[-AROUND:])
    fill(file, events)
    talk(server, "warm-up", WARM_UP)
    full = statistics.median(talk(server, "full", AROUND))
    return Figures(name, early, late, empty, full)


def table(measured: list[Figures], turns: int, events: int) -> str:
    """Returns the figures, and the ratio of late to early and of full to empty, as a Markdown table."""
    lines = [
        f"| store | turn 10, ms | turn {turns}, ms | ratio | empty, ms | {events:,} events, ms | ratio |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in measured:
        ratios = row.late / row.early, row.full / row.empty
        lines.append(
            f"| {row.name} | {row.early:.1f} | {row.late:.1f} | {ratios[0]:.2f} "
            f"| {row.empty:.1f} | {row.full:.1f} | {ratios[1]:.2f} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stores", description=__doc__)
    parser.add_argument("--turns", type=int, default=500, help="length of the long conversation")
    parser.add_argument("--events", type=int, default=1_000_000, help="how many events are stored at the end")
    chosen = parser.parse_args()
    (model,) = ensure("model")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with action_server(folder, "actions") as actions:
            with our_server(folder, model, actions) as server:
                own = measure("ours", server, folder / "ours.sqlite", chosen.turns, chosen.events)
            with stock_server(folder, model, actions) as server:
                rasas = measure("Rasa's SQLTrackerStore", server, folder / "stock.sqlite", chosen.turns, chosen.events)
    print(table([rasas, own], chosen.turns, chosen.events))


if __name__ == "__main__":
    main()
