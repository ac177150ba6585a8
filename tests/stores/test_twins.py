"""Conversations on our store go as they go on Rasa's own, turn by turn, and leave the same events.

GUIDE_TWINS sets how many random conversations there are; 500 are the full trial.
"""

from __future__ import annotations

import logging
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from runtime import action_calls, overrides
from tests.guide import Guide
from tests.stores.twins import Clock, Talker, Twins, twins

CONVERSATIONS = int(os.environ.get("GUIDE_TWINS", "5"))
SHORTEST, LONGEST = 8, 30


@pytest.fixture(scope="module")
def both(servers: Guide, trained_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    """Rasa's store and ours, in a process that is as our server's otherwise."""
    with pytest.MonkeyPatch.context() as patch:
        for override in overrides.OVERRIDES:
            for place in override.places:
                patch.setattr(place, override.replacement)
        # Rasa's debug messages take longer than its work.
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
        yield twins(trained_model, servers.actions, tmp_path_factory.mktemp("twins"))
        structlog.reset_defaults()


@pytest.mark.parametrize("seed", range(CONVERSATIONS))
async def test_random_conversation(seed: int, both: Twins, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(time, "time", clock)
    try:
        await Talker(seed, clock).talk(both, f"rest:{seed}", random.Random(seed).randint(SHORTEST, LONGEST))
    finally:
        await action_calls.close()
