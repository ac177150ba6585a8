"""Runs the steps of a model without planning them anew for each message and each prediction."""

from __future__ import annotations

from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any

from rasa.engine.runner.dask import DaskGraphRunner


class PlannedGraphRunner(DaskGraphRunner):
    """Rasa's `DaskGraphRunner`, whose steps are put in order once and then taken one after the other.

    Stock Rasa has Dask schedule some ten steps at a time, in one thread, several times a turn, and writes out all
    that is handed over for a log entry that is not logged.
    """

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """Returns the results of the targets by name."""
        wanted = tuple(targets or self._graph_schema.target_names)
        done = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, needs in self._steps(wanted):
            # What nothing gives is handed over by its name, which a step knows for missing.
            done[name] = self._instantiated_nodes[name](*(done.get(need, need) for need in needs))
        return dict(done[name] for name in wanted)

    def _steps(self, wanted: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
        """Returns the steps that lead to the targets and what each needs, in an order that they can be taken in."""
        if wanted not in self._plans:
            nodes = self._graph_schema.minimal_graph_schema(list(wanted)).nodes
            needs = {name: tuple(node.needs.values()) for name, node in nodes.items()}
            order = TopologicalSorter(needs).static_order()
            self._plans[wanted] = [(name, needs[name]) for name in order if name in needs]
        return self._plans[wanted]

    @cached_property
    def _plans(self) -> dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]]:
        return {}
