"""What the assistant counts for Prometheus; nothing in it tells who said what."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, GCCollector, Histogram, ProcessCollector, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from runtime import logs
from stores.conversations import Conversations, Taken
from stores.database import Database

# Seconds: a turn takes 0.03 on a quiet machine, and an action is given up after 8.
_TURN_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_DATABASE_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 10)


class Metrics:
    """The counters of one process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self._turns = Counter(
            "guide_turns", "Messages by channel and what became of them", ["channel", "outcome"], registry=self.registry
        )
        self._turn_seconds = Histogram(
            "guide_turn_seconds",
            "From a message's arrival to its stored answer",
            ["channel"],
            buckets=_TURN_BUCKETS,
            registry=self.registry,
        )
        self._database_seconds = Histogram(
            "guide_database_seconds",
            "Transactions, waiting for locks included",
            ["kind"],
            buckets=_DATABASE_BUCKETS,
            registry=self.registry,
        )
        self._troubles = Counter(
            "guide_troubles", "Warnings and errors by name", ["event", "channel"], registry=self.registry
        )

    def _turn(self, taken: Taken) -> None:
        self._turns.labels(taken.channel, taken.outcome).inc()
        self._turn_seconds.labels(taken.channel).observe(taken.seconds)

    def _trouble(self, event: str, channel: str) -> None:
        self._troubles.labels(event, channel).inc()

    def watch(self, conversations: Conversations, database: Database) -> None:
        """Has turns, transactions, warnings and errors counted."""
        conversations.watch = self._turn
        database.watch = lambda kind, seconds: self._database_seconds.labels(kind).observe(seconds)
        logs.watch(self._trouble)
        self.registry.register(_Running(conversations))

    def serve(self, host: str, port: int) -> None:
        """Answers `GET /metrics` on a port of its own; raises OSError when it is taken."""
        start_http_server(port, addr=host, registry=self.registry)


class _Running(Collector):
    """How many turns run or wait for the one before them."""

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations

    def collect(self) -> list[GaugeMetricFamily]:
        """Returns the gauge."""
        return [GaugeMetricFamily("guide_turns_running", "Turns that run or wait", self._conversations.running)]
