"""Deletes what is older than it may be kept: whole sessions before the newest, and whole silent conversations."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection

from stores import erasure, handoff, migrations
from stores.database import Database, claim, clock
from stores.schema import conversation, events, of_a_sender, request, ticket

log = structlog.get_logger(__name__)

DAY = 86400.0
# One transaction is one conversation, so that no turn waits long; this many are looked up at a time.
BATCH = 200
PAUSE_SECONDS = 0.005

# What else is too old: functions of a connection and the time that return how many rows they deleted.
SWEEPS: tuple[Callable[[Connection, float], int], ...] = (erasure.forget_old, handoff.expire)


@dataclass(frozen=True)
class Swept:
    """How many whole conversations, and how many events in all, were deleted."""

    conversations: int
    events: int


async def sweep(database: Database, days: float) -> Swept:
    """Deletes what is older than `days`; copies beside the database of that age too. Raises StoreUnavailable."""
    now = await database.read(clock)
    before = now - days * DAY
    gone = deleted = 0
    batch = await database.read(partial(_old_conversations, before=before, after=""))
    while batch:
        for sender_id, is_silent in batch:
            work = _forget if is_silent else _cut
            removed = await database.write(partial(work, sender_id=sender_id, before=before))
            gone += is_silent and removed > 0
            deleted += removed
            await asyncio.sleep(PAUSE_SECONDS)
        batch = await database.read(partial(_old_conversations, before=before, after=batch[-1][0]))
    await database.write(partial(_sweep_the_rest, now=now))
    await asyncio.get_running_loop().run_in_executor(None, _tidy, database, days)
    log.info("retention.swept", conversations=gone, events=deleted)
    return Swept(gone, deleted)


def _sweep_the_rest(connection: Connection, now: float) -> None:
    for sweeper in SWEEPS:
        sweeper(connection, now)


def _old_conversations(connection: Connection, before: float, after: str) -> list[tuple[str, bool]]:
    """Returns conversations that began before then, in order of their ids, and whether they have been silent since."""
    query = (
        sa.select(conversation.c.sender_id, conversation.c.last_at < before)
        .where(conversation.c.started_at < before, conversation.c.sender_id > after)
        .order_by(conversation.c.sender_id)
        .limit(BATCH)
    )
    return [(row[0], bool(row[1])) for row in connection.execute(query)]


def _forget(connection: Connection, sender_id: str, before: float) -> int:
    """Deletes a conversation that is still silent and in which nobody is waiting for an answer."""
    claim(connection, sender_id)
    last_at = connection.execute(
        sa.select(conversation.c.last_at).where(conversation.c.sender_id == sender_id)
    ).scalar()
    waiting = sa.select(ticket.c.id).where(ticket.c.sender_id == sender_id, ticket.c.expires_at >= clock(connection))
    if last_at is None or last_at >= before or connection.execute(waiting).first() is not None:
        return 0
    return erasure.remove(connection, sender_id)


def _cut(connection: Connection, sender_id: str, before: float) -> int:
    """Deletes the sessions that ended before then, but never the newest: a turn in flight knows no older one."""
    claim(connection, sender_id)
    first_kept = _first_kept(connection, sender_id, before)
    if first_kept is None:
        return 0
    removed = 0
    for table in of_a_sender():
        column = _event_column(table)
        if column is not None:
            old = table.delete().where(table.c.sender_id == sender_id, column < first_kept)
            deleted = connection.execute(old).rowcount
            removed += deleted if table is events else 0
    oldest = sa.select(sa.func.min(events.c.timestamp)).where(events.c.sender_id == sender_id)
    connection.execute(
        conversation.update()
        .where(conversation.c.sender_id == sender_id)
        .values(started_at=sa.func.coalesce(oldest.scalar_subquery(), 0.0))
    )
    return removed


def _event_column(table: sa.Table) -> sa.Column | None:
    """Returns the column that says to which event a row belongs, if there is one."""
    if table is events:
        return events.c.id
    return request.c.first_event_id if table is request else table.c.get("event_id")


def _first_kept(connection: Connection, sender_id: str, before: float) -> int | None:
    """Returns the first event of the oldest session that is kept; None when that is the first one."""
    of_sender = events.c.sender_id == sender_id
    is_start = sa.and_(events.c.type_name == "action", events.c.action_name == "action_session_start")
    query = sa.select(events.c.id).where(of_sender, is_start).order_by(events.c.id)
    starts = list(connection.execute(query).scalars())
    # Rasa sets a slot just before the session that it belongs to.
    is_slot = sa.func.coalesce(events.c.action_name, "") == "session_started_metadata"
    kept = None
    for start, following in pairwise(starts):
        said = sa.select(sa.func.max(events.c.timestamp)).where(of_sender, ~is_slot)
        newest = connection.execute(said.where(events.c.id >= start, events.c.id < following)).scalar()
        if (newest or 0.0) >= before:
            break
        kept = following
    if kept is None:
        return None
    query = sa.select(events.c.id, events.c.action_name).where(of_sender, events.c.id < kept)
    previous = connection.execute(query.order_by(events.c.id.desc()).limit(1)).one()
    return int(previous.id if previous.action_name == "session_started_metadata" else kept)


def _tidy(database: Database, days: float) -> None:
    """Deletes copies beside the database that are too old, and what the write-ahead log still holds."""
    if database.file is None:
        database.write_now(partial(_drop_copies, before=time.time() - days * DAY))
        return
    for copy in migrations.backups(database):
        if copy.stat().st_mtime < time.time() - days * DAY:
            copy.unlink()
    with closing(sqlite3.connect(database.file, timeout=1)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _drop_copies(connection: Connection, before: float) -> None:
    oldest = migrations.COPIED_SCHEMA + time.strftime("%Y%m%dt%H%M%S", time.gmtime(before))
    for name in sa.inspect(connection).get_schema_names():
        if name.startswith(migrations.COPIED_SCHEMA) and name < oldest:
            connection.exec_driver_sql(f'DROP SCHEMA "{name}" CASCADE')
