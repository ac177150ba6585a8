"""The webchat API as a website's visitor gets it, from the real assistant: every row of it and every error."""

from __future__ import annotations

import json
import random
import sqlite3
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import jwt
import pytest
import requests
from jsonschema import Draft7Validator

from tests.channels.visitor import Visitor, refusal
from tests.guide import Guide

SCHEMA = json.loads((Path(__file__).parent.parent / "contract" / "message.schema.json").read_text())
FORGERIES = 500
REPEATS = 200


def said(text: str = "hello", **more: object) -> dict[str, object]:
    """Returns a body of POST /messages."""
    return {"client_id": str(uuid.uuid4()), "text": text, **more}


@pytest.fixture
def visitor(servers: Guide) -> Visitor:
    """A visitor whose address nobody else has."""
    return Visitor.begin(servers, address=f"198.51.100.{random.randrange(256)}:{uuid.uuid4().hex[:8]}")


def test_a_session_begins_with_the_greeting_and_its_menu(visitor: Visitor) -> None:
    greeting = visitor.messages[0]
    assert greeting["from"] == "assistant" and "bot" in greeting["text"]
    assert greeting["buttons"][0]["title"] == "What is the job?"
    assert visitor.history() == visitor.messages


def test_every_message_is_of_the_contract(visitor: Visitor) -> None:
    visitor.say("find me a bachelor's degree program in computer science in Ohio with low debt")
    card = visitor.messages[0]["cards"][0]
    assert card["title"] == "1. Youngstown State University"
    assert card["facts"][1]["value"] == "$20,930"
    assert "College Scorecard" in visitor.messages[0]["sources"][card["facts"][1]["source"]]["name"]
    assert len(visitor.messages[0]["text"].split()) <= 80
    assert visitor.messages[0]["charts"][0]["kind"] == "scatter"
    assert "Youngstown" in visitor.press("Details")[0]["text"]
    assert visitor.say("how much do ml engineers make in texas?")[0]["charts"][0]["kind"] == "range"
    assert visitor.say("which states pay data scientists most?")[0]["charts"][0]["kind"] == "bar"
    for message in visitor.history():
        Draft7Validator(SCHEMA).validate(message)


def test_a_list_comes_in_one_piece_and_its_source_apart(visitor: Visitor) -> None:
    (answer,) = visitor.say("how much do ml engineers make in texas?")
    assert answer["text"].count("\n- ") == 3 and "Source" not in answer["text"]
    assert answer["sources"][0]["url"].startswith("https://www.bls.gov/")


def test_a_button_shows_as_its_title(visitor: Visitor) -> None:
    visitor.press("How is the pay?")
    assert [(m["from"], m["text"]) for m in visitor.history()][1] == ("visitor", "How is the pay?")


@pytest.mark.parametrize(
    "text", ["/restart", "/session_start", "/start_over", '/inform{"area": "TX"}', " /ask_salary", "/ask_salary{}"]
)
def test_what_is_typed_is_text(visitor: Visitor, servers: Guide, text: str) -> None:
    assert visitor.say(text)
    assert [m["text"] for m in visitor.history() if m["from"] == "visitor"] == [text.strip()]
    with closing(sqlite3.connect(servers.database)) as database:
        query = "SELECT data FROM events WHERE sender_id = ? AND type_name = 'user' ORDER BY id DESC"
        stored = json.loads(database.execute(query, [f"webchat:{visitor.session_id}"]).fetchone()[0])
    # A command has no rivals; a text was understood, and weighed against other intents.
    assert len(stored["parse_data"]["intent_ranking"]) > 1


@pytest.mark.parametrize("payload", ["start_over", "ask_help", "human_handoff", "ask_privacy"])
def test_the_fixed_menu_is_always_offered(visitor: Visitor, payload: str) -> None:
    answer = visitor.call("POST", "/messages", {"client_id": str(uuid.uuid4()), "payload": payload})
    assert answer.status_code == 200 and answer.json()["messages"]


def test_only_what_was_offered_here_runs(visitor: Visitor, servers: Guide) -> None:
    other = Visitor.begin(servers, address=visitor.address)
    for payload in ("/restart", "/ask_salary", "restart", other.payload("How is the pay?"), visitor.token, "", "a.b.c"):
        answer = visitor.call("POST", "/messages", {"client_id": str(uuid.uuid4()), "payload": payload})
        assert refusal(answer) == (409, "payload_not_offered"), payload
    assert len(visitor.history()) == 1


