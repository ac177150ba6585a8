"""The commands behind the Makefile's targets; runs in the environment, as `python -m setup.tasks COMMAND`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

from setup.environment import quiet_environment
from setup.products import BUILD, ensure
from setup.terminal import PROJECT, SetupError, run_step, say

# Trials whose length the Makefile sets; in `make test` they are short.
SOAKED = (
    "tests/flow/test_random_walks.py",
    "tests/stores/test_twins.py",
    "tests/stores/test_crashes.py",
    "tests/stores/test_outages.py",
    "tests/faults",
    "tests/hostile",
    "tests/widget/test_faults.py",
    "tests/channels/renderers",
    "tests/deploy/test_two_servers.py",
    "tests/console/test_kills.py",
    "tests/console/test_postgresql.py",
    "tests/console/test_corrections_loop.py",
    "tests/console/test_corrections_assistant.py",
)
# A worker starts servers and a browser of its own, some 2 GB of memory.
_WORKERS = str(min(os.cpu_count() or 1, 4))


def run(arguments: list[str]) -> int:
    """Builds what is stale and runs the servers until one ends or Ctrl-C."""
    from setup import supervisor

    build_all()
    return supervisor.run()


def test(arguments: list[str]) -> int:
    """Builds what is stale and runs the test suite: a part of it as named, or all of it, what measures time last."""
    build_all()
    if arguments:
        return run_in_terminal("-m", "pytest", *arguments)
    beside = run_in_terminal("-m", "pytest", "-m", "not alone", "-n", _WORKERS, "--dist", "loadfile")
    return run_in_terminal("-m", "pytest", "-m", "alone") or beside


def chat(arguments: list[str]) -> int:
    """Builds what is stale and talks in the terminal."""
    from setup import chat as terminal_chat

    build_all()
    return terminal_chat.main()


def train(arguments: list[str]) -> int:
    """Trains the model, also if nothing has changed."""
    ensure("model", force=True)
    return 0


def widget(arguments: list[str]) -> int:
    """Builds the website widget, also if nothing has changed."""
    ensure("widget", force=True)
    return 0


def knowledge(arguments: list[str]) -> int:
    """Builds the knowledge database, also if nothing has changed."""
    ensure("knowledge", force=True)
    return 0


def evaluate(arguments: list[str]) -> int:
    """Evaluates the model's understanding on labelled files."""
    if not any(arguments):
        raise SetupError("Which file or folder? make eval NLU=tests/nlu")
    build_all()
    return run_in_terminal("-m", "benchmarks.evaluate", *arguments)


def soak(arguments: list[str]) -> int:
    """Runs the trials that take hours in full length, then the benchmarks of the store, the servers and the console."""
    build_all()
    steps = (("pytest", *SOAKED, *arguments), ("benchmarks.stores",), ("benchmarks.servers",), ("benchmarks.console",))
    return next((status for step in steps if (status := run_in_terminal("-m", *step))), 0)


def services(arguments: list[str]) -> int:
    """Runs PostgreSQL and Redis until Ctrl-C."""
    from setup import services as servers

    return servers.run()


def channels(arguments: list[str]) -> int:
    """Says which messaging platforms are set up and what the others need."""
    return run_in_terminal("-m", "channels.report")


def bench(arguments: list[str]) -> int:
    """Measures our assistant beside the one that `rasa init` makes; build/bench holds the figures and a picture."""
    build_all()
    return run_in_terminal("-m", "benchmarks.bench", "--output", str(BUILD / "bench"), *arguments)


def check(arguments: list[str]) -> int:
    """Runs every check that needs no server: format, lint, types, Rasa's data, promises between files."""
    advice = "Mend what the lines above name."
    for title, log, command in (
        ("format (mend with: .venv/bin/ruff format)", "ruff-format", ["ruff", "format", "--check", "."]),
        ("lint (mend with: .venv/bin/ruff check --fix)", "ruff", ["ruff", "check", "."]),
        ("types", "mypy", ["mypy"]),
        ("rasa data validate", "validate", ["rasa", "data", "validate", "--fail-on-warnings"]),
        (
            "promises between files",
            "consistency",
            ["pytest", "-q", *(str(path) for path in sorted((PROJECT / "tests").glob("test_*.py")))],
        ),
    ):
        say(f"{title} …")
        run_step(title, [sys.executable, "-m", *command], log, advice, quiet_environment())
    say("all checks passed")
    return 0


def build_all() -> None:
    """Brings everything that the servers read up to date."""
    ensure("knowledge")
    ensure("model")
    ensure("widget")


def run_in_terminal(*arguments: str) -> int:
    """Runs Python with these arguments, its output on the screen, and returns its status."""
    return subprocess.run([sys.executable, *arguments], cwd=PROJECT, env=quiet_environment()).returncode


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": test,
    "chat": chat,
    "train": train,
    "knowledge": knowledge,
    "widget": widget,
    "eval": evaluate,
    "bench": bench,
    "soak": soak,
    "services": services,
    "channels": channels,
    "check": check,
}


def main() -> int:
    """Runs the command that the first argument names and returns its exit status."""
    command = COMMANDS.get(sys.argv[1] if len(sys.argv) > 1 else "")
    if command is None:
        say(f"Usage: python -m setup {{{'|'.join(COMMANDS)}}}", error=True)
        return 2
    os.chdir(PROJECT)
    try:
        return command(sys.argv[2:])
    except SetupError as failure:
        say(str(failure), error=True)
        return 1
    except KeyboardInterrupt:
        say("stopped", error=True)
        return 130


if __name__ == "__main__":
    sys.exit(main())
