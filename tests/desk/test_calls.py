"""The way into conversations for the console's server: closed to others, once, and to one person at a time."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest
import requests

from console.reader.projection import hash_of
from tests.guide import DESK_TOKEN, Guide

Call = Callable[..., requests.Response]
EMAIL = "wilhelmina.k@example.org"


@pytest.fixture
def call(servers: Guide) -> Call:
    """Calls the desk as the console does; keywords starting with an underscore are headers."""

    def post(path: str, sender: str, **body: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {DESK_TOKEN}", **body.pop("headers", {})}
        body = {"conversation": _hash(servers, f"rest:{sender}"), "client_id": str(uuid.uuid4()), **body}
        return requests.post(f"{servers.base}/webhooks/desk/{path}", json=body, headers=headers, timeout=30)

    return post


def _hash(servers: Guide, sender: str) -> str:
    with closing(sqlite3.connect(servers.database)) as connection:
        key = connection.execute("SELECT value FROM meta WHERE name = 'hash_key'").fetchone()[0]
    return hash_of(bytes.fromhex(key), sender)


def said(servers: Guide, sender: str) -> list[tuple[str, str]]:
    """Returns who said what in a conversation, as stored."""
    query = (
        "SELECT type_name, json_extract(data, '$.text') FROM events "
        "WHERE sender_id = ? AND type_name IN ('user', 'bot', 'agent') ORDER BY id"
    )
    with closing(sqlite3.connect(servers.database)) as connection:
        return connection.execute(query, (f"rest:{sender}",)).fetchall()


def test_only_the_consoles_server_gets_in(servers: Guide, call: Call) -> None:
    servers.say("desk-door", "can i talk to a human")
    for headers in (
        {"Authorization": ""},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Bearer {DESK_TOKEN[:-1]}"},
        {"Origin": "https://evil.example"},
        {"X-Forwarded-For": "203.0.113.9"},
    ):
        for path in ("left", "claim", "answer", "back"):
            assert call(path, "desk-door", by="eve", text="hi", how="resolved", headers=headers).status_code == 401
    assert [who for who, _ in said(servers, "desk-door")].count("agent") == 0


def test_of_two_who_take_it_at_once_one_has_it(servers: Guide, call: Call) -> None:
    servers.say("desk-race", "can i talk to a human")
    people = ["ann", "bob", "cyn", "dan"]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda name: call("claim", "desk-race", by=name), people))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    winner = people[[answer.status_code for answer in answers].index(200)]
    refused = [answer.json()["error"] for answer in answers if answer.status_code == 409]
    assert refused == [{"code": "taken", "by": winner}] * 3
    assert call("answer", "desk-race", by="eve", text="hi").status_code == 409
    assert call("claim", "desk-race", by=winner).status_code == 200, "again is no mistake"
    assert sum("A person from the team is here" in text for _, text in said(servers, "desk-race")) == 1


def test_an_answer_is_said_once_and_the_bot_is_silent(servers: Guide, call: Call) -> None:
    servers.say("desk-once", "find me a degree")
    servers.say("desk-once", "can i talk to a human")
    call("claim", "desk-once", by="ann")
    key = str(uuid.uuid4())
    with ThreadPoolExecutor(3) as pool:
        sent = list(pool.map(lambda _: call("answer", "desk-once", by="ann", text="Hello", client_id=key), range(3)))
    assert len({answer.json()["message_id"] for answer in sent}) == 1
    for text in ("hi there", "how much do they earn", "/restart", "delete my data"):
        assert servers.say("desk-once", text) == []
    assert [text for who, text in said(servers, "desk-once") if who == "agent"] == ["Hello"]
    other = call("back", "desk-once", by="lea", how="returned", instead_of="bob")
    assert other.json()["error"] == {"code": "taken", "by": "ann"}
    assert call("back", "desk-once", by="lea", how="returned", instead_of="ann").status_code == 200
    assert "I am the bot" in said(servers, "desk-once")[-1][1]
    assert call("answer", "desk-once", by="ann", text="late").json()["error"]["code"] == "gone"
    assert "highest level" in servers.say("desk-once", "find me a degree")[-1]["text"], "the flow goes on"


def test_what_was_left_is_read_and_not_repeated(servers: Guide, call: Call) -> None:
    for text in ("i want to leave a message", "yes", "I'm Wilhelmina", EMAIL, "transfer credits"):
        servers.say("desk-left", text)
    (left,) = call("left", "desk-left").json()["left"]
    assert (left["name"], left["contact"], left["matter"]) == ("Wilhelmina", EMAIL, "transfer credits")
    call("claim", "desk-left", by="ann")
    for text in (f"I wrote to {EMAIL.upper()}", "your card is 4111 1111 1111 1111"):
        assert call("answer", "desk-left", by="ann", text=text).status_code == 422
    assert call("answer", "desk-left", by="ann", text="Call 614 555 0100 or us@school.edu").status_code == 200
    assert said(servers, "desk-left")[-1] == ("agent", "Call 614 555 0100 or us@school.edu"), "the team's own is kept"
    assert EMAIL not in str(said(servers, "desk-left"))
    assert call("back", "desk-left", by="ann", how="resolved").status_code == 200
    assert call("left", "desk-left").status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": " \n "}, 400),
        ({"text": "x" * 2001}, 413),
        ({"text": "x" * 40_000}, 413),
        ({"text": ["x"]}, 400),
        ({"by": ""}, 400),
        ({"by": "x" * 151}, 400),
        ({"client_id": "1"}, 400),
        ({"conversation": "0" * 64}, 404),
        ({"conversation": None}, 400),
    ],
)
def test_nonsense_is_refused(servers: Guide, call: Call, body: dict[str, Any], status: int) -> None:
    servers.say("desk-bad", "can i talk to a human")
    assert call("answer", "desk-bad", **{"by": "ann", "text": "hi", **body}).status_code == status
    assert "agent" not in [who for who, _ in said(servers, "desk-bad")]


def test_who_is_erased_is_answered_by_nobody(servers: Guide, call: Call) -> None:
    from stores.database import close_database, open_database
    from stores.erasure import erase

    servers.say("desk-gone", "can i talk to a human")
    call("claim", "desk-gone", by="ann")
    open_database(str(servers.database)).write_now(lambda connection: erase(connection, "rest:desk-gone"))
    close_database(str(servers.database))
    assert call("answer", "desk-gone", by="ann", text="hello?").status_code == 404
    assert said(servers, "desk-gone") == []
