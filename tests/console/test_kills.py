"""The reader killed at random moments, as a process: in the end nothing is missing and nothing is there twice."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from setup.terminal import PROJECT

KILLS = int(os.environ.get("GUIDE_CONSOLE_KILLS", "5"))
TABLES = ("conversation", "session", "message", "step")


def multiply(talk: Path, target: Path, copies: int) -> None:
    """Writes the conversations of `talk` many times, under other people's names, one after the other."""
    with closing(sqlite3.connect(talk)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        columns = "sender_id, type_name, timestamp, intent_name, action_name, data"
        rows = copy.execute(f"SELECT {columns} FROM events ORDER BY id").fetchall()
        for number in range(copies):
            many = [(f"{row[0]}-{number}", *row[1:]) for row in rows]
            copy.executemany(f"INSERT INTO events ({columns}) VALUES (?, ?, ?, ?, ?, ?)", many)
        copy.commit()


def console(database: Path, conversations: Path, *command: str) -> subprocess.Popen[bytes]:
    """Starts a command of the console on these databases."""
    environment = {
        **os.environ,
        "GUIDE_CONSOLE_DATABASE": str(database),
        "GUIDE_DATABASE": str(conversations),
        "GUIDE_RUN_DIRECTORY": str(database.parent / "run"),
    }
    arguments = [sys.executable, "-m", "console", *command]
    return subprocess.Popen(arguments, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL)


def contents(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """Returns all that the reader wrote, and the search's own check of itself."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("INSERT INTO console_search (console_search) VALUES ('integrity-check')")
        return {t: connection.execute(f"SELECT * FROM console_{t} ORDER BY id").fetchall() for t in TABLES}


def test_a_reader_that_is_killed_again_and_again_ends_with_the_same_tables(talk: Path, tmp_path: Path) -> None:
    conversations = tmp_path / "conversations.sqlite"
    multiply(talk, conversations, copies=300)
    undisturbed, killed = tmp_path / "undisturbed.sqlite", tmp_path / "killed.sqlite"
    for database in (undisturbed, killed):
        assert console(database, conversations, "prepare").wait(60) == 0
    assert console(undisturbed, conversations, "read", "--once").wait(300) == 0
    chance = random.Random(int(os.environ.get("GUIDE_CONSOLE_KILLS", "1")))
    interrupted = 0
    for _ in range(KILLS):
        reader = console(killed, conversations, "read", "--once")
        time.sleep(chance.uniform(0.5, 3.0))
        interrupted += reader.poll() is None
        reader.kill()
        reader.wait()
    assert console(killed, conversations, "read", "--once").wait(300) == 0
    assert contents(killed) == contents(undisturbed)
    assert interrupted >= KILLS // 5, "most kills came too late to mean anything"
