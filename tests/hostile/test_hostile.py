"""A hostile day: whatever is sent to whichever address, nothing breaks and nobody reads what is not theirs.

GUIDE_HOSTILE_REQUESTS says how many requests the fuzzer sends, and about as many come from schemathesis; 10,000 are the
full trial.
"""

from __future__ import annotations

import os
import random
import secrets
import socket
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
import requests

from runtime.http_api import HEADERS
from tests.channels.platforms import SETTINGS
from tests.channels.visitor import Visitor
from tests.guide import Guide, running_guide
from tests.hostile import doors, fuzz, schema

REQUESTS = int(os.environ.get("GUIDE_HOSTILE_REQUESTS", "300"))
SEED = int(os.environ.get("GUIDE_HOSTILE_SEED", "1"))
SENDERS = 4
TOKEN = secrets.token_hex(16)
# Stands in one visitor's conversation alone: an answer with it has been read by somebody else.
MARK = "zwetschgenknoedel"
# What a process may be larger after than before, in bytes: buffers that Python keeps.
GROWTH = 60 << 20


@pytest.fixture(scope="module")
def guide(trained_model: Path, widget_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guide]:
    """A guide with every channel and interface open, and platforms that nobody answers for."""
    nobody = {f"GUIDE_{name}_API": "http://127.0.0.1:9/x" for name in ("TELEGRAM", "SLACK", "MESSENGER", "TWILIO")}
    rates = {"GUIDE_WEBCHAT_SESSION_RATE": "100000", "GUIDE_WEBCHAT_ADDRESS_RATE": "100000"}
    settings = {**SETTINGS, **nobody, **rates, "GUIDE_API_TOKEN": TOKEN, "GUIDE_PLATFORM_TIMEOUT": "1"}
    with running_guide(tmp_path_factory.mktemp("hostile"), trained_model, settings=settings) as running:
        yield running


