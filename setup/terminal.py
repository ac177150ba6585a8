"""What the set-up prints, and how it runs a long step: output to a log file, its age to the screen."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Dict, List, Optional, Sequence

PROJECT = Path(__file__).resolve().parent.parent
LOGS = PROJECT / "build" / "logs"

# A step shorter than this leaves no line behind; a longer one shows that it goes on.
QUIET_SECONDS = 2.0
# How often a line is printed where the screen cannot be redrawn (a log file, CI).
PLAIN_INTERVAL_SECONDS = 15.0
TAIL_LINES = 15


class SetupError(Exception):
    """What happened and what to do about it, in words for the person at the terminal."""


def say(text: str, error: bool = False) -> None:
    """Prints one line at once, if somebody still looks."""
    with contextlib.suppress(OSError):
        print(text, file=sys.stderr if error else sys.stdout, flush=True)


def run_step(
    title: str,
    command: Sequence[str],
    log_name: str,
    advice: str,
    environment: Optional[Dict[str, str]] = None,
) -> float:
    """Runs a command quietly and returns its seconds.

    Raises:
        SetupError: with the end of the step's log and the advice, when the command fails.
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / (log_name + ".log")
    started = time.monotonic()
    with log.open("wb") as output:
        try:
            process = subprocess.Popen(
                list(command),
                cwd=str(PROJECT),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        except OSError as error:
            raise SetupError("{} could not start: {}. {}".format(title, error, advice)) from error
        status = _watch(process, title, log, started)
    seconds = time.monotonic() - started
    if status != 0:
        raise SetupError(_failure_text(title, status, seconds, log, advice))
    if seconds >= QUIET_SECONDS:
        say("  {}: done in {:.0f} s".format(title, seconds))
    return seconds


def _watch(process: "subprocess.Popen[bytes]", title: str, log: Path, started: float) -> int:
    """Waits for the end of the process and shows how long it has been at it."""
    redraw = sys.stdout.isatty()
    next_line = started + (QUIET_SECONDS if redraw else PLAIN_INTERVAL_SECONDS)
    try:
        while process.poll() is None:
            time.sleep(0.1)
            now = time.monotonic()
            if now < next_line:
                continue
            next_line = now + (0.5 if redraw else PLAIN_INTERVAL_SECONDS)
            _show_age(title, log, now - started, redraw)
    except BaseException:
        _stop(process)
        raise
    finally:
        if redraw:
            print("\r\033[K", end="", flush=True)
    return process.returncode


def _show_age(title: str, log: Path, age: float, redraw: bool) -> None:
    line = "  {} … {:.0f} s".format(title, age)
    if not redraw:
        say(line)
        return
    last = tail(log, 1)
    width = int(os.environ.get("COLUMNS", "0")) or _width()
    text = line + ("  " + last[0] if last else "")
    print("\r\033[K" + text[: max(20, width - 1)], end="", flush=True)


def _width() -> int:
    try:
        return os.get_terminal_size().columns
    except OSError:
        return 80


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def tail(log: Path, lines: int = TAIL_LINES) -> List[str]:
    """Returns the last lines of a log that say something, without the overwritten parts of progress bars."""
    with log.open("rb") as file:
        file.seek(0, os.SEEK_END)
        file.seek(max(0, file.tell() - 16384))
        text = file.read().decode("utf-8", "replace")
    shown = [line.rsplit("\r", 1)[-1].rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    return [line for line in shown if line.strip()][-lines:]


def _first_error(log: Path, shown: List[str]) -> List[str]:
    """Returns the first error in a log when the end does not show it: wrappers come last, the cause first."""
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        if re.match(r"(\w+\.)*\w*(Error|Exception)\b", line):
            return [] if line in shown else [line, "…"]
    return []


def _failure_text(title: str, status: int, seconds: float, log: Path, advice: str) -> str:
    end = "stopped by signal {}".format(-status) if status < 0 else "failed"
    shown = tail(log)
    quoted = "\n".join("    " + line for line in [*_first_error(log, shown), *shown])
    return "{} {} after {:.0f} s. Its last lines ({}):\n{}\n{}".format(
        title, end, seconds, log.relative_to(PROJECT), quoted, advice
    )
