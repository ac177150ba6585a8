"""Who of the people behind the assistant has which conversation: one at a time, told by the conversation's own events.

A person's turn is stored like a visitor's. Its events carry who acts in their metadata: `pause` takes the requests of a
conversation on, `agent` is what the person says, `resume` gives the conversation back. What follows from them for the
requests is written in the same transaction, which fails as a whole where somebody else was faster.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from stores.database import clock
from stores.errors import ClaimRefused
from stores.handoff import CLAIMED, DRAFT, OPEN, handoff_request

# How a conversation is given back: the visitor was helped; another person may go on; the person was silent for long.
RESOLVED, RETURNED, TIMED_OUT = "resolved", "returned", "timed_out"
_request = handoff_request.c


@dataclass(frozen=True)
class Claim:
    """That somebody has a conversation; `at` is when they last did something in it, in Unix seconds."""

    sender_id: str
    by: str
    at: float


def act(by: str, **more: Any) -> dict[str, Any]:
    """Returns the metadata of an event by which a person acts."""
    return {"desk": {"by": by, **more}}


def capture(connection: Connection, sender_id: str, events: Sequence[dict[str, Any]]) -> None:
    """Does to the requests of a conversation what its new events say.

    Raises:
        ClaimRefused: nobody asked, or somebody else has the conversation.
    """
    for event in events:
        desk = (event.get("metadata") or {}).get("desk")
        if desk and event["event"] in _ACTS:
            _ACTS[event["event"]](connection, sender_id, desk)


def claim_of(connection: Connection, sender_id: str) -> Claim | None:
    """Returns who has a conversation."""
    return next(iter(_claims(connection, _request.sender_id == sender_id)), None)


def claims(connection: Connection, before: float) -> list[Claim]:
    """Returns the claims in which nothing was done since a time."""
    return [claim for claim in _claims(connection) if claim.at < before]


def _claims(connection: Connection, *conditions: Any) -> list[Claim]:
    query = (
        sa.select(_request.sender_id, _request.claimed_by, sa.func.max(_request.claimed_at))
        .where(_request.state == CLAIMED, *conditions)
        .group_by(_request.sender_id, _request.claimed_by)
    )
    return [Claim(*row) for row in connection.execute(query)]


def _take(connection: Connection, sender_id: str, desk: dict[str, Any]) -> None:
    has = claim_of(connection, sender_id)
    if has is not None and has.by != desk["by"]:
        raise ClaimRefused("taken", has.by)
    is_open = (_request.sender_id == sender_id) & (_request.state == OPEN)
    taken = {"state": CLAIMED, "claimed_by": desk["by"], "claimed_at": clock(connection)}
    if not connection.execute(handoff_request.update().where(is_open).values(**taken)).rowcount and has is None:
        raise ClaimRefused("gone")


def _answer(connection: Connection, sender_id: str, desk: dict[str, Any]) -> None:
    _must_have(connection, sender_id, desk["by"])
    is_this = (_request.sender_id == sender_id) & (_request.state == CLAIMED)
    connection.execute(handoff_request.update().where(is_this).values(claimed_at=clock(connection)))


def _give_back(connection: Connection, sender_id: str, desk: dict[str, Any]) -> None:
    # A lead gives back what somebody else has, and so does the clock.
    has = _must_have(connection, sender_id, desk.get("instead_of") or desk["by"])
    if has.at > desk.get("since", has.at):
        raise ClaimRefused("taken", has.by)
    is_this = (_request.sender_id == sender_id) & (_request.state != DRAFT)
    if desk["how"] == RESOLVED:
        connection.execute(handoff_request.delete().where(is_this))
    else:
        free = {"state": OPEN, "claimed_by": None, "claimed_at": None}
        connection.execute(handoff_request.update().where(is_this).values(**free))


def _must_have(connection: Connection, sender_id: str, by: str) -> Claim:
    has = claim_of(connection, sender_id)
    if has is None:
        raise ClaimRefused("gone")
    if has.by != by:
        raise ClaimRefused("taken", has.by)
    return has


_ACTS: dict[str, Callable[[Connection, str, dict[str, Any]], None]] = {
    "pause": _take,
    "agent": _answer,
    "resume": _give_back,
}
