"""The tables of the conversation database, on SQLite and PostgreSQL alike.

Erasure and retention find what belongs to a person by the columns' names: `sender_id` is on every table that
holds something of a conversation, `event_id` where it belongs to one event of it.
"""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData()
# An id is never given out twice, not even after the newest rows were deleted.
NEVER_REUSED = {"sqlite_autoincrement": True}
BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
SENDER = sa.String(255)

# Rasa's own table, column by column, so that whatever reads Rasa's reads this.
events = sa.Table(
    "events",
    METADATA,
    sa.Column("id", BIG, primary_key=True, autoincrement=True),
    sa.Column("sender_id", SENDER, nullable=False),
    sa.Column("type_name", sa.String(255), nullable=False),
    sa.Column("timestamp", sa.Float),
    sa.Column("intent_name", sa.String(255)),
    sa.Column("action_name", sa.String(255)),
    sa.Column("data", sa.Text),
    sa.Index("events_of_sender", "sender_id", "id"),
    **NEVER_REUSED,
)

conversation = sa.Table(
    "conversation",
    METADATA,
    sa.Column("sender_id", SENDER, primary_key=True),
    sa.Column("channel", sa.String(64), nullable=False),
    sa.Column("started_at", sa.Float, nullable=False),
    sa.Column("last_at", sa.Float, nullable=False, index=True),
    # Counts the turns stored; a turn that was begun at another count is not stored.
    sa.Column("version", sa.Integer, nullable=False),
    # The turn stored last, so that a commit whose answer was lost is not made twice.
    sa.Column("last_turn", sa.String(32), nullable=False),
    # JSON of stores.snapshot.Snapshot; null: the next turn reads the whole session.
    sa.Column("snapshot", sa.Text),
)

# A request of a client, or an event of a platform, that has had its turn: events first_event_id to last_event_id.
request = sa.Table(
    "request",
    METADATA,
    sa.Column("sender_id", SENDER, primary_key=True),
    sa.Column("message_id", sa.String(255), primary_key=True),
    sa.Column("first_event_id", BIG, nullable=False),
    sa.Column("last_event_id", BIG, nullable=False),
)

feedback = sa.Table(
    "feedback",
    METADATA,
    sa.Column("event_id", BIG, primary_key=True, autoincrement=False),
    sa.Column("sender_id", SENDER, nullable=False, index=True),
    # the visitor's message that the rated one answers
    sa.Column("turn_event_id", BIG),
    sa.Column("value", sa.String(8), nullable=False),
    sa.Column("comment", sa.Text),
    sa.Column("at", sa.Float, nullable=False),
)

undelivered = sa.Table(
    "undelivered",
    METADATA,
    sa.Column("event_id", BIG, primary_key=True, autoincrement=False),
    sa.Column("sender_id", SENDER, nullable=False, index=True),
    sa.Column("reason", sa.String(64), nullable=False),
    sa.Column("at", sa.Float, nullable=False),
)

# Who waits for the turn before; the lowest ticket that has not run out is served.
ticket = sa.Table(
    "ticket",
    METADATA,
    sa.Column("id", BIG, primary_key=True, autoincrement=True),
    sa.Column("sender_id", SENDER, nullable=False, index=True),
    sa.Column("expires_at", sa.Float, nullable=False),
    **NEVER_REUSED,
)

# Of an erased conversation: a keyed hash of its sender, and how often it was erased.
tombstone = sa.Table(
    "tombstone",
    METADATA,
    sa.Column("sender_hash", sa.String(64), primary_key=True),
    sa.Column("erasures", sa.Integer, nullable=False),
    sa.Column("at", sa.Float, nullable=False, index=True),
)

# Proof that an erasure was carried out; says nothing about the person.
receipt = sa.Table(
    "receipt",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("channel", sa.String(64), nullable=False),
    sa.Column("events", sa.Integer, nullable=False),
)

# `version` of this schema; `hash_key`, with which tombstones are made.
meta = sa.Table(
    "meta",
    METADATA,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)


def of_a_sender() -> list[sa.Table]:
    """Returns every table that holds something of a conversation."""
    return [table for table in METADATA.sorted_tables if "sender_id" in table.c]
