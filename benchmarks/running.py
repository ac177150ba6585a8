"""Runs servers for a measurement and reads what they cost."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
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
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running process and its address."""

    process: subprocess.Popen[bytes]
    base: str

    def cpu_seconds(self) -> float:
        """Returns the processor time that the process has used, in user and system mode."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def resident_megabytes(self) -> float:
        """Returns the memory of the process that is in RAM now."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0.0


@contextmanager
def running(arguments: list[str], port: int, health: str, settings: Mapping[str, str], log: Path) -> Iterator[Server]:
    """Starts Python with these arguments, waits until it answers, and stops it.

    Raises:
        RuntimeError: with the end of its log, when it does not come up.
    """
    environment = quiet_environment() | dict(settings)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL,
            stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    server = Server(process, f"http://127.0.0.1:{port}")
    deadline = time.monotonic() + START_SECONDS
    try:
        while not is_up(server.base + health):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{' '.join(arguments)} did not start:\n{log.read_text()[-2000:]}")
            time.sleep(0.2)
        yield server
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def action_server(folder: Path, name: str) -> Iterator[Server]:
    """Runs the action server on a free port."""
    port = free_port()
    settings = {"GUIDE_ACTIONS_PORT": str(port)}
    with running(["-m", "setup.action_server"], port, "/health", settings, folder / f"{name}.log") as server:
        yield server


def free_port() -> int:
    """Returns a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def our_server(
    folder: Path,
    model: Path,
    actions: Server,
    arguments: tuple[str, ...] = ("-m", "runtime"),
    name: str = "ours",
    settings: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """Runs the assistant with its REST channel on a free port, its files in a folder."""
    port = free_port()
    ours = {
        "GUIDE_PORT": str(port),
        "GUIDE_REST": "1",
        "GUIDE_MODEL": str(model),
        "GUIDE_ACTIONS_URL": f"{actions.base}/webhook",
        "GUIDE_DATABASE": str(folder / f"{name}.sqlite"),
        "GUIDE_RUN_DIRECTORY": str(folder / name),
        **(settings or {}),
    }
    with running([*arguments], port, "/", ours, folder / f"{name}.log") as server:
        yield server


def talk(server: Server, sender: str, text: str) -> list[dict[str, Any]]:
    """Says something over REST and returns the answer; raises RuntimeError at silence."""
    body = json.dumps({"sender": sender, "message": text}).encode()
    request = urllib.request.Request(
        f"{server.base}/webhooks/rest/webhook", data=body, headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        replies = list(json.load(answer))
    if not replies:
        raise RuntimeError(f"silence after {text!r}")
    return replies


def say(server: Server, sender: str, text: str) -> float:
    """Says something over REST and returns the milliseconds until the answer; raises RuntimeError at silence."""
    started = time.perf_counter()
    talk(server, sender, text)
    return (time.perf_counter() - started) * 1000
