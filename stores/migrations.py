"""Brings a conversation database to this version's tables at start, after a copy beside it."""

from __future__ import annotations

import os
import secrets
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection

# With `handoff`, whose table is made with the others.
from stores import handoff, schema  # noqa: F401
from stores.database import Database
from stores.errors import DatabaseRefused

log = structlog.get_logger(__name__)

VERSION = 1
BACKUP_SUFFIX = ".backup-"
COPIED_SCHEMA = "guide_backup_"
# Two servers that start together migrate one after the other; on SQLite the write lock does that.
_POSTGRESQL_LOCK = 0x6D6C6567


def migrate(database: Database) -> None:
    """Makes the tables, or changes older ones, in one transaction.

    Raises:
        DatabaseRefused: the database was made by a newer version, or is none.
    """
    try:
        found = database.write_now(version)
        if found == VERSION:
            return
        if found is not None and found > VERSION:
            raise DatabaseRefused(
                f"The conversation database has version {found}, and this program knows versions up to {VERSION}: "
                "run the newer program, or give GUIDE_DATABASE another database."
            )
        if found is not None:
            log.warning("database.backup", copy=_back_up(database, found))
        database.write_now(_run_steps)
    except sqlite3.DatabaseError as error:
        raise DatabaseRefused(f"The conversation database cannot be read: {error}.") from error
    except sa.exc.DatabaseError as error:
        raise DatabaseRefused(f"The conversation database cannot be used: {error.orig}.") from error


def version(connection: Connection) -> int | None:
    """Returns the version of the tables: None for an empty database, 0 for Rasa's own table."""
    tables = set(sa.inspect(connection).get_table_names())
    if "meta" in tables:
        query = sa.select(schema.meta.c.value).where(schema.meta.c.name == "version")
        return int(connection.execute(query).scalar_one())
    return 0 if "events" in tables else None


def backups(database: Database) -> list[Path]:
    """Returns the copies that lie beside a SQLite file."""
    file = database.file
    return sorted(file.parent.glob(f"{file.name}{BACKUP_SUFFIX}*")) if file else []


def _run_steps(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_POSTGRESQL_LOCK)))
    # Another server may have been faster.
    for step in STEPS[version(connection) or 0 :]:
        step(connection)


def _make_tables(connection: Connection) -> None:
    """Version 1: from nothing, or from the table that Rasa makes for itself."""
    has_events = "events" in sa.inspect(connection).get_table_names()
    if has_events:
        connection.exec_driver_sql("ALTER TABLE events RENAME TO events_of_rasa")
        for index in sa.inspect(connection).get_indexes("events_of_rasa"):
            connection.exec_driver_sql(f'DROP INDEX "{index["name"]}"')
    schema.METADATA.create_all(connection)
    connection.execute(
        schema.meta.insert(),
        [{"name": "version", "value": "1"}, {"name": "hash_key", "value": secrets.token_hex(32)}],
    )
    if has_events:
        _take_over_rasas_events(connection)


def _take_over_rasas_events(connection: Connection) -> None:
    columns = "id, sender_id, type_name, timestamp, intent_name, action_name, data"
    connection.exec_driver_sql(f"INSERT INTO events ({columns}) SELECT {columns} FROM events_of_rasa")
    connection.exec_driver_sql("DROP TABLE events_of_rasa")
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            "SELECT setval(pg_get_serial_sequence('events', 'id'), coalesce(max(id), 0) + 1, false) FROM events"
        )
    connection.exec_driver_sql(
        "INSERT INTO conversation (sender_id, channel, started_at, last_at, version, last_turn) "
        "SELECT sender_id, '', coalesce(min(timestamp), 0), coalesce(max(timestamp), 0), 0, '' "
        "FROM events GROUP BY sender_id"
    )
    senders = connection.execute(sa.select(schema.conversation.c.sender_id)).scalars().all()
    for sender in senders:
        connection.execute(
            schema.conversation.update()
            .where(schema.conversation.c.sender_id == sender)
            .values(channel=channel_of(sender))
        )


def channel_of(sender_id: str) -> str:
    """Returns the channel that a sender's id begins with, or "" for an id of Rasa's HTTP API."""
    channel, colon, _ = sender_id.partition(":")
    return channel[:64] if colon else ""


def _back_up(database: Database, found: int) -> str:
    """Copies the whole database and returns where to: a file beside it, or a schema of the same server."""
    made = f"{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}-version-{found}"
    if database.file is None:
        return database.write_now(lambda connection: _copy_schema(connection, made))
    target = database.file.with_name(f"{database.file.name}{BACKUP_SUFFIX}{made}")
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with closing(sqlite3.connect(database.file)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    return str(target)


def _copy_schema(connection: Connection, made: str) -> str:
    target = COPIED_SCHEMA + made.replace("-", "_").lower()
    connection.exec_driver_sql(f'CREATE SCHEMA "{target}"')
    for table in sa.inspect(connection).get_table_names():
        connection.exec_driver_sql(f'CREATE TABLE "{target}"."{table}" AS TABLE "{table}"')
    return target


# Step n brings version n to n + 1.
STEPS: tuple[Callable[[Connection], None], ...] = (_make_tables,)
