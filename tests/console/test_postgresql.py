"""This folder's tests once more, with the console and the conversations on PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from setup import services
from setup.terminal import PROJECT


@pytest.mark.skipif("CONSOLE_TEST_POSTGRESQL" in os.environ, reason="it is what runs")
def test_all_of_it_holds_on_postgresql_too(talk: Path) -> None:
    with services.postgresql() as server:
        with closing(psycopg2.connect(server.url)) as connection:
            connection.autocommit = True
            connection.cursor().execute("CREATE DATABASE console")
        environment = {
            **os.environ,
            "CONSOLE_TEST_TALK": str(talk),
            "CONSOLE_TEST_POSTGRESQL": server.url,
            "GUIDE_CONSOLE_DATABASE": f"{server.url.rpartition('/')[0]}/console",
        }
        # The rest does nothing that two databases do differently; the soak runs it all the same.
        names = ("reading", "inbox", "erasing", "sums")
        if "GUIDE_CONSOLE_KILLS" in os.environ:
            names += ("corrections", "reviewing", "transcript", "exporting", "doors", "health")
        files = [f"tests/console/test_{name}.py" for name in names]
        command = [sys.executable, "-m", "pytest", "-q", "-x", *files]
        run = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout[-5000:]
