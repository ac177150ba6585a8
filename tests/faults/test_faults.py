"""What happens in production, with conversations in flight: nothing acknowledged is lost or doubled, all recovers.

GUIDE_FAULT_MINUTES goes on with faults at random for so long; 30 are the full trial.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from setup import services
from setup.environment import quiet_environment
from setup.terminal import PROJECT
from tests.faults import trial
from tests.faults.stage import ON_ONE_FILE, ON_SERVICES, SETTINGS, Stage
from tests.faults.visitors import CutOff, Doubled
from tests.guide import running_guide
from tests.stores.crashing import Client

MINUTES = float(os.environ.get("GUIDE_FAULT_MINUTES", "0"))
SECONDS = 2.0 if MINUTES else 0.3
KINDS = (Client, Doubled, CutOff)
VISITORS = 9 if MINUTES else 3


def test_with_postgresql_and_redis(trained_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with services.postgresql() as database, services.redis() as locks:
        settings = {**SETTINGS, "GUIDE_DATABASE": database.url, "GUIDE_LOCKS": locks.url}
        with running_guide(tmp_path, trained_model, settings=settings) as guide:
            on = Stage(guide, SECONDS, (database, locks))
            show(trial.run(on, ON_SERVICES, VISITORS, KINDS, MINUTES / 2), capsys)


def test_with_one_file_on_a_full_disk_and_with_a_broken_model(
    trained_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with running_guide(tmp_path, trained_model, settings=SETTINGS) as guide:
        show(trial.run(Stage(guide, SECONDS), ON_ONE_FILE, VISITORS, KINDS, MINUTES / 2), capsys)


def show(table: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Puts the table on the screen after a long trial; its figures are told in docs."""
    if MINUTES:
        with capsys.disabled():
            print(f"\n{table}")


@pytest.mark.parametrize("part", [0, 2])
def test_a_start_with_a_broken_model_is_refused_in_words(trained_model: Path, tmp_path: Path, part: int) -> None:
    model = tmp_path / "broken.tar.gz"
    whole = trained_model.read_bytes()
    model.write_bytes(whole[: len(whole) * part // 100])
    environment = {**quiet_environment(), "GUIDE_MODEL": str(model), "GUIDE_RUN_DIRECTORY": str(tmp_path)}
    started = subprocess.run([sys.executable, "-m", "runtime"], cwd=PROJECT, env=environment, capture_output=True)
    assert (started.returncode, b"Traceback" in started.stderr) == (2, False), started.stderr.decode()
    assert b"make train" in started.stderr
