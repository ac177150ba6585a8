"""Who waits for the people behind the assistant: in distress, asked for a person, left a message (kept encrypted)."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy.engine import Connection, Row

import secrecy
from stores.masking import PRIVATE, PRIVATE_SLOTS
from stores.schema import BIG, METADATA, NEVER_REUSED, SENDER

DAYS_KEPT = 30
SENT_SLOT = "handoff_sent"
MESSAGE, PERSON, DISTRESS = "message", "person", "distress"
DRAFT, OPEN, CLAIMED = "draft", "open", "claimed"
_FEWEST_DIFFERENT_BYTES = 16

handoff_request = sa.Table(
    "handoff_request",
    METADATA,
    sa.Column("id", BIG, primary_key=True, autoincrement=True),
    sa.Column("sender_id", SENDER, nullable=False, index=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("at", sa.Float, nullable=False, index=True),
    # A Fernet token of the JSON of `Details`; null where only the conversation tells of it.
    sa.Column("body", sa.LargeBinary),
    sa.Column("claimed_by", sa.String(150)),
    # when they last did something
    sa.Column("claimed_at", sa.Float),
    **NEVER_REUSED,
)
_request = handoff_request.c


class HandoffError(Exception):
    """A request cannot be kept or read; the text says why and nothing of what it holds."""


@dataclass(frozen=True)
class Details:
    """What a visitor left: how to call and to reach them, and what it is about; empty where they said nothing."""

    name: str
    contact: str
    matter: str


@dataclass(frozen=True)
class Request:
    """A request in the queue; times are Unix seconds, `kind` is "message", "person" or "distress"."""

    id: int
    sender_id: str
    kind: str
    state: str
    at: float
    claimed_by: str | None
    claimed_at: float | None


class _Keys:
    """The keys of this process, without any of which no message is taken; and whether people answer here."""

    fernet: MultiFernet | None = None
    has_desk = False


def use_keys(keys: str | None) -> None:
    """Sets the keys, 64 hexadecimal digits each, divided by commas: the first encrypts, all decrypt.

    Raises ValueError for one that is shorter, or that nobody would get at random. One that examples have may still
    decrypt.
    """
    given = [key.strip() for key in (keys or "").split(",") if key.strip()]
    if given and (why := secrecy.weakness(given[0])):
        raise ValueError(why)
    _Keys.fernet = MultiFernet([_fernet(key) for key in given]) if given else None


def _fernet(key: str) -> Fernet:
    # Fernet itself refuses all but 32 bytes.
    secret = bytes.fromhex(key)
    if len(set(secret)) < _FEWEST_DIFFERENT_BYTES:
        raise ValueError("the key is no random one")
    return Fernet(base64.urlsafe_b64encode(secret))


def takes_messages() -> bool:
    """Tells whether a message that somebody leaves can be kept."""
    return _Keys.fernet is not None


def use_desk(is_there: bool) -> None:
    """Says whether people answer in the conversations: only then is who asks for one put into the queue."""
    _Keys.has_desk = is_there


def capture(connection: Connection, sender_id: str, events: Sequence[dict[str, Any]]) -> None:
    """Keeps, in the turn's own transaction, what its unmasked events hold for the people behind the assistant.

    The answers to the handoff form are a draft until the form is sent, and are forgotten when it is left. Raises
    HandoffError where there is no key; then the turn is not stored either.
    """
    meant = _intents(events)
    if DISTRESS in meant:
        _ask_for(connection, sender_id, DISTRESS, events[-1]["timestamp"])
    if _Keys.has_desk and "human_handoff" in meant:
        _ask_for(connection, sender_id, PERSON, events[-1]["timestamp"])
    if not any(_concerns_a_request(event) for event in events):
        return
    draft = _take_draft(connection, sender_id)
    for event in events:
        if event["event"] == "reset_slots":
            draft = {}
        elif not _concerns_a_request(event):
            continue
        elif event["name"] == SENT_SLOT:
            if event["value"]:
                if not draft.get("contact"):
                    raise HandoffError("nothing is left of what was said to the form")
                _insert(connection, sender_id, OPEN, draft, event["timestamp"])
                draft = {}
        elif event["value"] != PRIVATE:
            draft[event["name"].removeprefix("handoff_")] = event["value"]
    draft = {name: value for name, value in draft.items() if value is not None}
    if draft:
        _insert(connection, sender_id, DRAFT, draft, events[-1]["timestamp"])


def _concerns_a_request(event: dict[str, Any]) -> bool:
    if event["event"] == "reset_slots":
        return True
    return event["event"] == "slot" and (event["name"] in PRIVATE_SLOTS or event["name"] == SENT_SLOT)


def _intents(events: Iterable[dict[str, Any]]) -> set[str | None]:
    """Returns what every question of the messages was taken for."""
    parses = [event.get("parse_data") or {} for event in events if event["event"] == "user"]
    first = {(parse.get("intent") or {}).get("name") for parse in parses}
    return first | {clause["intent"] for parse in parses for clause in parse.get("clauses") or []}


def _ask_for(connection: Connection, sender_id: str, kind: str, at: float) -> None:
    """Puts the conversation into the queue, once however often they say it.

    Distress counts from when it was last said; who asks for a person waits since the first time. Somebody who has the
    conversation has this too.
    """
    of_sender = _request.sender_id == sender_id
    is_known = of_sender & (_request.kind == kind)
    newest = {"at": at} if kind == DISTRESS else {"kind": kind}
    if connection.execute(handoff_request.update().where(is_known).values(**newest)).rowcount:
        return
    has = connection.execute(
        sa.select(_request.state, _request.claimed_by, _request.claimed_at).where(of_sender, _request.state == CLAIMED)
    ).first()
    claim = dict(has._mapping) if has else {"state": OPEN}
    connection.execute(handoff_request.insert().values(sender_id=sender_id, kind=kind, at=at, **claim))


def _take_draft(connection: Connection, sender_id: str) -> dict[str, str]:
    is_draft = (_request.sender_id == sender_id) & (_request.state == DRAFT)
    row = connection.execute(sa.select(_request.body).where(is_draft)).first()
    if row is None:
        return {}
    connection.execute(handoff_request.delete().where(is_draft))
    try:
        return _decrypted(row.body)
    except HandoffError:
        # Its key is gone. Nobody can be held in a form for that.
        return {}


def _insert(connection: Connection, sender_id: str, state: str, body: dict[str, str], at: float) -> None:
    if _Keys.fernet is None:
        raise HandoffError("there is no key to encrypt a request with")
    token = _Keys.fernet.encrypt(json.dumps(body).encode())
    row = {"sender_id": sender_id, "kind": MESSAGE, "state": state, "at": at, "body": token}
    connection.execute(handoff_request.insert().values(**row))


def _decrypted(body: bytes) -> dict[str, str]:
    if _Keys.fernet is None:
        raise HandoffError("there is no key to decrypt a request with")
    try:
        return dict(json.loads(_Keys.fernet.decrypt(bytes(body))))
    except InvalidToken as error:
        raise HandoffError("none of the keys fits the request") from error


def queue(connection: Connection) -> list[Request]:
    """Returns the requests that are open or claimed: distress first, then those that wait longest."""
    columns = [column for column in _request if column.name != "body"]
    order = (sa.case((_request.kind == DISTRESS, 0), else_=1), _request.at, _request.id)
    rows = connection.execute(sa.select(*columns).where(_request.state != DRAFT).order_by(*order))
    return [Request(**row._mapping) for row in rows]


def read(connection: Connection, request_id: int) -> Details:
    """Returns what somebody left; raises HandoffError where it is gone, is no message, or no key fits."""
    row: Row | None = connection.execute(
        sa.select(_request.body).where((_request.id == request_id) & (_request.state != DRAFT))
    ).first()
    if row is None or row.body is None:
        raise HandoffError("there is no such message")
    values = _decrypted(row.body)
    return Details(**{name: values.get(name) or "" for name in asdict(Details("", "", ""))})


def left(connection: Connection, sender_id: str) -> list[dict[str, Any]]:
    """Returns the messages that a visitor left: time, name, contact, matter; or the problem of one not to be read."""
    found = []
    for request in queue(connection):
        if request.sender_id == sender_id and request.kind == MESSAGE:
            try:
                found.append({"at": request.at, **asdict(read(connection, request.id))})
            except HandoffError as error:
                found.append({"at": request.at, "problem": str(error)})
    return found


def contacts(connection: Connection, sender_id: str) -> list[str]:
    """Returns where a visitor can be reached, of the messages that they left."""
    return [message["contact"] for message in left(connection, sender_id) if "contact" in message]


def resolve(connection: Connection, request_id: int) -> bool:
    """Deletes a request that was answered outside the conversation; False where it is gone, or somebody has it."""
    is_this = (_request.id == request_id) & (_request.state == OPEN)
    return bool(connection.execute(handoff_request.delete().where(is_this)).rowcount)


def expire(connection: Connection, now: float) -> int:
    """Deletes the requests and drafts older than 30 days and returns how many there were."""
    is_old = _request.at < now - DAYS_KEPT * 24 * 3600
    return int(connection.execute(handoff_request.delete().where(is_old)).rowcount)
