"""Every story of this folder is predicted as it is written, by the trained model."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_the_model_predicts_every_story(trained_model: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "rasa", "test", "core", "--fail-on-prediction-errors", "--no-plot"]
    command += ["--stories", "tests/stories", "--model", str(trained_model), "--out", str(tmp_path)]
    result = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "RASA_TELEMETRY_ENABLED": "false"}, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
    failed = tmp_path / "failed_test_stories.yml"
    assert "None of the test stories failed" in failed.read_text(encoding="utf-8")
