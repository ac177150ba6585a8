"""What operators see from outside: figures for Prometheus, and whether a server can take turns."""

from __future__ import annotations

import json
import re
import signal
import time
import urllib.error
import urllib.request
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sanic.response import HTTPResponse

from runtime.readiness import Readiness
from stores.database import Database
from tests.guide import Guide


def scraped(guide: Guide) -> str:
    """Returns what Prometheus would read."""
    with urllib.request.urlopen(guide.metrics, timeout=10) as answer:
        return str(answer.read().decode())


def value(text: str, name: str, **labels: str) -> float:
    """Returns a figure, 0 for one that is not there yet."""
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name == name and labels.items() <= sample.labels.items():
                return float(sample.value)
    return 0.0


def ready(guide: Guide) -> tuple[int, dict[str, Any]]:
    """Returns what an orchestrator is told."""
    with urllib.request.urlopen(f"{guide.base}/ready", timeout=10) as answer:
        return answer.status, json.load(answer)


def test_turns_are_counted_by_what_became_of_them(servers: Guide) -> None:
    before = scraped(servers)
    servers.say("counted", "how much do data scientists make in ohio?")
    servers.say("counted", "qwx zzkj vvbq")
    after = scraped(servers)
    for outcome in ("answered", "fallback"):
        labels = {"channel": "rest", "outcome": outcome}
        assert value(after, "guide_turns_total", **labels) == value(before, "guide_turns_total", **labels) + 1, outcome
    counted = [value(text, "guide_turn_seconds_count", channel="rest") for text in (before, after)]
    assert counted[1] == counted[0] + 2
    for kind in ("read", "write"):
        name = "guide_database_seconds_count"
        assert value(after, name, kind=kind) > value(before, name, kind=kind)
    assert value(after, "guide_turns_running") == 0
    assert value(after, "process_resident_memory_bytes") > 10**8


def test_figures_tell_nothing_of_what_was_said_or_by_whom(servers: Guide) -> None:
    servers.say("marta-7731", "my name is Quillfeather, mail me at quill@feather.example")
    text = scraped(servers)
    assert not re.search("marta|7731|quill|feather", text, re.IGNORECASE)
    assert "guide_turns_total" in text


def test_figures_are_not_on_the_public_port(servers: Guide) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{servers.base}/metrics", timeout=10)


def test_a_server_without_its_action_server_is_ready_and_says_so(servers: Guide) -> None:
    assert ready(servers) == (200, {"database": True, "actions": True})
    actions = servers.processes["actions"]
    actions.send_signal(signal.SIGSTOP)
    try:
        deadline = time.monotonic() + 20
        while ready(servers)[1]["actions"] and time.monotonic() < deadline:
            time.sleep(0.2)
        assert ready(servers) == (200, {"database": True, "actions": False})
    finally:
        actions.send_signal(signal.SIGCONT)


async def test_a_server_without_its_database_is_not_ready() -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/nothing", patience=0.2)
    answer: HTTPResponse = await Readiness(database, "http://127.0.0.1:1/webhook").answer(None)  # type: ignore[arg-type]
    database.close()
    assert answer.status == 503
    assert json.loads(answer.body or b"") == {"database": False, "actions": False}
