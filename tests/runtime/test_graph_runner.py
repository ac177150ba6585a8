"""Our runner takes the same steps as Rasa's and comes to the same results."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.exceptions import GraphComponentException, GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage

from runtime.graph_runner import PlannedGraphRunner


class Step(GraphComponent):
    """Writes down what it was given."""

    @classmethod
    def create(cls, config: dict[str, Any], **_: Any) -> Step:
        """Returns a step."""
        return cls()

    def first(self, said: str) -> str:
        """Returns what was said."""
        return f"first({said})"

    def second(self, first: str) -> str:
        """Returns the step before and this one."""
        return f"second({first})"

    def both(self, first: str, second: str) -> str:
        """Returns both steps before and this one."""
        return f"both({first}, {second})"

    def fail(self, first: str) -> str:
        """Raises RuntimeError."""
        raise RuntimeError(first)


def node(function: str, **needs: str) -> SchemaNode:
    """Returns a step of the graph."""
    return SchemaNode(needs=needs, uses=Step, constructor_name="create", fn=function, config={})


GRAPH = GraphSchema(
    {
        "last": node("both", second="middle", first="start"),
        "middle": node("second", first="start"),
        "broken": node("fail", first="start"),
        "start": node("first", said="__said__"),
    }
)


def run(kind: type[DaskGraphRunner], folder: Path, *runs: tuple[dict[str, Any] | None, list[str]]) -> list[Any]:
    """Returns the results of several runs of one runner."""
    runner = kind.create(GRAPH, LocalModelStorage(folder), ExecutionContext(GRAPH))
    return [runner.run(inputs=inputs, targets=targets) for inputs, targets in runs]


def test_the_results_are_those_of_rasas_runner(tmp_path: Path) -> None:
    runs = [({"__said__": "hello"}, ["last"]), ({"__said__": "again"}, ["middle", "start"])]
    ours = run(PlannedGraphRunner, tmp_path, *runs)
    assert ours == run(DaskGraphRunner, tmp_path, *runs)
    assert ours[0] == {"last": "both(first(hello), second(first(hello)))"}


@pytest.mark.parametrize("kind", [DaskGraphRunner, PlannedGraphRunner])
def test_what_fails_fails_alike(kind: type[DaskGraphRunner], tmp_path: Path) -> None:
    with pytest.raises(GraphComponentException):
        run(kind, tmp_path, ({"__said__": "hello"}, ["broken"]))
    with pytest.raises(GraphRunError):
        run(kind, tmp_path, (None, ["last"]))
