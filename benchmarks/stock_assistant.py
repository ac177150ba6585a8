"""The assistant that `rasa init` makes, trained and served as its documentation says."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.running import Server, free_port, running
from setup.environment import quiet_environment


def train(folder: Path) -> float:
    """Copies the initial project into a new folder, trains it there and returns the seconds that this took.

    Raises subprocess.CalledProcessError when Rasa cannot train it.
    """
    found = subprocess.run(
        [sys.executable, "-c", "import importlib.util; print(importlib.util.find_spec('rasa').origin)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    shutil.copytree(Path(found.stdout.strip()).parent / "cli" / "initial_project", folder)
    store = f"tracker_store:\n  type: SQL\n  dialect: sqlite\n  db: {folder / 'conversations.sqlite'}\n"
    (folder / "endpoints.yml").write_text(store)
    (folder / "credentials.yml").write_text("rest:\n")
    started = time.perf_counter()
    with (folder / "train.log").open("wb") as log:
        subprocess.run(
            [sys.executable, "-m", "rasa", "train", "--fixed-model-name", "stock"],
            cwd=folder, env=quiet_environment(), stdout=log, stderr=subprocess.STDOUT, check=True,
        )  # fmt: skip
    return time.perf_counter() - started


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """Runs `rasa run` on the trained project, with its REST channel and its own tracker store on SQLite."""
    port = free_port()
    arguments = ["-m", "rasa", "run", "--model", str(folder / "models" / "stock.tar.gz"), "--port", str(port)]
    arguments += ["--interface", "127.0.0.1", "--credentials", str(folder / "credentials.yml")]
    arguments += ["--endpoints", str(folder / "endpoints.yml")]
    with running(arguments, port, "/", {}, folder / "server.log") as server:
        yield server
