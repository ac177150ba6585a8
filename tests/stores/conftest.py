"""A conversation database of each kind, and turns in Rasa's form without a model."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from rasa.shared.core.domain import Domain

from setup import services
from setup.services import Service
from stores.conversations import Conversations
from stores.database import Database, close_database, open_database
from stores.tracker_store import ConversationStore

# For what only a SQLite file has: its locks, its bytes.
ON_SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
DOMAIN = Domain.from_yaml(
    """
version: '3.1'
intents: [greet, ask]
entities: [area]
slots:
  area: {type: text, influence_conversation: false, mappings: [{type: custom}]}
  city: {type: text, influence_conversation: true, mappings: [{type: custom}]}
"""
)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Service]:
    """A PostgreSQL server."""
    with services.postgresql() as service:
        yield service


@pytest.fixture(scope="session")
def redis() -> Iterator[Service]:
    """A Redis server."""
    with services.redis() as service:
        yield service


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, of each kind."""
    if request.param == "sqlite":
        address = str(tmp_path / "conversations.sqlite")
    else:
        address = new_database(request.getfixturevalue("postgresql"))
    yield address
    close_database(address)


def new_database(service: Service) -> str:
    """Returns the address of an empty PostgreSQL database."""
    name = f"guide_{secrets.token_hex(4)}"
    with closing(psycopg2.connect(service.url)) as connection:
        connection.autocommit = True
        connection.cursor().execute(f"CREATE DATABASE {name}")
    return service.url.replace("/postgres", f"/{name}")


def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    """Returns what a query finds."""
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query)]


@pytest.fixture
def database(url: str) -> Database:
    """An empty database, opened."""
    return open_database(url, patience=2.0)


@pytest.fixture
def store(database: Database, url: str) -> ConversationStore:
    """The tracker store on it."""
    return ConversationStore(DOMAIN, db=url)


@pytest.fixture
def conversations(database: Database) -> Conversations:
    """What channels see of it."""
    return Conversations(database)
