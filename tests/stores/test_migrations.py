"""An older database is brought up to date with a copy beside it, and a newer one is left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker

from stores import migrations
from stores.conversations import Conversations
from stores.database import close_database, open_database
from stores.errors import DatabaseRefused
from stores.tracker_store import ConversationStore
from tests.stores.conftest import DOMAIN, ON_SQLITE, rows
from tests.stores.talking import Echo, message, turn_of

SENDER = "rest:old"


async def written_by_rasa(url: str, turns: int = 20) -> SQLTrackerStore:
    """Fills a database as Rasa's own store does."""
    stock = SQLTrackerStore(DOMAIN, **({"host": url} if "://" in url else {"db": url}))
    events = [event for number in range(turns) for event in turn_of(f"text {number}", is_first=number == 0)]
    await stock.save(DialogueStateTracker.from_events(SENDER, events, DOMAIN.slots))
    await stock.save(DialogueStateTracker.from_events("telegram:7", [SessionStarted()], DOMAIN.slots))
    return stock


async def test_rasas_own_database_is_taken_over_whole(url: str) -> None:
    stock = await written_by_rasa(url)
    before = await stock.retrieve_full_tracker(SENDER)
    stock.engine.dispose()
    database = open_database(url)
    store = ConversationStore(DOMAIN, db=url)
    after = await store.retrieve_full_tracker(SENDER)
    assert [event.as_dict() for event in before.events] == [event.as_dict() for event in after.events]
    channels = rows(database, "SELECT sender_id, channel FROM conversation ORDER BY sender_id")
    assert channels == [(SENDER, "rest"), ("telegram:7", "telegram")]
    # and talk goes on
    turn = await Conversations(database).take_turn(message("again", "m1", SENDER), Echo(store))
    assert [said.text for said in turn.messages] == ["again", "You said: again"]
    (count,) = rows(database, "SELECT count(*), count(DISTINCT id) FROM events")
    assert count == (3 + 20 * 5 + 1 + 5,) * 2


@ON_SQLITE
async def test_the_copy_beside_is_the_old_database(url: str) -> None:
    stock = await written_by_rasa(url)
    stock.engine.dispose()
    database = open_database(url)
    (copy,) = migrations.backups(database)
    assert copy.parent == Path(url).parent
    assert copy.stat().st_mode & 0o777 == 0o600
    old = SQLTrackerStore(DOMAIN, db=str(copy))
    assert len((await old.retrieve_full_tracker(SENDER)).events) == 3 + 20 * 5
    # who is erased is erased from it too
    await Conversations(database).erase(SENDER)
    assert await old.retrieve_full_tracker(SENDER) is None
    assert await old.retrieve_full_tracker("telegram:7") is not None
    assert b"text 7" not in copy.read_bytes()


async def test_a_copy_on_a_server_is_erased_too(url: str) -> None:
    if "://" not in url:
        return
    (await written_by_rasa(url)).engine.dispose()
    database = open_database(url)
    query = f"SELECT table_schema FROM information_schema.tables WHERE table_schema LIKE '{migrations.COPIED_SCHEMA}%%'"
    ((copied,),) = rows(database, query)
    assert rows(database, f"SELECT count(*) FROM {copied}.events") == [(3 + 20 * 5 + 1,)]
    await Conversations(database).erase(SENDER)
    assert rows(database, f"SELECT count(*) FROM {copied}.events") == [(1,)]


def test_a_second_start_changes_nothing(url: str) -> None:
    versions = []
    for _ in range(2):
        database = open_database(url)
        versions.append(rows(database, "SELECT name, value FROM meta ORDER BY name"))
        assert migrations.backups(database) == []
        close_database(url)
    assert versions[0] == versions[1]


def test_a_newer_database_is_refused_in_words(url: str) -> None:
    database = open_database(url)
    with database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE meta SET value = '9' WHERE name = 'version'"))
    close_database(url)
    with pytest.raises(DatabaseRefused, match="version 9.*up to 1.*newer program"):
        open_database(url)


@ON_SQLITE
def test_a_file_that_is_no_database_is_refused_in_words(url: str) -> None:
    Path(url).write_text("not a database, but a text long enough to be looked at as one" * 20)
    with pytest.raises(DatabaseRefused, match="not a database"):
        open_database(url)


def test_a_step_that_fails_leaves_the_old_database(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(connection: sa.engine.Connection) -> None:
        migrations._make_tables(connection)
        raise sa.exc.OperationalError("CREATE", {}, Exception("disk full"))

    monkeypatch.setattr(migrations, "STEPS", (breaks,))
    with pytest.raises(DatabaseRefused, match="disk full"):
        open_database(url)
    monkeypatch.undo()
    database = open_database(url)
    assert json.loads(rows(database, "SELECT value FROM meta WHERE name = 'version'")[0][0]) == migrations.VERSION
