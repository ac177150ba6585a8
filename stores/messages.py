"""The messages of a conversation as channels show them: both sides, in order, with ids that stay."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from stores.schema import events, undelivered

SENDERS = {"user": "visitor", "bot": "assistant", "agent": "person"}
MOST_MESSAGES = 200


@dataclass(frozen=True)
class Message:
    """A message of a conversation.

    Attributes:
        id: never given to another message; also the cursor of what comes after it.
        sender: "visitor", "assistant", or "person" for a human being who answers.
        at: Unix seconds, UTC.
        text: what was said; of a visitor, what the assistant was given.
        client_id: the id of the request or platform event that brought a visitor's message.
        data: what an answer holds beside its text, as it was uttered: buttons, custom, image, ….
        metadata: of a visitor's message the channel's, of the assistant's the response's.
    """

    id: str
    sender: str
    at: float
    text: str | None
    client_id: str | None
    data: dict[str, Any]
    metadata: dict[str, Any]
    undelivered: bool = False


@dataclass(frozen=True)
class Page:
    """Messages, oldest first.

    Attributes:
        cursor: what to ask with for the messages after these.
        more: there are newer ones, or older ones if the newest were asked for.
    """

    messages: tuple[Message, ...]
    cursor: str
    more: bool


@dataclass(frozen=True)
class Turn:
    """A visitor's message and what was answered; `repeated` if its request had had its turn before."""

    messages: tuple[Message, ...]
    cursor: str
    repeated: bool = False

    @property
    def replies(self) -> tuple[Message, ...]:
        """The answers."""
        return tuple(message for message in self.messages if message.sender != "visitor")


def message(event_id: int, event: dict[str, Any], is_undelivered: bool = False) -> Message | None:
    """Returns the message of an event in Rasa's form; None for an event that says nothing to the other side."""
    sender = SENDERS.get(event["event"])
    if sender is None:
        return None
    data = event.get("data") if sender != "visitor" else None
    return Message(
        id=str(event_id),
        sender=sender,
        at=float(event.get("timestamp") or 0.0),
        text=event.get("text"),
        client_id=event.get("message_id"),
        data={key: value for key, value in (data or {}).items() if value},
        metadata=event.get("metadata") or {},
        undelivered=is_undelivered,
    )


def turn(numbered: Sequence[tuple[int, dict[str, Any]]], before: tuple[Message, ...] = ()) -> Turn:
    """Returns the turn of events under their ids, as they are, after the messages that it has already."""
    found = before + tuple(filter(None, (message(event_id, event) for event_id, event in numbered)))
    return Turn(found, found[-1].id if found else "0")


def between(connection: Connection, sender_id: str, first: int, last: int) -> Turn:
    """Returns the turn stored in the events from id `first` to `last`."""
    rows = connection.execute(_query(sender_id).where(events.c.id.between(first, last)).order_by(events.c.id))
    found = _messages(rows.all())
    return Turn(found, found[-1].id if found else str(last), repeated=True)


def history(connection: Connection, sender_id: str, after: str | None, limit: int) -> Page:
    """Returns at most `limit` messages after a cursor, or the newest; raises ValueError for no cursor of ours."""
    if after is not None and not (after.isascii() and after.isdigit() and len(after) < 19):
        raise ValueError("not a cursor")
    limit = min(max(limit, 1), MOST_MESSAGES)
    query = _query(sender_id).limit(limit + 1)
    if after is None:
        rows = connection.execute(query.order_by(events.c.id.desc())).all()
        found = _messages(rows[:limit][::-1])
    else:
        rows = connection.execute(query.where(events.c.id > int(after)).order_by(events.c.id)).all()
        found = _messages(rows[:limit])
    return Page(found, found[-1].id if found else after or "0", more=len(rows) > limit)


def _query(sender_id: str) -> sa.sql.Select:
    return (
        sa.select(events.c.id, events.c.data, undelivered.c.event_id)
        .select_from(events.outerjoin(undelivered, undelivered.c.event_id == events.c.id))
        .where(events.c.sender_id == sender_id, events.c.type_name.in_(SENDERS))
    )


def _messages(rows: Sequence[Any]) -> tuple[Message, ...]:
    found = (message(row[0], json.loads(row[1]), row[2] is not None) for row in rows)
    return tuple(filter(None, found))
