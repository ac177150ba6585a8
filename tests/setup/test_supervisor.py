"""The supervisor: token, addresses, and the servers as `make run` starts them."""

from __future__ import annotations

import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from setup import supervisor
from setup.environment import quiet_environment
from setup.terminal import PROJECT
from tests.guide import free_port

START_SECONDS = 300.0


def test_the_token_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "run" / "api_token"
    token = supervisor.own_token(file)
    assert len(token) == 64
    assert supervisor.own_token(file) == token
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_everything_that_is_started_sends_no_telemetry() -> None:
    for server in supervisor.servers("x" * 64, "y" * 44, "z" * 64, "d" * 64):
        assert server.environment["RASA_TELEMETRY_ENABLED"] == "false"
        assert server.environment["TF_CPP_MIN_LOG_LEVEL"] == "3"


@pytest.mark.parametrize("secret", ["GUIDE_HANDOFF_KEY", "GUIDE_WEBCHAT_SECRET"])
def test_a_secret_is_the_assistants_alone(secret: str) -> None:
    started = supervisor.servers("x" * 64, "y" * 44, "z" * 64, "d" * 64)
    assert [server.name for server in started if secret in server.environment] == ["assistant"]


def test_only_the_console_may_ask_the_assistant_to_answer_for_people() -> None:
    started = supervisor.servers("x" * 64, "y" * 44, "z" * 64, "d" * 64)
    assert [s.name for s in started if s.environment.get("GUIDE_DESK_TOKEN") == "d" * 64] == ["assistant", "console"]


@pytest.fixture
def running(trained_model: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The supervisor on free ports, as `make run` has it after the set-up."""
    environment = quiet_environment() | {
        "GUIDE_PORT": str(free_port()),
        "GUIDE_ACTIONS_PORT": str(free_port()),
        "GUIDE_CONSOLE_PORT": str(free_port()),
        "GUIDE_CONSOLE_DATABASE": str(tmp_path / "console.sqlite"),
        "GUIDE_API_TOKEN": "b41f7c0e92d85a6337e1c8d94fa2065b",
        "GUIDE_WEBCHAT_SECRET": "5b6f20af49d8c1e7336a58d29e0c7f14",
        "GUIDE_DATABASE": str(tmp_path / "conversations.sqlite"),
        "GUIDE_RUN_DIRECTORY": str(tmp_path / "run"),
        "GUIDE_MODEL": str(trained_model),
    }
    with (tmp_path / "output").open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", "import sys; from setup import supervisor; sys.exit(supervisor.run())"],
            cwd=PROJECT, env=environment, stdout=output, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
    process.output = tmp_path / "output"
    try:
        _wait_for(process, "make chat")
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _wait_for(process: subprocess.Popen[str], text: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while text not in process.output.read_text():
        assert process.poll() is None, process.output.read_text()
        assert time.monotonic() < deadline, process.output.read_text()
        time.sleep(0.2)


def _started(process: subprocess.Popen[str], name: str) -> int:
    """Returns the process id that the supervisor printed for a server."""
    line = next(line for line in process.output.read_text().splitlines() if f"{name} started" in line)
    return int(line.rpartition("pid=")[2].rstrip(")"))


def test_ctrl_c_stops_all_and_is_no_error(running: subprocess.Popen[str]) -> None:
    pids = [_started(running, name) for name in ("assistant", "actions", "console", "reader")]
    running.send_signal(signal.SIGINT)
    assert running.wait(30) == 0
    output = running.output.read_text()
    assert "the guide has stopped" in output
    (first, *_) = re.findall(r"http://\S+", output.partition("ready after")[2])
    assert first.endswith("/webhooks/webchat/demo")
    assert "The console's first login: admin, password" in output
    assert "Warning" not in output
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_when_one_server_dies_the_others_are_stopped(running: subprocess.Popen[str]) -> None:
    os.kill(_started(running, "actions"), signal.SIGKILL)
    assert running.wait(30) == 1
    assert "A server ended by itself" in running.output.read_text()
    for name in ("assistant", "console", "reader"):
        with pytest.raises(ProcessLookupError):
            os.kill(_started(running, name), 0)
