"""Messages that visitors leave for the people behind the assistant, encrypted; and who of them is in distress."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy.engine import Connection, Row

from stores.masking import PRIVATE, PRIVATE_SLOTS
from stores.schema import BIG, METADATA, NEVER_REUSED, SENDER

DAYS_KEPT = 30
SENT_SLOT = "handoff_sent"
MESSAGE, DISTRESS = "message", "distress"
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
    # A Fernet token of the JSON of `Details`; null for distress, of which only the conversation tells.
    sa.Column("body", sa.LargeBinary),
    sa.Column("claimed_by", sa.String(150)),
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
    """A request in the queue; times are Unix seconds, `kind` is "message" or "distress"."""

    id: int
    sender_id: str
    kind: str
    state: str
    at: float
    claimed_by: str | None
    claimed_at: float | None


class _Keys:
    """The keys of this process; without any, nothing is taken."""

    fernet: MultiFernet | None = None


def use_keys(keys: str | None) -> None:
    """Sets the keys, 64 hexadecimal digits each, divided by commas: the first encrypts, all decrypt.

    Raises ValueError for one that is shorter, or that nobody would get at random.
    """
    given = [key.strip() for key in (keys or "").split(",") if key.strip()]
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


def capture(connection: Connection, sender_id: str, events: Sequence[dict[str, Any]]) -> None:
    """Keeps, in the turn's own transaction, what its unmasked events hold for the people behind the assistant.

    The answers to the handoff form are a draft until the form is sent, and are forgotten when it is left. Raises
    HandoffError where there is no key; then the turn is not stored either.
    """
    if _is_distress(events):
        _mark_distress(connection, sender_id, events[-1]["timestamp"])
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


def _is_distress(events: Iterable[dict[str, Any]]) -> bool:
    """Tells whether any question of a message was taken for a call for help."""
    for event in events:
        parse = event.get("parse_data") or {} if event["event"] == "user" else {}
        intents = [
            (parse.get("intent") or {}).get("name"),
            *(clause["intent"] for clause in parse.get("clauses") or []),
        ]
        if DISTRESS in intents:
            return True
    return False


def _mark_distress(connection: Connection, sender_id: str, at: float) -> None:
    """Puts the conversation at the top of the queue, once however often they say it."""
    is_open = (_request.sender_id == sender_id) & (_request.kind == DISTRESS) & (_request.state == OPEN)
    if not connection.execute(handoff_request.update().where(is_open).values(at=at)).rowcount:
        connection.execute(handoff_request.insert().values(sender_id=sender_id, kind=DISTRESS, state=OPEN, at=at))


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


def claim(connection: Connection, request_id: int, by: str, at: float) -> bool:
    """Gives an open request to one person; False where somebody else has it or it is gone."""
    is_free = (_request.id == request_id) & (_request.state == OPEN)
    taken = handoff_request.update().where(is_free).values(state=CLAIMED, claimed_by=by, claimed_at=at)
    return bool(connection.execute(taken).rowcount)


def resolve(connection: Connection, request_id: int) -> bool:
    """Deletes a request that has been answered; False where it is gone already."""
    is_this = (_request.id == request_id) & (_request.state != DRAFT)
    return bool(connection.execute(handoff_request.delete().where(is_this)).rowcount)


def expire(connection: Connection, now: float) -> int:
    """Deletes the requests and drafts older than 30 days and returns how many there were."""
    is_old = _request.at < now - DAYS_KEPT * 24 * 3600
    return int(connection.execute(handoff_request.delete().where(is_old)).rowcount)
