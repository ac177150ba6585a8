"""People who tell of themselves on every way in, while all goes well and while it does not; and the team that helps."""

from __future__ import annotations

import json
import re
import sqlite3
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing
from urllib.parse import quote

import requests

from console.reader.projection import hash_of
from setup.services import Service
from tests.channels.fake_api import FakeApi
from tests.channels.platforms import ALL
from tests.channels.visitor import Visitor
from tests.console.running import PASSWORD, Console
from tests.guide import Guide

SECONDS = 60.0


def on_webchat(guide: Guide, texts: Sequence[str], comment: str) -> str:
    """Says all on the website chat, and something more in what is thought of an answer; returns who said it."""
    visitor = Visitor.begin(guide)
    rated = visitor.messages[0]["id"]
    for text in texts:
        visitor.say(text)
    opinion = {"message_id": rated, "value": "down", "comment": comment}
    assert visitor.call("POST", "/feedback", opinion).status_code == 204
    return f"webchat:{visitor.session_id}"


def on_platforms(guide: Guide, texts: Sequence[str]) -> dict[str, str]:
    """Says all on each platform; returns who says it once every turn is stored."""
    people = {name: platform.person() for name, platform in ALL.items()}
    for name, platform in ALL.items():
        for text in texts:
            sent = platform.text(people[name], text)
            url = f"{guide.base}/webhooks/{name}/webhook"
            assert requests.post(url, data=sent.body, headers=sent.headers, timeout=SECONDS).status_code == 200
    deadline = time.monotonic() + SECONDS
    while (left := [name for name in ALL if turns(guide, f"{name}:{people[name]}") < len(texts)]) != []:
        assert time.monotonic() < deadline, left
        time.sleep(0.1)
    return people


def turns(guide: Guide, sender: str) -> int:
    """Returns how many turns of a conversation are stored."""
    with closing(sqlite3.connect(guide.database)) as connection:
        query = "SELECT count(*) FROM request WHERE sender_id = ?"
        return int(connection.execute(query, (sender,)).fetchone()[0])


def in_broken_requests(guide: Guide, token: str, said: str) -> None:
    """Sends what is said where it does not belong: as ids, wrong types, paths, half a body, a forged request."""
    visitor = Visitor.begin(guide)
    bodies = (
        said.encode(),
        json.dumps({"sender": [said], "message": said, "client_id": said, "text": [said]}).encode(),
        json.dumps({"message": {"text": said}, "client_id": str(uuid.uuid4()), "payload": said}).encode(),
        json.dumps({"text": said, "update_id": said, "object": "page", "entry": [said], "message_id": said}).encode(),
    )
    calls = [
        ("GET", f"/webhooks/{quote(said)}", None),
        ("GET", f"/webhooks/webchat/messages?after={quote(said)}&limit={quote(said)}", None),
        ("GET", f"/conversations/{quote(said)}/tracker?token={token}", None),
        *(("POST", path, body) for path in PATHS for body in bodies),
        *(("POST", f"/model/{name}?token={token}", body) for name in ("parse", "predict") for body in bodies),
    ]
    headers = {"Origin": guide.site, "Authorization": f"Bearer {visitor.token}", "X-Said": quote(said)}
    for method, path, body in calls:
        answer = requests.request(method, guide.base + path, data=body, headers=headers, timeout=SECONDS)
        assert answer.status_code < 500, (path, answer.text)
    for name, platform in ALL.items():
        for body in bodies:
            sent = platform.signed(body)
            requests.post(f"{guide.base}/webhooks/{name}/webhook", data=body, headers=sent.headers, timeout=SECONDS)
    for action in ("action_answer", said):
        latest = {"text": said, "intent": {"name": "ask_salary"}, "entities": [said]}
        tracker = {"sender_id": "rest:broken", "slots": {"area": said}, "events": [], "latest_message": latest}
        call = {"next_action": action, "sender_id": "rest:broken", "tracker": tracker, "version": "3.6.21"}
        requests.post(f"{guide.actions}/webhook", json=call, timeout=SECONDS)


PATHS = ("/webhooks/rest/webhook", "/webhooks/webchat/messages", "/webhooks/webchat/feedback", "/webhooks/desk/answer")


def while_things_fail(guide: Guide, api: FakeApi, locks: Service, said: str) -> None:
    """Says something to platforms that fail, without Redis, to a locked database, and without an action server.

    The last is not started again.
    """
    api.mode = 400
    on_platforms(guide, [said])
    api.mode = "ok"
    locks.stop()
    assert guide.post({"sender": "no-redis", "message": said})[0] == 503
    locks.start()
    with closing(sqlite3.connect(guide.database)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        assert guide.post({"sender": "no-database", "message": said})[0] == 503
        connection.rollback()
    guide.processes["actions"].kill()
    guide.processes["actions"].wait(20)
    assert guide.say("no-actions", said)


def at_the_console(console: Console, name: str) -> requests.Session:
    """Returns a browser of somebody of the team who has logged in."""
    browser = requests.Session()
    browser.get(f"{console.base}/login/", timeout=SECONDS)
    form = {"username": name, "password": PASSWORD}
    assert "/login/" not in send(browser, console, "/login/", **form).url
    return browser


def send(browser: requests.Session, console: Console, path: str, **form: str) -> requests.Response:
    """Returns what the console answers to a form."""
    form["csrfmiddlewaretoken"] = browser.cookies["guide_console_csrf"]
    return browser.post(f"{console.base}{path}", data=form, timeout=SECONDS)


def helped(console: Console, browser: requests.Session, guide: Guide, sender: str, left: Sequence[str]) -> None:
    """Takes a visitor on, tries to say what they left encrypted, answers, and ends it.

    Raises AssertionError when what was left is not shown to who has the conversation.
    """
    with closing(sqlite3.connect(guide.database)) as connection:
        key = connection.execute("SELECT value FROM meta WHERE name = 'hash_key'").fetchone()[0]
    with closing(sqlite3.connect(console.folder / "console.sqlite")) as connection:
        query = "SELECT alias FROM console_conversation WHERE sender_hash = ?"
        (alias,) = connection.execute(query, (hash_of(bytes.fromhex(key), sender),)).fetchone()
    address = f"/desk/{alias}/"
    send(browser, console, f"{address}claim/")
    page = browser.get(console.base + address, timeout=SECONDS).text
    assert all(part in page for part in left), page
    for text in (f"I will write to {left[1]}", "Somebody will write to you."):
        send(browser, console, f"{address}answer/", text=text, key=str(uuid.uuid4()))
    send(browser, console, f"{address}back/", how="resolved", key=str(uuid.uuid4()))


def aliases(browser: requests.Session, console: Console, path: str) -> list[str]:
    """Returns the conversations that a page of the console names."""
    page = browser.get(console.base + path, timeout=SECONDS).text
    return sorted(set(re.findall(r"\b[A-Z0-9]{5}-[A-Z0-9]{5}\b", page)))


def shown(console: Console, browser: requests.Session) -> Iterator[tuple[str, str]]:
    """Yields what the console shows and gives away: pages, exports, figures, by their path."""
    paths = ["/", "/desk/", "/corrections/", "/dashboards/", "/health/", "/metrics"]
    paths += [f"/conversations.{kind}" for kind in ("csv", "json")]
    paths += [f"/conversations/{alias}/" for alias in aliases(browser, console, "/")[:4]]
    for path in paths:
        yield path, browser.get(console.base + path, timeout=SECONDS).text
