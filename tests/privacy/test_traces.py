"""What somebody tells of themselves through the real servers stands in no file, table or log."""

from __future__ import annotations

import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from setup.environment import quiet_environment
from setup.terminal import PROJECT
from tests.guide import HANDOFF_KEY, Guide, running_guide

# Each stands once on this earth, so that finding it means that it was kept.
SECRETS = {
    "name": "Quisquilia Vexworth",
    "email": "quisquilia.v77@plonkmail.org",
    "spelled": "zazzle dot fennimore at gmail dot com",
    "phone": "(614) 555-0143",
    "card": "4012 8888 8888 1881",
    "ssn": "536-22-8417",
    "address": "8821 Gribblewick Lane",
    "birth date": "March 14, 1987",
    "account": "@quisquilia_codes",
}
ABOUT_ONESELF = (
    f"hi, my name is {SECRETS['name']}, what do data scientists in Ohio earn?",
    f"write to {SECRETS['email']} or call {SECRETS['phone']} about programs in texas",
    f"my mail is {SECRETS['spelled']}",
    f"I live at {SECRETS['address']} and was born on {SECRETS['birth date']}, which degree do I need?",
    f"my ssn is {SECRETS['ssn']}, my card {SECRETS['card']}",
    f"find me on twitter {SECRETS['account']}",
    f'/inform{{"area": "{SECRETS["email"]}"}}',
)
LEFT = ("Hortensia Quibblestone", "hortensia.q@plonkmail.org", "My blunderbuss wants to study in Kent")
TO_THE_FORM = ("leave a message", "yes", LEFT[0], "hortensia.q at plonkmail", LEFT[1], LEFT[2])
UNFINISHED = ("leave a message", "yes", "Balthasar Umbernickel", "umbernickel@plonkmail.org")


def words(*texts: str) -> set[str]:
    """Returns the words of secrets that no file of ours would hold by chance."""
    return {word.strip("@(),").lower() for text in texts for word in text.split() if len(word) > 6}


TELLING = words(*SECRETS.values(), *LEFT, *UNFINISHED[2:]) - {"message"} | {
    "555-0143",
    "88 8888",
    "14, 1987",
    "22-8417",
}


@pytest.fixture(scope="module")
def guide(trained_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guide]:
    """Servers of its own: nothing but this conversation may be in their files."""
    with running_guide(tmp_path_factory.mktemp("traces"), trained_model) as guide:
        yield guide


def test_what_is_said_leaves_no_trace(guide: Guide) -> None:
    for sender, texts in (("told", ABOUT_ONESELF), ("left", TO_THE_FORM), ("left-off", UNFINISHED)):
        for text in texts:
            assert guide.say(sender, text), text
    # While the servers run, so that the write-ahead log is looked into as well.
    files = [path for path in guide.folder.rglob("*") if path.is_file()]
    assert {"conversations.sqlite", "conversations.sqlite-wal", "assistant.log"} <= {path.name for path in files}
    found = [(path.name, word) for path in files for word in TELLING if word.encode() in path.read_bytes().lower()]
    assert found == []
    assert_the_conversation_is_there(guide.database)
    assert_the_message_can_be_read(guide.database)


def assert_the_conversation_is_there(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        stored = "\n".join(data for (data,) in connection.execute("SELECT data FROM events ORDER BY id"))
    for kept in ("hi, my name is [name], what do data scientists in Ohio earn?", "[email]", "[phone]", "[private]"):
        assert kept in stored


def assert_the_message_can_be_read(database: Path) -> None:
    """Tries the operator's side: who has the key reads the message, and only the one that was sent."""
    assert "none of the keys fits" in desk(database, secrets.token_hex(32)).stdout
    shown = desk(database, HANDOFF_KEY).stdout
    assert all(part in shown for part in LEFT)
    assert "Umbernickel" not in shown
    (number,) = [line.split()[0] for line in shown.splitlines() if "message" in line and "rest:left" in line]
    assert desk(database, HANDOFF_KEY, "resolve", number).stdout == "deleted\n"
    assert not any(part in desk(database, HANDOFF_KEY).stdout for part in LEFT)


def desk(database: Path, key: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Returns what `python -m stores.desk` did."""
    environment = {**quiet_environment(), "GUIDE_DATABASE": str(database), "GUIDE_HANDOFF_KEY": key}
    command = [sys.executable, "-m", "stores.desk", *arguments]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)


def test_a_deleted_conversation_leaves_no_trace(guide: Guide) -> None:
    guide.say("gone", "how much do Wobblethorpe enthusiasts earn in Nevada")
    guide.say("gone", "I don't want to live anymore")
    assert b"Wobblethorpe" in everything(guide)
    guide.say("gone", "delete my data")
    assert "deleted" in guide.say("gone", "yes")[0]["text"]
    assert b"Wobblethorpe" not in everything(guide)
    with closing(sqlite3.connect(guide.database)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
            if "sender_id" in columns:
                query = f'SELECT count(*) FROM "{table}" WHERE sender_id = ?'
                assert connection.execute(query, ["rest:gone"]).fetchone() == (0,), table
    assert guide.say("gone", "hello")


def everything(guide: Guide) -> bytes:
    """Returns every byte that the servers have written."""
    return b"".join(path.read_bytes() for path in guide.folder.rglob("*") if path.is_file())
