"""Conversations on our store go as they go on Rasa's own, turn by turn, and leave the same events.

GUIDE_TWINS sets how many random conversations there are; 500 are the full trial.
"""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest

from runtime.overrides import install
from runtime.settings import read
from tests.guide import Guide
from tests.stores.twins import Clock, Talker, Twins, twins

CONVERSATIONS = int(os.environ.get("GUIDE_TWINS", "8"))
SHORTEST, LONGEST = 8, 30


@pytest.fixture(scope="module")
def both(servers: Guide, trained_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Twins:
    """Rasa's store and ours."""
    return twins(trained_model, servers.actions, tmp_path_factory.mktemp("twins"))


@pytest.mark.parametrize("seed", range(CONVERSATIONS))
async def test_random_conversation(seed: int, both: Twins, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(time, "time", clock)
    await Talker(seed, clock).talk(both, f"rest:{seed}", random.Random(seed).randint(SHORTEST, LONGEST))
