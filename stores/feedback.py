"""What visitors think of an answer, and answers that a platform did not take."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from stores import intake
from stores.database import claim, clock
from stores.errors import UnknownMessage
from stores.schema import events, feedback, undelivered

VALUES = ("up", "down")
LONGEST_COMMENT = 1000
LONGEST_REASON = 64


def give(connection: Connection, sender_id: str, message_id: str, value: str, comment: str | None) -> None:
    """Stores a rating of an answer with the visitor's message that it answers; a second one replaces the first.

    Raises:
        UnknownMessage: the conversation has no such answer.
        ValueError: the value is neither "up" nor "down".
    """
    if value not in VALUES:
        raise ValueError("value must be up or down")
    claim(connection, sender_id)
    event_id = _answer(connection, sender_id, message_id)
    asked = sa.select(sa.func.max(events.c.id)).where(
        events.c.sender_id == sender_id, events.c.type_name == "user", events.c.id < event_id
    )
    connection.execute(feedback.delete().where(feedback.c.event_id == event_id))
    connection.execute(
        feedback.insert().values(
            event_id=event_id,
            sender_id=sender_id,
            turn_event_id=connection.execute(asked).scalar(),
            value=value,
            comment=intake.stored_text(comment[:LONGEST_COMMENT]) if comment else None,
            at=clock(connection),
        )
    )


def mark_undelivered(connection: Connection, sender_id: str, message_ids: Iterable[str], reason: str) -> None:
    """Notes that the platform did not take these answers; raises UnknownMessage."""
    claim(connection, sender_id)
    for message_id in message_ids:
        event_id = _answer(connection, sender_id, message_id)
        connection.execute(undelivered.delete().where(undelivered.c.event_id == event_id))
        row = {"event_id": event_id, "sender_id": sender_id, "reason": reason[:LONGEST_REASON], "at": clock(connection)}
        connection.execute(undelivered.insert().values(row))


def _answer(connection: Connection, sender_id: str, message_id: str) -> int:
    """Returns the event of an answer of this conversation."""
    number = int(message_id) if message_id.isascii() and message_id.isdigit() and len(message_id) < 19 else 0
    query = sa.select(events.c.id).where(
        events.c.id == number, events.c.sender_id == sender_id, events.c.type_name.in_(("bot", "agent"))
    )
    found = connection.execute(query).scalar()
    if found is None:
        raise UnknownMessage("the conversation has no such answer")
    return int(found)
