"""What somebody tells of themselves through the real servers stands in no file, table or log."""

from __future__ import annotations

import secrets
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import redis
import requests

from setup import services
from setup.environment import quiet_environment
from setup.services import Service
from setup.terminal import PROJECT
from tests.channels.fake_api import FakeApi, fake_api_aside
from tests.channels.platforms import SETTINGS
from tests.console.running import Console, running_console
from tests.guide import DESK_TOKEN, HANDOFF_KEY, Guide, running_guide
from tests.privacy import telling

TOKEN = secrets.token_hex(32)

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
def locks() -> Iterator[Service]:
    """Redis, which holds what the servers share."""
    with services.redis() as service:
        yield service


@pytest.fixture(scope="module")
def api() -> Iterator[FakeApi]:
    """The APIs of the messaging platforms."""
    with fake_api_aside() as served:
        yield served


@pytest.fixture(scope="module")
def guide(
    trained_model: Path, widget_file: Path, tmp_path_factory: pytest.TempPathFactory, locks: Service, api: FakeApi
) -> Iterator[Guide]:
    """Servers of its own, with every channel open: nothing but what is said here may be in their files."""
    settings = {
        **SETTINGS,
        **api.settings(),
        "GUIDE_LOCKS": locks.url,
        "GUIDE_API_TOKEN": TOKEN,
        "GUIDE_STORE_PATIENCE": "3",
        "GUIDE_PLATFORM_TIMEOUT": "2",
        "GUIDE_WEBCHAT_SESSION_RATE": "600",
    }
    with running_guide(tmp_path_factory.mktemp("traces"), trained_model, settings=settings) as guide:
        yield guide


@pytest.fixture(scope="module")
def console(guide: Guide, widget_file: Path) -> Iterator[Console]:
    """The console over these conversations, with its files beside theirs."""
    folder = guide.folder / "console"
    folder.mkdir()
    way = {"GUIDE_ASSISTANT_URL": guide.base, "GUIDE_DESK_TOKEN": DESK_TOKEN}
    with running_console(folder, str(guide.database), **way) as running:
        running.people(rita="reviewer", lea="lead")
        yield running


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


def test_what_is_said_on_any_channel_leaves_no_trace_anywhere(
    guide: Guide, locks: Service, api: FakeApi, console: Console
) -> None:
    sender = telling.on_webchat(guide, (*ABOUT_ONESELF, *TO_THE_FORM), ABOUT_ONESELF[1])
    pairs = [" ".join(ABOUT_ONESELF[number : number + 2]) for number in (0, 2, 4)]
    people = telling.on_platforms(guide, pairs)
    telling.in_broken_requests(guide, TOKEN, " ".join(ABOUT_ONESELF[:6]))
    telling.while_things_fail(guide, api, locks, ABOUT_ONESELF[1])
    with closing(sqlite3.connect(guide.database)) as source, closing(sqlite3.connect(guide.folder / "backup")) as copy:
        source.backup(copy)
    until_read(console, guide)
    telling.helped(console, telling.at_the_console(console, "rita"), guide, sender, LEFT)
    until_read(console, guide)
    places = dict(telling.shown(console, telling.at_the_console(console, "lea")))
    assert "[email]" in places["/conversations.csv"] and "[email]" in places["/conversations.json"]
    places["metrics"] = requests.get(guide.metrics, timeout=30).text
    with closing(redis.Redis.from_url(locks.url)) as client:
        places |= {f"Redis {name!r}": repr((name, client.dump(name))) for name in client.scan_iter()}
    files = {path: path.read_bytes() for path in guide.folder.rglob("*") if path.is_file()}
    assert {"assistant.log", "actions.log", "serve.log", "read.log", "console.sqlite", "backup"} <= {
        p.name for p in files
    }
    found = [(place, word) for place, text in places.items() for word in TELLING if word in text.lower()]
    found += [(str(path), word) for path, held in files.items() for word in TELLING if word.encode() in held.lower()]
    assert found == []
    assert_it_was_said_everywhere(guide, people)
    assert_a_number_is_in_the_conversations_alone(people["sms"], places, files)


def until_read(console: Console, guide: Guide) -> None:
    """Waits until the console has read all that is stored."""
    with closing(sqlite3.connect(guide.database)) as connection:
        newest = connection.execute("SELECT max(id) FROM events").fetchone()[0]
    deadline = time.monotonic() + telling.SECONDS
    while True:
        with closing(sqlite3.connect(console.folder / "console.sqlite")) as connection:
            if connection.execute('SELECT max("offset") FROM console_readerstate').fetchone()[0] >= newest:
                return
        assert time.monotonic() < deadline, "the console does not read on"
        time.sleep(0.1)


def assert_it_was_said_everywhere(guide: Guide, people: dict[str, str]) -> None:
    """Makes sure that the search has something to find: each channel has the same messages, masked."""
    with closing(sqlite3.connect(guide.database)) as connection:
        for sender in ("webchat:%", *(f"{name}:{person}" for name, person in people.items())):
            query = "SELECT group_concat(data) FROM events WHERE sender_id LIKE ? AND type_name = 'user'"
            stored = connection.execute(query, (sender,)).fetchone()[0]
            for mark in ("[name]", "[email]", "[phone]", "[card]", "[social security number]", "Ohio"):
                assert mark in stored, (sender, mark)
        comments = [row[0] for row in connection.execute("SELECT comment FROM feedback")]
    assert any("[email]" in comment for comment in comments)


def assert_a_number_is_in_the_conversations_alone(
    person: str, places: dict[str, str], files: dict[Path, bytes]
) -> None:
    """A telephone number is whose conversation it is, so the conversations have it; nothing else does."""
    number = person.strip("+")
    holding = {path.name for path, held in files.items() if number.encode() in held}
    assert {name for name in holding if not name.startswith(("conversations.sqlite", "backup"))} == set()
    assert [place for place, text in places.items() if number in text] == []
