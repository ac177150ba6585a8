"""Walks through the flow at random: every turn answered, nothing lost, no list but the one asked for.

GUIDE_WALKS sets how many walks there are; 300 are the full trial. A walk that fails names its seed and stands there
in full. To take one again: `pytest tests/flow/test_random_walks.py -k 'walk[17]'`.
"""

from __future__ import annotations

import os
import random
import statistics
from collections.abc import Iterator

import pytest

from tests.flow.visitor import Visitor
from tests.flow.wanderer import Wanderer
from tests.guide import Guide

WALKS = int(os.environ.get("GUIDE_WALKS", "30"))
SHORTEST, LONGEST = 10, 24


@pytest.fixture(scope="module")
def pace(request: pytest.FixtureRequest) -> Iterator[list[float]]:
    """The seconds that each turn took; they are told when all walks are over."""
    seconds: list[float] = []
    yield seconds
    median = statistics.median(seconds) * 1000
    slow = sorted(seconds)[int(len(seconds) * 0.95)] * 1000
    told = f"\n{WALKS} walks, {len(seconds)} turns; a turn took {median:.0f} ms (median), {slow:.0f} ms (95 %)"
    plugins = request.config.pluginmanager
    with plugins.get_plugin("capturemanager").global_and_fixture_disabled():
        plugins.get_plugin("terminalreporter").write_line(told)


@pytest.mark.parametrize("seed", range(WALKS))
def test_random_walk(seed: int, servers: Guide, pace: list[float]) -> None:
    visitor = Visitor(f"walk {seed}", servers.say)
    try:
        Wanderer(seed, visitor).walk(random.Random(seed).randint(SHORTEST, LONGEST))
    except AssertionError as broken:
        told = "\n".join(visitor.transcript)
        pytest.fail(f"walk {seed}: {broken}\n{visitor.wishes}\n{told}", pytrace=False)
    finally:
        pace += visitor.seconds
