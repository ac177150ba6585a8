"""A conversation database of each kind, and turns in Rasa's form without a model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain

from stores.conversations import Conversations
from stores.database import Database, close_database, open_database
from stores.tracker_store import ConversationStore

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


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    address = str(tmp_path / "conversations.sqlite")
    yield address
    close_database(address)


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
