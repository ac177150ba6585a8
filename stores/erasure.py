"""Erases a conversation from every table and copy, so that no turn in flight brings it back."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
import sqlite3
from contextlib import closing
from dataclasses import dataclass

import sqlalchemy as sa
import sqlalchemy.exc
import structlog
from sqlalchemy.engine import Connection

from stores import migrations
from stores.database import Database, claim, clock
from stores.errors import StoreUnavailable
from stores.schema import events, meta, of_a_sender, receipt, ticket, tombstone

log = structlog.get_logger(__name__)

# A webchat token can be renewed for 30 days and then runs a day; until then "erased" is the answer to it.
TOMBSTONE_DAYS = 62

_KEY = sa.select(meta.c.value).where(meta.c.name == "hash_key")
_COUNT = sa.select(tombstone.c.erasures).where(tombstone.c.sender_hash == sa.bindparam("hash"))


@dataclass(frozen=True)
class Receipt:
    """Says that an erasure was carried out, when (Unix seconds), and of how many events; not whose."""

    id: str
    at: float
    channel: str
    events: int


async def carry_out(database: Database, sender_id: str) -> Receipt:
    """Erases all of a conversation, copies included; a turn in flight writes nothing afterwards.

    Raises StoreUnavailable.
    """
    made = await database.write(lambda connection: erase(connection, sender_id))
    try:
        await asyncio.get_running_loop().run_in_executor(None, erase_copies, database, sender_id)
    except (sqlite3.Error, sqlalchemy.exc.SQLAlchemyError) as error:
        raise StoreUnavailable("erased, but not yet from every copy; erase again") from error
    log.info("conversation.erased", receipt=made.id, events=made.events)
    return made


def erase(connection: Connection, sender_id: str) -> Receipt:
    """Removes all that is stored of a conversation and returns the receipt, which is stored.

    What remains of it is a tombstone: a keyed hash, by which a turn in flight finds that it may not be stored.
    """
    claim(connection, sender_id)
    now = clock(connection)
    hashed = hash_of(connection, sender_id)
    counted = connection.execute(
        tombstone.update().where(tombstone.c.sender_hash == hashed).values(erasures=tombstone.c.erasures + 1, at=now)
    )
    if not counted.rowcount:
        connection.execute(tombstone.insert().values(sender_hash=hashed, erasures=1, at=now))
    removed = remove(connection, sender_id)
    made = Receipt(secrets.token_hex(8), now, migrations.channel_of(sender_id), removed)
    connection.execute(receipt.insert().values(id=made.id, at=made.at, channel=made.channel, events=made.events))
    return made


def remove(connection: Connection, sender_id: str) -> int:
    """Deletes every row of a conversation and returns how many events it had."""
    removed = 0
    for table in of_a_sender():
        # A ticket is somebody's place in the queue and goes by itself.
        if table is not ticket:
            deleted = connection.execute(table.delete().where(table.c.sender_id == sender_id)).rowcount
            removed += deleted if table is events else 0
    return removed


def count(connection: Connection, sender_id: str) -> int:
    """Returns how often the conversation was erased in the last 62 days."""
    return connection.execute(_COUNT, {"hash": hash_of(connection, sender_id)}).scalar() or 0


def forget_old(connection: Connection, now: float) -> int:
    """Deletes the tombstones that nothing can ask for any more."""
    old = tombstone.c.at < now - TOMBSTONE_DAYS * 86400
    return int(connection.execute(tombstone.delete().where(old)).rowcount)


def erase_copies(database: Database, sender_id: str) -> None:
    """Removes the conversation from what lies beside the database: the write-ahead log and copies of migrations.

    Raises sqlite3.Error or sqlalchemy.exc.SQLAlchemyError.
    """
    if database.file is None:
        database.write_now(lambda connection: _erase_copied_schemas(connection, sender_id))
        return
    with closing(sqlite3.connect(database.file, timeout=1)) as connection:
        # The log holds pages as they were; a reader may keep it for now, and the next checkpoint overwrites it.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for copy in migrations.backups(database):
        with closing(sqlite3.connect(copy, timeout=10)) as connection, connection:
            connection.execute("PRAGMA secure_delete = ON")
            for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                if "sender_id" in {row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')}:
                    connection.execute(f'DELETE FROM "{table}" WHERE sender_id = ?', [sender_id])


def _erase_copied_schemas(connection: Connection, sender_id: str) -> None:
    query = sa.text(
        "SELECT table_schema, table_name FROM information_schema.columns "
        "WHERE column_name = 'sender_id' AND table_schema LIKE :copies"
    )
    for schema, table in connection.execute(query, {"copies": f"{migrations.COPIED_SCHEMA}%"}).all():
        connection.execute(sa.text(f'DELETE FROM "{schema}"."{table}" WHERE sender_id = :id'), {"id": sender_id})


def hash_of(connection: Connection, sender_id: str) -> str:
    """Returns the keyed hash by which tombstones and the console know a sender."""
    key = connection.execute(_KEY).scalar_one()
    return hmac.new(bytes.fromhex(key), sender_id.encode(), hashlib.sha256).hexdigest()
