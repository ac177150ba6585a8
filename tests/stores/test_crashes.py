"""The assistant is killed in the midst of turns: none is lost, none is doubled, and every visitor gets the answer.

GUIDE_KILLS sets how often it is killed at random; 200 are the full trial.
"""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest

from runtime.settings import CRASH_POINTS
from tests.guide import running_guide
from tests.stores.crashing import lost_or_doubled, talking

KILLS = int(os.environ.get("GUIDE_KILLS", "1"))
VISITORS = 4
LONGEST_LIFE_SECONDS = 3.0


def test_a_crash_at_any_point_of_a_turn_loses_and_doubles_nothing(trained_model: Path, tmp_path: Path) -> None:
    settings = {"GUIDE_CRASH_POINT": f"{CRASH_POINTS[0]}:7"}
    with running_guide(tmp_path, trained_model, settings=settings) as guide:
        with talking(guide, VISITORS) as clients:
            for following in (*CRASH_POINTS[1:], None):
                assert guide.processes["assistant"].wait(60) == -9
                guide.start_assistant(GUIDE_CRASH_POINT=f"{following}:7" if following else "")
            time.sleep(1)
        assert lost_or_doubled(guide, clients) == []
        assert sum(len(client.sent) for client in clients) > 4 * len(CRASH_POINTS)


def test_kills_at_random_lose_and_double_nothing(trained_model: Path, tmp_path: Path) -> None:
    chance = random.Random(0)
    with running_guide(tmp_path, trained_model) as guide:
        with talking(guide, VISITORS) as clients:
            for kill in range(KILLS):
                print(f"kill {kill + 1} of {KILLS}", flush=True)
                time.sleep(chance.uniform(0, LONGEST_LIFE_SECONDS))
                guide.processes["assistant"].kill()
                guide.start_assistant()
            time.sleep(1)
        assert lost_or_doubled(guide, clients) == []


@pytest.mark.parametrize("text", ["sometimes", "before_commit:x"])
def test_a_point_that_there_is_not_is_refused(text: str) -> None:
    from runtime.settings import SettingsError, read

    with pytest.raises(SettingsError, match="GUIDE_CRASH_POINT"):
        read({"GUIDE_CRASH_POINT": text})
