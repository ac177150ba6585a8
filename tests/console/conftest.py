"""Conversations that the real assistant wrote, and the console that has read them, on SQLite or PostgreSQL.

`tests/console/test_postgresql.py` runs this folder once more in a process whose console and conversations are on
PostgreSQL; CONSOLE_TEST_TALK hands it the same conversations.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.test import Client

from console.models import Conversation
from console.reader import loop, projection
from console.reader.source import snapshot
from stores.database import close_database, open_database
from stores.schema import METADATA
from tests.guide import Guide

PASSWORD = "correct horse battery staple"
# By sender: what is said to the assistant, and what a reviewer should find.
TALK = {
    "rest:console-ana": ("hello", "how much do ml engineers make in texas?", "and in washington?"),
    "rest:console-bob": ("i want to talk to a human", "i want to kill myself"),
    "rest:console-cyn": ("find me a degree", "i have a bachelor's"),
    "rest:console-dan": ("asdf qwer zxcv", "/ask_role", "which programming languages should i learn?"),
    "rest:console-eve": ("is it worth the money", "thanks"),
}


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """A password takes a second of computing on purpose; not here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def talk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The conversation database (SQLite) after TALK."""
    given = os.environ.get("CONSOLE_TEST_TALK")
    if given:
        return Path(given)
    guide: Guide = request.getfixturevalue("servers")
    for sender, texts in TALK.items():
        for text in texts:
            guide.say(sender.removeprefix("rest:"), text)
    copy = tmp_path_factory.mktemp("talk") / "conversations.sqlite"
    with closing(sqlite3.connect(guide.database)) as there, closing(sqlite3.connect(copy)) as here:
        there.backup(here)
        for table in ("events", "conversation", "request", "feedback"):
            here.execute(f"DELETE FROM {table} WHERE sender_id NOT LIKE 'rest:console-%'")
        here.commit()
    return copy


@pytest.fixture
def conversations(talk: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a conversation database of the test's own, with TALK in it."""
    server = os.environ.get("CONSOLE_TEST_POSTGRESQL")
    if not server:
        shutil.copy(talk, tmp_path / "conversations.sqlite")
        yield str(tmp_path / "conversations.sqlite")
        close_database(str(tmp_path / "conversations.sqlite"))
        return
    address = _new_postgresql(server)
    database = open_database(address)
    with closing(sqlite3.connect(talk)) as source:
        source.row_factory = sqlite3.Row
        for table in (METADATA.tables[name] for name in ("events", "conversation")):
            rows = [dict(row) for row in source.execute(f"SELECT * FROM {table.name}")]
            database.write_now(lambda connection, table=table, rows=rows: connection.execute(table.insert(), rows))
    database.write_now(lambda c: c.exec_driver_sql("SELECT setval('events_id_seq', (SELECT max(id) FROM events))"))
    yield address
    close_database(address)


def _new_postgresql(server: str) -> str:
    import psycopg2

    name = f"conversations_{secrets.token_hex(4)}"
    with closing(psycopg2.connect(server)) as connection:
        connection.autocommit = True
        connection.cursor().execute(f"CREATE DATABASE {name}")
    return f"{server.rpartition('/')[0]}/{name}"


@pytest.fixture
def write(conversations: str) -> Callable[..., int]:
    """Adds an event to the conversation database; returns its id."""
    from stores.schema import events

    def add(sender_id: str, data: dict, id: int | None = None) -> int:
        row = {
            "sender_id": sender_id,
            "type_name": data["event"],
            "timestamp": data.get("timestamp", 1_795_000_000.0),
            "action_name": data.get("name"),
            "data": json.dumps(data),
            **({"id": id} if id else {}),
        }
        return open_database(conversations).write_now(
            lambda connection: connection.execute(events.insert().values(row)).inserted_primary_key[0]
        )

    return add


@pytest.fixture
def read(db: None, conversations: str) -> Callable[[], None]:
    """Reads until there is nothing new."""
    cache.clear()

    def until_done() -> None:
        while loop.step(conversations):
            pass

    return until_done


@pytest.fixture
def of(read: Callable[[], None], conversations: str) -> Callable[[str], Conversation]:
    """The console's conversation of a sender, after everything was read."""
    with snapshot(conversations) as source:
        key = source.key

    def find(name: str) -> Conversation:
        read()
        sender = name if ":" in name else f"rest:console-{name}"
        return Conversation.objects.get(sender_hash=projection.hash_of(key, sender))

    return find


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """Makes somebody with roles."""

    def make(name: str, *roles: str) -> User:
        user = User.objects.create_user(name, password=PASSWORD)
        user.groups.set(Group.objects.filter(name__in=roles))
        return user

    return make


@pytest.fixture
def login(person: Callable[..., User]) -> Callable[..., Client]:
    """A browser of somebody with roles, logged in."""

    def open_for(*roles: str, name: str = "") -> Client:
        client = Client()
        user = person(name or (roles[0].replace(" ", "-") if roles else "nobody"), *roles)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        client.user = user
        return client

    return open_for
