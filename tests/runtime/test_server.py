"""The server refuses to start in a state that would leave visitors without an answer."""

from __future__ import annotations

import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from setup.environment import quiet_environment
from setup.terminal import PROJECT
from tests.guide import Guide, free_port


def start(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Runs the assistant until it ends by itself."""
    environment = quiet_environment() | {
        "GUIDE_PORT": str(free_port()),
        "GUIDE_DATABASE": str(folder / "conversations.sqlite"),
        "GUIDE_RUN_DIRECTORY": str(folder / "run"),
        **settings,
    }
    command = [sys.executable, "-m", "runtime"]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"GUIDE_API_TOKEN": "short"}, "GUIDE_API_TOKEN is too weak"),
        ({"GUIDE_WEBCHAT_SECRET": "your-secret-goes-here"}, "A good one: openssl rand -hex 32"),
        ({"GUIDE_MODEL": "no-such-model.tar.gz", "GUIDE_REST": "1"}, "`make train` makes one"),
    ],
)
def test_it_says_in_one_line_why_it_does_not_start(tmp_path: Path, settings: dict[str, str], said: str) -> None:
    result = start(tmp_path, **settings)
    assert result.returncode == 2
    assert result.stderr.strip().splitlines()[-1].startswith("The assistant does not start: ")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_model_that_cannot_be_loaded_stops_the_start(tmp_path: Path) -> None:
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(b"no model")
    result = start(tmp_path, GUIDE_MODEL=str(broken), GUIDE_REST="1")
    assert result.returncode != 0
    assert "broken.tar.gz is no model" in result.stderr


def test_without_any_channel_it_does_not_start(tmp_path: Path, trained_model: Path) -> None:
    result = start(tmp_path, GUIDE_MODEL=str(trained_model), GUIDE_REST="0")
    assert result.returncode == 2
    assert "set GUIDE_REST=1" in result.stderr


def test_without_a_token_there_is_no_http_api(servers: Guide) -> None:
    for path in ("/status", "/domain", "/conversations/rest:me/tracker"):
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(servers.base + path, timeout=10)
        assert refusal.value.code == 404, path