def test_forged_expired_and_foreign_tokens_open_nothing(visitor: Visitor, servers: Guide) -> None:
    secret = servers.environment["GUIDE_WEBCHAT_SECRET"]
    claims = jwt.decode(visitor.token, secret, ["HS256"], audience="webchat")
    rng = random.Random(6)

    def forged(kind: int) -> str:
        header, body, signature = visitor.token.split(".")
        at = rng.randrange(len(signature) - 1)
        return [
            f"{header}.{body}.{signature[:at]}{'A' if signature[at] != 'A' else 'B'}{signature[at + 1 :]}",
            jwt.encode(claims, rng.randbytes(32).hex(), "HS256"),
            jwt.encode({**claims, "exp": int(time.time()) - rng.randrange(1, 10**6)}, secret, "HS256"),
            jwt.encode(claims, "", "none"),
            jwt.encode({**claims, "aud": "other"}, secret, "HS256"),
            jwt.encode({**claims, "sub": None}, secret, "HS256"),
            visitor.payload("How is the pay?"),
            rng.randbytes(rng.randrange(1, 200)).hex(),
        ][kind % 8]

    pages = Visitor(servers)
    with requests.Session() as session:
        for number in range(FORGERIES):
            headers = {"Authorization": f"Bearer {forged(number)}", "X-Forwarded-For": f"10.1.{number % 200}.9"}
            answer = session.get(servers.webchat + "/messages", headers=headers)
            assert answer.status_code == 401, number
            assert refusal(answer)[1] in ("token_invalid", "token_expired")
    assert refusal(pages.call("GET", "/messages")) == (401, "token_missing")


def test_repeats_and_races_make_one_turn(servers: Guide) -> None:
    turns = REPEATS // 10
    visitors = [Visitor.begin(servers, address=f"192.0.2.{number}") for number in range(turns)]
    bodies = [said("what do they do all day?") for _ in visitors]
    with ThreadPoolExecutor(10) as pool:
        for visitor, body in zip(visitors, bodies, strict=True):
            answers = list(pool.map(lambda _, v=visitor, b=body: v.call("POST", "/messages", b), range(10)))
            assert {answer.status_code for answer in answers} == {200}
            assert len({json.dumps([m["id"] for m in answer.json()["messages"]]) for answer in answers}) == 1
    for visitor, body in zip(visitors, bodies, strict=True):
        assert [m["client_id"] for m in visitor.history() if m["from"] == "visitor"] == [body["client_id"]]


def test_two_at_once_stay_in_order(visitor: Visitor) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(visitor.say, ["how is the pay?", "is it growing?"]))
    senders = [message["from"] for message in visitor.history()]
    assert senders == ["assistant", "visitor", "assistant", "visitor", "assistant"]


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1:1", "https://127.0.0.1.evil.example"],
)
def test_other_sites_get_nothing(servers: Guide, origin: str) -> None:
    for method, path in (
        ("POST", "/sessions"),
        ("GET", "/messages"),
        ("OPTIONS", "/messages"),
        ("DELETE", "/sessions/current"),
    ):
        answer = Visitor(servers, origin=origin).call(method, path)
        assert refusal(answer) == (403, "origin_not_allowed")
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_site_that_is_allowed_may_ask_across_origins(servers: Guide) -> None:
    asked = Visitor(servers).call("OPTIONS", "/messages", **{"Access-Control-Request-Method": "POST"})
    assert asked.status_code == 204
    assert asked.headers["Access-Control-Allow-Origin"] == servers.site
    assert {"Authorization", "Content-Type"} <= set(asked.headers["Access-Control-Allow-Headers"].split(", "))
    assert "Access-Control-Allow-Credentials" not in asked.headers
    refused = Visitor(servers).call("GET", "/messages")
    assert refused.headers["Access-Control-Allow-Origin"] == servers.site


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"[]", b'"hi"', b"", {}, {"text": "hi"}, {"client_id": "7", "text": "hi"}, said(""), said("  \n "),
        said(payload="ask_help"), said(text=None), said(text=7), said(text=None, payload=["ask_help"]),
        {"client_id": 7, "text": "hi"},
    ],
    ids=range(14),
)  # fmt: skip
def test_what_is_no_message_is_refused(visitor: Visitor, body: object) -> None:
    assert refusal(visitor.call("POST", "/messages", body)) == (400, "bad_request")


def test_long_texts_are_refused_and_the_longest_is_taken(visitor: Visitor) -> None:
    assert refusal(visitor.call("POST", "/messages", said("é" * 1001))) == (413, "too_long")
    assert refusal(visitor.call("POST", "/messages", b'{"text": "' + b"x" * 8200 + b'"}')) == (413, "too_long")
    # a thousand letters of two code points each are a thousand after NFC
    assert visitor.call("POST", "/messages", said("e\u0301" * 1000)).status_code == 200


