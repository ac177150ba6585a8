"""Starts the gathering of sentences now and then, as a process of its own: the reader does not wait for it."""

from __future__ import annotations

import subprocess
import sys
import time

from console.environment import PROJECT

# The reader has read everything by then, also at its first start.
FIRST_SECONDS = 60.0
EVERY_SECONDS = 600.0


class Gatherer:
    """The one process that gathers, while it runs, and when the next is due."""

    def __init__(self) -> None:
        self._due = time.monotonic() + FIRST_SECONDS
        self._process: subprocess.Popen[bytes] | None = None

    def start_when_due(self) -> None:
        """Starts it, unless it is too early or the last one still runs."""
        if time.monotonic() < self._due or (self._process is not None and self._process.poll() is None):
            return
        self._due = time.monotonic() + EVERY_SECONDS
        command = [sys.executable, "-m", "console", "corrections", "gather"]
        self._process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL)

    def stop(self) -> None:
        """Ends it; what it writes, it writes in one transaction."""
        if self._process is not None:
            self._process.terminate()
            self.wait()

    def wait(self) -> int | None:
        """Returns the status of the last one when it has ended; None where none was started."""
        return None if self._process is None else self._process.wait()
