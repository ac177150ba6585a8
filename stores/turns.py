"""A request's one turn: who asked for it is known from the channel to the store, and a repeat is answered."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from stores import erasure, messages
from stores.database import Database
from stores.messages import Turn
from stores.schema import request, ticket

_FIND = sa.select(request.c.first_event_id, request.c.last_event_id).where(
    request.c.sender_id == sa.bindparam("sender"), request.c.message_id == sa.bindparam("message")
)
_REMEMBER = request.insert()
_GIVE_BACK = ticket.delete().where(ticket.c.id == sa.bindparam("ticket"))


@dataclass
class Asked:
    """The request whose turn runs in this task.

    Attributes:
        erasures: how often the conversation had been erased when the request came.
        turn: what was stored, as it was said; None before.
        intent: of the message; None before.
        database: in which the turn is stored.
        ticket: the turn's place in the conversation's queue, if that is in the same database; None once it is given
            back, which happens with what the turn stores.
    """

    sender_id: str
    message_id: str
    erasures: int
    turn: Turn | None = None
    intent: str | None = None
    database: Database | None = None
    ticket: str | None = None


# Set by the channel's side, read where Rasa calls the store: Rasa passes nothing from one to the other.
ASKED: ContextVar[Asked | None] = ContextVar("asked", default=None)


def asked_for(sender_id: str) -> Asked | None:
    """Returns the request that this task serves, if it is one of this conversation."""
    asked = ASKED.get()
    return asked if asked is not None and asked.sender_id == sender_id else None


def find(connection: Connection, sender_id: str, message_id: str) -> Turn | None:
    """Returns the stored turn of a request."""
    row = connection.execute(_FIND, {"sender": sender_id, "message": message_id}).first()
    return messages.between(connection, sender_id, *row) if row else None


def begin(connection: Connection, sender_id: str, message_id: str) -> Turn | Asked:
    """Returns the stored turn of a request, or what its turn begins with."""
    found = find(connection, sender_id, message_id)
    return found or Asked(sender_id, message_id, erasure.count(connection, sender_id))


def remember(connection: Connection, asked: Asked, first: int, last: int) -> None:
    """Stores that the request has had its turn, in the events from id `first` to `last`, or to a later `last`."""
    key = {"sender_id": asked.sender_id, "message_id": asked.message_id}
    if asked.turn is None:
        connection.execute(_REMEMBER, {**key, "first_event_id": first, "last_event_id": last})
        return
    is_this = sa.and_(*(request.c[name] == value for name, value in key.items()))
    connection.execute(request.update().where(is_this).values(last_event_id=last))


def give_back(connection: Connection, ticket_id: str) -> None:
    """Takes a turn's ticket out of the queue."""
    connection.execute(_GIVE_BACK, {"ticket": int(ticket_id)})


def stored(asked: Asked, numbered: list[tuple[int, dict[str, Any]]]) -> None:
    """Notes what was stored of the turn, as it was said: events in Rasa's form, with their ids."""
    before = asked.turn.messages if asked.turn else ()
    asked.turn = messages.turn(numbered, before)
    for _, event in numbered:
        if event["event"] == "user":
            asked.intent = event["parse_data"]["intent"].get("name")
