"""Runs the assistant and the action server for tests and talks to them over HTTP."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from setup.environment import quiet_environment
from setup.supervisor import is_up
from setup.terminal import PROJECT

START_SECONDS = 300.0
# DEBUG, so that every test that talks also tries whether a log repeats what was said.
LOG_LEVEL = "DEBUG"
HANDOFF_KEY = secrets.token_hex(32)
DESK_TOKEN = secrets.token_hex(32)


@dataclass(frozen=True)
class Guide:
    """A running guide.

    Attributes:
        log: what both servers have printed.
        database: the conversations.
        site: the origin of a website that may use the chat; nobody serves it yet.
        processes: by name, "assistant" and "actions".
    """

    base: str
    actions: str
    site: str
    folder: Path
    processes: dict[str, subprocess.Popen[bytes]]
    project: Path
    environment: dict[str, str]

    @property
    def webchat(self) -> str:
        """The address of the webchat API."""
        return f"{self.base}/webhooks/webchat"

    @property
    def metrics(self) -> str:
        """The address of the assistant's figures."""
        return f"http://127.0.0.1:{self.environment['GUIDE_METRICS_PORT']}/metrics"

    @property
    def database(self) -> Path:
        """The file of conversations."""
        return self.folder / "conversations.sqlite"

    def log(self) -> str:
        """Returns what both servers have printed."""
        return "\n".join((self.folder / f"{name}.log").read_text(errors="replace") for name in self.processes)

    def start_assistant(self, **settings: str) -> None:
        """Starts the assistant again after it ended, with further settings; returns when it serves."""
        self.processes["assistant"].wait(20)
        process = _start("assistant", "runtime", self.folder, self.project, self.environment | settings)
        self.processes["assistant"] = process
        _wait(self, f"{self.base}/")

    def start_actions(self) -> None:
        """Starts the action server again after it ended; returns when it serves."""
        self.processes["actions"].wait(20)
        process = _start("actions", "setup.action_server", self.folder, self.project, self.environment)
        self.processes["actions"] = process
        _wait(self, f"{self.actions}/health")

    def say(self, sender: str, text: str) -> list[dict[str, Any]]:
        """Returns the assistant's messages; raises AssertionError for any answer but success."""
        status, body = self.post({"sender": sender, "message": text})
        assert status == 200, f"{status}: {body}\n{self.log()[-3000:]}"
        return list(body)

    def post(self, body: Any, headers: Mapping[str, str] | None = None) -> tuple[int, Any]:
        """Returns the status and the JSON of the REST channel's answer to a body, bytes or JSON."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.base}/webhooks/rest/webhook",
            data=data,
            headers={"Content-Type": "application/json", **(headers or {})},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)


@contextmanager
def running_guide(
    folder: Path, model: Path, project: Path = PROJECT, settings: Mapping[str, str] | None = None
) -> Iterator[Guide]:
    """Starts both servers on free ports with their files in `folder`, and stops them.

    Args:
        project: the folder to start them in; its `actions` package is served.
        settings: `GUIDE_…` variables on top of those for tests.
    """
    port, actions_port, site_port = free_port(), free_port(), free_port()
    environment = _test_environment(folder, model, port, actions_port, site_port) | dict(settings or {})
    processes = {
        name: _start(name, module, folder, project, environment)
        for name, module in (("actions", "setup.action_server"), ("assistant", "runtime"))
    }
    base, actions, site = (f"http://127.0.0.1:{number}" for number in (port, actions_port, site_port))
    guide = Guide(base, actions, site, folder, processes, project, environment)
    try:
        _wait(guide, f"{guide.base}/")
        _wait(guide, f"{guide.actions}/health")
        yield guide
    finally:
        for process in processes.values():
            process.terminate()
        for process in processes.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_port() -> int:
    """Returns a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _test_environment(folder: Path, model: Path, port: int, actions_port: int, site_port: int) -> dict[str, str]:
    kept = {name: value for name, value in quiet_environment().items() if not name.startswith("GUIDE_")}
    for name in ("GUIDE_KNOWLEDGE", "GUIDE_ENCODER"):
        if name in os.environ:
            kept[name] = os.environ[name]
    return kept | {
        "GUIDE_PORT": str(port),
        "GUIDE_ACTIONS_PORT": str(actions_port),
        "GUIDE_ACTIONS_URL": f"http://127.0.0.1:{actions_port}/webhook",
        "GUIDE_REST": "1",
        "GUIDE_MODEL": str(model),
        "GUIDE_DATABASE": str(folder / "conversations.sqlite"),
        "GUIDE_RUN_DIRECTORY": str(folder / "run"),
        "GUIDE_HANDOFF_KEY": HANDOFF_KEY,
        "GUIDE_DESK_TOKEN": DESK_TOKEN,
        "GUIDE_WEBCHAT_SECRET": secrets.token_hex(32),
        "GUIDE_WEBCHAT_ORIGINS": f"http://127.0.0.1:{port} http://127.0.0.1:{site_port}",
        # Every test of this suite comes from one address; tests of the limits give themselves addresses of their own.
        "GUIDE_WEBCHAT_ADDRESS_RATE": "600",
        "GUIDE_WEBCHAT_TOTAL_RATE": "100000",
        "GUIDE_PROXIES": "1",
        "GUIDE_LOG_LEVEL": LOG_LEVEL,
        "GUIDE_METRICS_PORT": str(free_port()),
    }


def _start(name: str, module: str, folder: Path, project: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    with (folder / f"{name}.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=project,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def _wait(guide: Guide, address: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_up(address):
        ended = [name for name, process in guide.processes.items() if process.poll() is not None]
        assert not ended, f"{ended} did not start:\n{guide.log()}"
        assert time.monotonic() < deadline, f"{address} does not answer:\n{guide.log()}"
        time.sleep(0.1)