def test_reading_on_from_a_cursor(visitor: Visitor) -> None:
    cursor = visitor.call("GET", "/messages").json()["cursor"]
    visitor.say("how is the pay?")
    visitor.say("is it growing?")
    page = visitor.call("GET", f"/messages?after={cursor}&limit=3").json()
    assert [m["from"] for m in page["messages"]] == ["visitor", "assistant", "visitor"] and page["more"]
    rest = visitor.call("GET", f"/messages?after={page['cursor']}").json()
    assert [m["from"] for m in rest["messages"]] == ["assistant"] and not rest["more"]
    assert visitor.history("?after=0&limit=200") == visitor.history()
    for query in ("?limit=0", "?limit=201", "?limit=x", "?after=nonsense"):
        assert refusal(visitor.call("GET", f"/messages{query}")) == (400, "bad_request")


def test_feedback_is_for_answers_of_this_conversation(visitor: Visitor, servers: Guide) -> None:
    answer = visitor.say("how is the pay?")[0]["id"]
    for value in ("up", "down"):
        assert visitor.call("POST", "/feedback", {"message_id": answer, "value": value}).status_code == 204
    foreign = Visitor.begin(servers, address=visitor.address).messages[0]["id"]
    for message_id in (foreign, "nonsense", visitor.history()[1]["id"]):
        body = {"message_id": message_id, "value": "up"}
        assert refusal(visitor.call("POST", "/feedback", body)) == (404, "unknown_message")
    for body in (
        {"message_id": answer, "value": "meh"},
        {"value": "up"},
        {"message_id": answer, "value": "up", "comment": 1},
    ):
        assert refusal(visitor.call("POST", "/feedback", body)) == (400, "bad_request")


def test_erased_is_erased(visitor: Visitor) -> None:
    visitor.say("how is the pay?")
    assert visitor.call("DELETE", "/sessions/current").status_code == 204
    for method, path in (
        ("GET", "/messages"),
        ("POST", "/messages"),
        ("POST", "/sessions/renew"),
        ("DELETE", "/sessions/current"),
    ):
        assert refusal(visitor.call(method, path, said() if method == "POST" else None)) == (401, "session_erased")


def test_a_renewed_token_is_of_the_same_conversation(visitor: Visitor) -> None:
    renewed = visitor.call("POST", "/sessions/renew")
    assert renewed.status_code == 200 and set(renewed.json()) == {"token", "expires_at"}
    before = visitor.history()
    visitor.token = renewed.json()["token"]
    assert visitor.history() == before


def test_too_many_messages_are_told_to_wait(visitor: Visitor) -> None:
    answers = [visitor.call("POST", "/messages", b"{") for _ in range(21)]
    assert [answer.status_code for answer in answers] == [400] * 20 + [429]
    assert refusal(answers[-1])[1] == "rate_limited"
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert visitor.call("GET", "/messages").status_code == 200


def test_too_many_calls_of_an_address_are_told_to_wait(servers: Guide) -> None:
    most = int(servers.environment["GUIDE_WEBCHAT_ADDRESS_RATE"])
    with requests.Session() as session:
        headers = {"Origin": servers.site, "X-Forwarded-For": "192.0.2.250"}
        statuses = [session.post(servers.webchat + "/feedback", headers=headers).status_code for _ in range(most + 1)]
    assert statuses == [401] * most + [429]


def test_the_widget_is_cached_and_pinned(servers: Guide) -> None:
    answer = requests.get(servers.webchat + "/widget.js", timeout=10)
    assert answer.status_code == 200 and answer.headers["Content-Encoding"] == "gzip"
    assert "max-age=300" in answer.headers["Cache-Control"]
    again = requests.get(servers.webchat + "/widget.js", headers={"If-None-Match": answer.headers["ETag"]}, timeout=10)
    assert again.status_code == 304 and not again.content
    pinned = requests.get(f"{servers.webchat}/{answer.headers['X-Widget']}", timeout=10)
    assert pinned.content == answer.content and "immutable" in pinned.headers["Cache-Control"]
    assert requests.get(servers.webchat + "/widget.0123456789abcdef.js", timeout=10).status_code == 404
    assert requests.get(servers.webchat + "/health", timeout=10).json() == {"status": "ok"}
    assert 'src="widget.js"' in requests.get(servers.webchat + "/demo", timeout=10).text