def test_no_request_breaks_anything_or_reads_what_is_not_its_own(guide: Guide) -> None:
    victim, visitor = Visitor.begin(guide), Visitor.begin(guide)
    victim.say(f"tell me about {MARK}")
    known = [
        *doors.webchat(guide, None), *doors.webchat(guide, visitor), *doors.rasa(guide, None),
        *doors.rasa(guide, TOKEN), *doors.others(guide), *doors.actions(guide),
    ]  # fmt: skip
    chance = random.Random(SEED)
    sent = [(door, fuzz.request(door, chance)) for _, door in zip(range(REQUESTS), _round(known), strict=False)]
    # Half a minute of requests fills what a server then keeps: Sanic holds a closed connection for that long.
    answers = _send(sent[: REQUESTS // 2])
    before = memory(guide)
    answers += _send(sent[REQUESTS // 2 :])
    broken = [(status, raw[:300]) for (_, raw), (status, _) in zip(sent, answers, strict=True) if (status or 0) >= 500]
    assert not broken, broken[:3]
    foreign = [raw[:300] for (_, raw), (_, answer) in zip(sent, answers, strict=True) if MARK.encode() in answer]
    assert not foreign, foreign
    assert len(Counter(status for status, _ in answers)) > 4
    assert_nothing_broke(guide, before)
    assert MARK in victim.history()[1]["text"]
    assert "$" in visitor.say("how much do data scientists make in ohio?")[0]["text"]


def test_requests_made_from_the_document_are_answered_as_it_says(guide: Guide) -> None:
    victim = Visitor.begin(guide)
    victim.say(f"tell me about {MARK}")
    before = memory(guide)
    answers = list(schema.sent(guide, lambda: Visitor.begin(guide), TOKEN, max(1, REQUESTS // 100)))
    assert len(answers) > REQUESTS // 2
    wrong = [(one.label, one.status, one.wrong) for one in answers if one.wrong]
    assert not wrong, wrong[:3]
    assert {one.status for one in answers if one.key is False} == {401, 403}
    assert not [one.label for one in answers if one.key and one.status in (401, 403)]
    assert not [one.label for one in answers if MARK.encode() in one.body]
    assert_nothing_broke(guide, before)
    assert MARK in victim.history()[1]["text"]


def assert_nothing_broke(guide: Guide, before: dict[str, int]) -> None:
    assert all(process.poll() is None for process in guide.processes.values())
    assert {name: now - before[name] for name, now in memory(guide).items() if now - before[name] > GROWTH} == {}


def _round(known: list[fuzz.Door]) -> Iterator[fuzz.Door]:
    while True:
        yield from known


def _send(sent: list[tuple[fuzz.Door, bytes]]) -> list[tuple[int | None, bytes]]:
    with ThreadPoolExecutor(SENDERS) as senders:
        return list(senders.map(lambda pair: fuzz.exchange(pair[0].base, pair[1]), sent))


def memory(guide: Guide) -> dict[str, int]:
    """Returns the bytes that each server holds."""
    return {name: psutil.Process(process.pid).memory_info().rss for name, process in guide.processes.items()}


@pytest.mark.parametrize(
    "length", ["-1", "1, 1", "0x10", "+5", "1\r\nContent-Length: 2", "4\r\nTransfer-Encoding: chunked"]
)
def test_a_length_that_is_none_is_refused(guide: Guide, length: str) -> None:
    for base in (guide.base, guide.actions):
        sent = f"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\nxxxx".encode()
        assert fuzz.exchange(base, sent)[0] == 400
        assert requests.get(f"{guide.actions}/health", timeout=20).status_code == 200
    assert requests.get(f"{guide.base}/", timeout=20).status_code == 200


@pytest.mark.parametrize("path", ["/webhook", "/webhook/"])
def test_what_is_no_call_of_an_action_is_refused_on_whatever_path(guide: Guide, path: str) -> None:
    call = next(door.body for door in doors.actions(guide) if door.body)
    tracker = call["tracker"]
    parts = (
        {"sender_id": 1},
        {"latest_message": {"text": "hi", "intent": 1e308}},
        {"latest_message": {"entities": [1]}},
    )
    assert requests.post(guide.actions + path, json=call, timeout=30).status_code == 200
    wholes = (
        {"version": -1},
        {"tracker": None},
        {"next_action": ["a"]},
        *({"tracker": tracker | part} for part in parts),
    )
    for spoilt in (*(call | whole for whole in wholes), []):
        assert requests.post(guide.actions + path, json=spoilt, timeout=30).status_code == 400, spoilt
    packed = {"Content-Encoding": "deflate"}
    assert requests.post(guide.actions + path, json=call, headers=packed, timeout=30).status_code == 400


def test_half_open_connections_hold_nobody_up(guide: Guide) -> None:
    address = urlsplit(guide.base)
    with ExitStack() as opened:
        for number in range(200):
            connection = opened.enter_context(socket.create_connection((address.hostname, address.port), timeout=30))
            connection.sendall((b"POST /webhooks/webchat/messages HTTP/1.1\r\nX-Slow: ", b"")[number % 2])
        visitor = Visitor.begin(guide)
        assert "$" in visitor.say("how much do data scientists make in ohio?")[0]["text"]


def test_rasas_own_interface_is_closed_but_for_what_is_named(guide: Guide) -> None:
    found: dict[str, set[str]] = {}
    for given in ("", "?token=", f"?token={TOKEN[:-1]}", f"?token={TOKEN}"):
        for method, path, body in doors.RASA:
            status = requests.request(method, f"{guide.base}{path}{given}", json=body, timeout=30).status_code
            if status < 400 or (given and status == 400):
                found.setdefault(given and given[-1], set()).add(f"{method} {path.replace('webchat:x', 'ID')}")
    everybody = {"GET /", "GET /version"}
    more = {"GET /status", "GET /conversations/ID/tracker", "POST /model/parse", "POST /model/predict", "PUT /model"}
    assert found.pop("") == everybody
    assert found.pop(TOKEN[-1]) == everybody | more
    assert all(opened == everybody for opened in found.values())


def test_a_server_without_the_token_has_no_interface_at_all(servers: Guide) -> None:
    opened = set()
    for method, path, body in doors.RASA:
        for given in ("", "?token=", "?token=None"):
            if requests.request(method, f"{servers.base}{path}{given}", json=body, timeout=30).status_code < 400:
                opened.add(path)
    assert opened == {"/"}


def test_every_answer_has_the_headers_that_browsers_heed(guide: Guide) -> None:
    for path in ("/", "/ready", "/nowhere", "/webhooks/webchat/health", "/webhooks/webchat/widget.js", "/model"):
        answer = requests.get(guide.base + path, timeout=30)
        for name in HEADERS:
            assert name in answer.headers, (path, name)
        assert "server" not in {name.lower() for name in answer.headers}
    demo = requests.get(f"{guide.webchat}/demo", timeout=30).headers["Content-Security-Policy"]
    assert "script-src 'self'" in demo and "default-src 'none'" in demo


def test_a_broken_model_is_refused_and_the_old_one_goes_on(guide: Guide, trained_model: Path, tmp_path: Path) -> None:
    half = tmp_path / "half.tar.gz"
    half.write_bytes(trained_model.read_bytes()[:100_000])
    for name in (str(half), str(tmp_path / "none.tar.gz"), "/etc/passwd", "\x00", ""):
        call = requests.put(f"{guide.base}/model?token={TOKEN}", json={"model_file": name}, timeout=30)
        assert call.status_code == 400, name
    for body in ({"model_server": {"url": "http://127.0.0.1:9"}}, {"model_file": str(half), "remote_storage": "aws"}):
        assert requests.put(f"{guide.base}/model?token={TOKEN}", json=body, timeout=30).status_code == 400
    assert guide.say("still", "hello")
