"""What somebody leaves for a person is kept encrypted, once, in order, and no longer than promised."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from stores import claims, handoff, masking
from stores.errors import ClaimRefused
from stores.handoff import Details, HandoffError
from stores.schema import METADATA

DAY = 24 * 3600.0
SENDER = "rest:me"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "conversations.sqlite"


@pytest.fixture
def connection(file: Path) -> Iterator[sa.engine.Connection]:
    engine = sa.create_engine(f"sqlite:///{file}")
    METADATA.create_all(engine)
    handoff.use_keys(secrets.token_hex(32))
    with engine.connect() as connection:
        yield connection
    handoff.use_keys(None)


def slot(name: str, value: Any, at: float = 1.0) -> dict[str, Any]:
    return {"event": "slot", "name": f"handoff_{name}", "value": value, "timestamp": at}


def sent(at: float = 1.0) -> list[dict[str, Any]]:
    left = [slot(name, None, at) for name in ("name", "contact", "matter")]
    return [slot("sent", True, at), slot("sent", None, at), *left]


def said(intent: str, at: float, *also: str) -> list[dict[str, Any]]:
    parse = {"intent": {"name": intent}, "clauses": [{"intent": name} for name in (intent, *also)]}
    return [{"event": "user", "text": "…", "parse_data": parse, "timestamp": at}]


def leave(connection: sa.engine.Connection, sender: str = SENDER, at: float = 1.0) -> None:
    for answer in (slot("name", "Jane", at), slot("contact", "jane@x.org", at), slot("matter", "Money", at)):
        handoff.capture(connection, sender, [answer])
    handoff.capture(connection, sender, sent(at))


def test_answers_of_several_turns_are_one_request(connection) -> None:
    leave(connection)
    (request,) = handoff.queue(connection)
    assert (request.sender_id, request.kind, request.state) == (SENDER, "message", "open")
    assert handoff.read(connection, request.id) == Details("Jane", "jane@x.org", "Money")


def test_until_it_is_sent_it_is_in_no_queue(connection) -> None:
    handoff.capture(connection, SENDER, [slot("contact", "jane@x.org")])
    assert handoff.queue(connection) == []


def test_a_correction_replaces_what_was_said(connection) -> None:
    handoff.capture(connection, SENDER, [slot("contact", "jane@x.rog")])
    leave(connection)
    assert handoff.read(connection, handoff.queue(connection)[0].id).contact == "jane@x.org"


def test_a_mark_that_comes_back_out_of_the_conversation_changes_nothing(connection) -> None:
    handoff.capture(connection, SENDER, [slot("contact", "jane@x.org")])
    handoff.capture(connection, SENDER, [slot("contact", "[private]"), slot("name", "")])
    handoff.capture(connection, SENDER, sent())
    assert handoff.read(connection, handoff.queue(connection)[0].id) == Details("", "jane@x.org", "")


@pytest.mark.parametrize(
    "leaving",
    [
        [slot("name", None), slot("contact", None), slot("matter", None)],
        [{"event": "reset_slots", "timestamp": 2.0}],
    ],
)
def test_who_leaves_the_form_leaves_nothing(connection, leaving) -> None:
    handoff.capture(connection, SENDER, [slot("name", "Jane"), slot("contact", "jane@x.org")])
    handoff.capture(connection, SENDER, leaving)
    assert connection.execute(sa.select(sa.func.count()).select_from(handoff.handoff_request)).scalar() == 0


def test_nothing_stands_in_the_clear(connection, file: Path) -> None:
    leave(connection)
    stored = b"".join(path.read_bytes() for path in file.parent.iterdir())
    assert b"message" in stored
    for secret in (b"Jane", b"jane@x.org", b"Money"):
        assert secret not in stored


def test_a_turn_that_fails_leaves_nothing(connection) -> None:
    transaction = connection.begin()
    leave(connection)
    transaction.rollback()
    assert handoff.queue(connection) == []


def test_distress_is_first_and_stands_once(connection) -> None:
    leave(connection, at=1.0)
    for at in (5.0, 6.0):
        handoff.capture(connection, "rest:sad", said("distress", at))
    handoff.capture(connection, "rest:other", said("ask_salary", 7.0, "distress"))
    handoff.capture(connection, "rest:fine", said("ask_salary", 8.0))
    assert [(r.kind, r.sender_id, r.at) for r in handoff.queue(connection)] == [
        ("distress", "rest:sad", 6.0),
        ("distress", "rest:other", 7.0),
        ("message", SENDER, 1.0),
    ]
    with pytest.raises(HandoffError):
        handoff.read(connection, handoff.queue(connection)[0].id)


def test_an_ordinary_turn_asks_the_database_nothing() -> None:
    handoff.capture(None, SENDER, [*said("ask_salary", 1.0), {"event": "slot", "name": "area", "value": "OH"}])


def done(kind: str, by: str, **more: Any) -> list[dict[str, Any]]:
    return [{"event": kind, "timestamp": 9.0, "metadata": claims.act(by, **more)}]


def test_a_conversation_is_one_persons_and_what_was_left_goes_when_the_visitor_is_helped(connection) -> None:
    leave(connection)
    request_id = handoff.queue(connection)[0].id
    for early in (done("agent", "ann"), done("resume", "ann", how="resolved")):
        with pytest.raises(ClaimRefused, match="gone"):
            claims.capture(connection, SENDER, early)
    claims.capture(connection, SENDER, done("pause", "ann"))
    for other in (done("pause", "bob"), done("agent", "bob"), done("resume", "bob", how="resolved")):
        with pytest.raises(ClaimRefused, match="taken") as refused:
            claims.capture(connection, SENDER, other)
        assert refused.value.by == "ann"
    assert not handoff.resolve(connection, request_id), "somebody has it"
    handoff.capture(connection, SENDER, said("distress", 7.0))
    assert [(r.kind, r.claimed_by) for r in handoff.queue(connection)] == [("distress", "ann"), ("message", "ann")]
    claims.capture(connection, SENDER, done("resume", "lea", how="returned", instead_of="ann"))
    assert [(r.kind, r.claimed_by) for r in handoff.queue(connection)] == [("distress", None), ("message", None)]
    claims.capture(connection, SENDER, done("pause", "bob"))
    claims.capture(connection, SENDER, done("resume", "bob", how="resolved"))
    assert handoff.queue(connection) == []
    with pytest.raises(ClaimRefused, match="gone"):
        claims.capture(connection, SENDER, done("pause", "ann"))


def test_a_silent_claim_ends_only_if_nothing_was_done_since(connection) -> None:
    leave(connection)
    claims.capture(connection, SENDER, done("pause", "ann"))
    silent = claims.claim_of(connection, SENDER)
    assert claims.claims(connection, before=silent.at + 0.001) == [silent]
    assert claims.claims(connection, before=silent.at) == []
    claims.capture(connection, SENDER, done("agent", "ann"))
    ending = done("resume", "", how="timed_out", instead_of="ann", since=silent.at)
    with pytest.raises(ClaimRefused, match="taken"):
        claims.capture(connection, SENDER, ending)


def test_who_asks_for_a_person_waits_where_people_answer(connection) -> None:
    handoff.capture(connection, SENDER, said("human_handoff", 1.0))
    assert handoff.queue(connection) == [], "nobody answers here"
    handoff.use_desk(True)
    try:
        for at in (2.0, 3.0):
            handoff.capture(connection, SENDER, said("human_handoff", at))
    finally:
        handoff.use_desk(False)
    assert [(r.kind, r.at) for r in handoff.queue(connection)] == [("person", 2.0)]


def test_what_no_conversation_may_keep_is_known() -> None:
    contacts = ["jane@x.org, +1 614-555-0143"]
    assert masking.never_said("I write to Jane@X.org", contacts)
    assert masking.never_said("call 1 (614) 555 0143?", contacts)
    assert masking.never_said("your card 4111 1111 1111 1111", [])
    assert masking.never_said("SSN 536-22-8417", [])
    assert not masking.never_said("call us: 614 555 0199, or help@school.edu", contacts)
    assert not masking.never_said("nothing was left", [""])


def test_it_is_kept_thirty_days(connection) -> None:
    leave(connection, at=0.0)
    handoff.capture(connection, SENDER, [slot("name", "Jane", at=2 * DAY)])
    assert handoff.expire(connection, now=29.9 * DAY) == 0
    assert handoff.expire(connection, now=30.1 * DAY) == 1
    assert handoff.expire(connection, now=33 * DAY) == 1


def test_an_older_key_still_reads_and_a_lost_one_does_not(connection) -> None:
    old, new = secrets.token_hex(32), secrets.token_hex(32)
    handoff.use_keys(old)
    leave(connection)
    request_id = handoff.queue(connection)[0].id
    handoff.use_keys(f"{new}, {old}")
    assert handoff.read(connection, request_id).name == "Jane"
    handoff.use_keys(new)
    with pytest.raises(HandoffError, match="none of the keys"):
        handoff.read(connection, request_id)


def test_a_draft_whose_key_is_lost_is_forgotten(connection) -> None:
    handoff.capture(connection, SENDER, [slot("contact", "jane@x.org")])
    handoff.use_keys(secrets.token_hex(32))
    with pytest.raises(HandoffError, match="nothing is left"):
        handoff.capture(connection, SENDER, sent())
    handoff.capture(connection, SENDER, [slot("contact", None)])
    assert handoff.queue(connection) == []


def test_without_a_key_nothing_is_kept(connection) -> None:
    handoff.use_keys(None)
    with pytest.raises(HandoffError):
        handoff.capture(connection, SENDER, [slot("contact", "jane@x.org")])
    assert handoff.queue(connection) == []
    handoff.capture(connection, SENDER, said("distress", 1.0))
    assert len(handoff.queue(connection)) == 1


@pytest.mark.parametrize("key", ["secret", "0" * 64, "00ff" * 16, "90b08d08f2531fd82bfbae9b46d7de91", "é" * 64])
def test_a_weak_key_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="."):
        handoff.use_keys(key)
