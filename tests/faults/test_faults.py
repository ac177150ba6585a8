"""What happens in production, with conversations in flight: nothing acknowledged is lost or doubled, all recovers.

GUIDE_FAULT_MINUTES goes on with faults at random for so long; 30 are the full trial.
"""

from __future__ import annotations

import os
from pathlib import Path

from setup import services
from tests.faults import stage, trial
from tests.faults.stage import Stage
from tests.faults.visitors import CutOff, Doubled
from tests.guide import running_guide
from tests.stores.crashing import Client

MINUTES = float(os.environ.get("GUIDE_FAULT_MINUTES", "0"))
SECONDS = 2.0 if MINUTES else 0.4
KINDS = (Client, Doubled, CutOff)


def test_with_postgresql_and_redis(trained_model: Path, tmp_path: Path) -> None:
    with services.postgresql() as database, services.redis() as locks:
        settings = {**stage.PATIENCE, "GUIDE_DATABASE": database.url, "GUIDE_LOCKS": locks.url}
        with running_guide(tmp_path, trained_model, settings=settings) as guide:
            on = Stage(guide, tmp_path / "clock", SECONDS, (database, locks))
            print(trial.run(on, stage.ON_SERVICES, KINDS, MINUTES / 2))


def test_with_one_file_on_a_full_disk_a_wrong_clock_and_a_broken_model(trained_model: Path, tmp_path: Path) -> None:
    with running_guide(tmp_path, trained_model, settings=stage.settings(tmp_path)) as guide:
        on = Stage(guide, tmp_path / "clock", SECONDS)
        print(trial.run(on, stage.ON_ONE_FILE, KINDS, MINUTES / 2))
