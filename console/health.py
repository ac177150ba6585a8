"""How the console and its reader are: for the health page, and as figures for monitoring."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from console.models import Conversation, Erasure, Message, ReaderState

SILENT_SECONDS = 45.0
BEHIND_EVENTS = 1000
_PROBLEMS = {
    "missing": "The conversation database is not there yet.",
    "unreachable": "The conversation database cannot be reached.",
    "refused": "The conversation database refuses the reader.",
    "version": "The conversation database was made by another version of the program.",
}


@dataclass(frozen=True)
class Health:
    """How the reader is; `word` is ok, behind, silent or the code of a problem."""

    word: str
    sentence: str
    state: ReaderState | None
    behind: int
    silent_for: float


def look() -> Health:
    """Returns how the reader is now."""
    state = ReaderState.objects.filter(pk=1).first()
    if state is None or not state.beat_at:
        return Health("silent", "The reader has not run yet: python -m console read", state, 0, 0.0)
    silent = max(0.0, time.time() - state.beat_at)
    behind = max(0, state.newest - state.offset)
    if silent > SILENT_SECONDS:
        word, sentence = "silent", f"The reader has not been heard of for {silent:,.0f} seconds; does it run?"
    elif state.problem:
        word, sentence = state.problem, f"{_PROBLEMS.get(state.problem, 'Something is wrong.')} {state.problem_detail}"
    elif behind > BEHIND_EVENTS:
        word, sentence = "behind", f"The reader is catching up: {behind:,} events to go."
    else:
        word, sentence = "ok", "The console shows all that the assistant has stored."
    return Health(word, sentence, state, behind, silent)


class Figures(Collector):
    """The console's figures in Prometheus' form, read from the database when asked for."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yields them."""
        health = look()
        state = health.state
        for name, text, value in (
            ("up", "1 when the reader reads and nothing is wrong", float(health.word in ("ok", "behind"))),
            ("events_behind", "stored events that are not shown yet", float(health.behind)),
            ("reader_silent_seconds", "since the reader was heard of", health.silent_for),
            ("reconciled_timestamp_seconds", "last comparison", float(state.reconciled_at) if state else 0.0),
            ("conversations", "in the console", float(Conversation.objects.count())),
            ("messages", "in the console", float(Message.objects.count())),
            ("erasures_waiting", "asked for and not done", float(Erasure.objects.filter(done_at=None).count())),
        ):
            yield GaugeMetricFamily(f"guide_console_{name}", text, value=value)
