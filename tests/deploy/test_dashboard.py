"""The Grafana dashboard asks only for figures that the servers have."""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path

from console.health import Figures
from runtime.metrics import Metrics
from setup.terminal import PROJECT
from stores.conversations import Conversations
from stores.database import Database

DASHBOARD = json.loads((PROJECT / "deploy" / "grafana" / "guide.json").read_text())
_SUFFIXES = {"counter": ["_total"], "gauge": [""], "histogram": ["_bucket", "_sum", "_count"]}
_METRIC = re.compile(r"\b(guide_\w+|process_\w+|python_\w+)\b")


def asked_for() -> set[str]:
    """Returns the figures that the dashboard's queries name."""
    queries = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
    queries += [one["definition"] for one in DASHBOARD["templating"]["list"] if "definition" in one]
    return {name for query in queries for name in _METRIC.findall(query)}


def exported(folder: Path) -> set[str]:
    """Returns the figures of the assistant, as Prometheus names them, and those of the console."""
    metrics, database = Metrics(), Database(str(folder / "empty.sqlite"))
    metrics.watch(Conversations(database), database)
    families = list(metrics.registry.collect())
    found = {family.name + suffix for family in families for suffix in _SUFFIXES[family.type]}
    database.close()
    body = inspect.getsource(Figures)
    return found | {f"guide_console_{name}" for name in re.findall(r'^ +\("(\w+)", "', body, re.MULTILINE)}


def test_every_query_names_figures_that_exist(tmp_path: Path) -> None:
    asked = asked_for()
    assert len(asked) > 8
    assert not asked - exported(tmp_path)


def test_every_panel_has_its_own_place_and_says_what_it_shows() -> None:
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in DASHBOARD["panels"]]
    assert len(set(places)) == len(places)
    assert all(panel["title"] and panel["targets"] for panel in DASHBOARD["panels"])
