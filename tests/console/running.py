"""Runs the console as people have it: its server and its reader as processes, on files of their own."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from setup.supervisor import is_up
from setup.terminal import PROJECT
from tests.guide import free_port

START_SECONDS = 180.0
PASSWORD = "correct horse battery staple"
_PEOPLE = """
import json, sys
from django.contrib.auth.models import Group, User
for name, role in json.loads(sys.argv[1]).items():
    user = User.objects.create_user(name, password=sys.argv[2], is_superuser=role == "everything")
    user.groups.set(Group.objects.filter(name=role))
"""


@dataclass(frozen=True)
class Console:
    """A running console.

    Attributes:
        first_login: what `prepare` printed: the first admin's name and one-time password.
    """

    base: str
    folder: Path
    environment: dict[str, str]
    first_login: tuple[str, str]

    def run(self, *command: str) -> str:
        """Runs a command of the console to its end and returns what it printed."""
        return _command(self.environment, *command)

    def people(self, **roles: str) -> None:
        """Makes people with the tests' password, by name, each with a role or "everything"."""
        script = f"import sys; sys.argv[1:] = {[json.dumps(roles), PASSWORD]!r}\n{_PEOPLE}"
        self.run("shell", "--verbosity", "0", "-c", script)


@contextmanager
def running_console(folder: Path, conversations: str, **settings: str) -> Iterator[Console]:
    """Prepares and starts the console on a free port, with a reader that has read `conversations`, and ends both.

    Args:
        settings: further `GUIDE_…` variables.
    """
    port = free_port()
    environment = {
        **os.environ,
        "GUIDE_CONSOLE_DATABASE": str(folder / "console.sqlite"),
        "GUIDE_CONSOLE_PORT": str(port),
        "GUIDE_DATABASE": conversations,
        "GUIDE_RUN_DIRECTORY": str(folder / "run"),
        **settings,
    }
    printed = _command(environment, "prepare")
    found = re.search(r"first login: (\w+), password (\S+)", printed)
    assert found, printed
    processes = [_start(environment, name, folder / f"{name}.log") for name in ("serve", "read")]
    console = Console(f"http://127.0.0.1:{port}", folder, environment, (found[1], found[2]))
    try:
        deadline = time.monotonic() + START_SECONDS
        while not (is_up(f"{console.base}/live") and _has_read(folder / "console.sqlite")):
            assert time.monotonic() < deadline, (folder / "serve.log").read_text() + (folder / "read.log").read_text()
            time.sleep(0.1)
        yield console
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(20)


def _has_read(database: Path) -> bool:
    with closing(sqlite3.connect(database)) as connection:
        query = 'SELECT count(*) FROM console_readerstate WHERE beat_at > 0 AND "offset" = newest'
        return bool(connection.execute(query).fetchone()[0])


def _start(environment: dict[str, str], command: str, log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "console", command], cwd=PROJECT, env=environment, stdout=output, stderr=output
        )


def _command(environment: dict[str, str], *command: str) -> str:
    arguments = [sys.executable, "-m", "console", *command]
    run = subprocess.run(arguments, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout
