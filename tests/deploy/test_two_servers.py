"""Several servers behind the proxy: conversations spread over both, nothing lost, nothing twice, order kept.

GUIDE_SITE_CONVERSATIONS sets how many conversations are held while servers are replaced; 400 are the full trial.
"""

from __future__ import annotations

import asyncio
import os
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

import pytest
import requests

from stores.redis_tickets import RedisTickets
from tests.deploy.site import Site, running_site
from tests.deploy.talking import PLACES, Talk, question, talk, talk_as_program
from tests.guide import Guide
from tests.runtime.test_metrics import scraped, value

CONVERSATIONS = int(os.environ.get("GUIDE_SITE_CONVERSATIONS", "8"))
AT_ONCE = 6


@pytest.fixture(scope="module")
def site(trained_model: Path, widget_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Two servers behind a proxy."""
    with running_site(tmp_path_factory.mktemp("site"), trained_model) as running:
        yield running


def turns(guide: Guide) -> float:
    """Returns how many turns a server has answered since it started."""
    text = scraped(guide)
    return sum(value(text, "guide_turns_total", channel=name, outcome="answered") for name in ("webchat", "rest"))


def begun(site: Site) -> Talk:
    """Returns a new conversation."""
    held = Talk("visitor", site)
    held.begin()
    return held


@contextmanager
def held_up(site: Site, held: Talk) -> Iterator[None]:
    """Keeps the turns of a conversation waiting, as for a turn before them."""
    sender = f"webchat:{held.session_id}"
    # Far longer than the trial, as nobody renews it.
    drawn, _ = asyncio.run(RedisTickets(site.redis.url, lease=600).draw(sender))
    try:
        yield
    finally:
        asyncio.run(RedisTickets(site.redis.url, lease=600).give_back(sender, drawn))


def test_every_turn_of_a_conversation_may_go_to_another_server(site: Site) -> None:
    before = [turns(guide) for guide in site.guides]
    held = begun(site)
    for place in PLACES[:4]:
        held.ask(place)
    after = [turns(guide) for guide in site.guides]
    assert all(now > then for now, then in zip(after, before, strict=True))
    check(held)


def test_the_same_message_at_both_servers_at_once_has_one_turn(site: Site) -> None:
    held = begun(site)
    body = {"client_id": str(uuid.uuid4()), "text": question("Texas")}
    with ThreadPoolExecutor(4) as threads:
        calls = [threads.submit(held.call, "POST", "/messages", body, guide.base) for guide in site.guides * 2]
        answers = [call.result().json()["messages"] for call in calls]
    assert all(answer == answers[0] for answer in answers) and "Texas" in answers[0][0]["text"]
    assert [message["text"] for message in held.history() if message["from"] == "visitor"] == [question("Texas")]


def test_two_messages_at_two_servers_at_once_are_taken_one_after_the_other(site: Site) -> None:
    held = begun(site)
    with ThreadPoolExecutor(6) as threads:
        calls = [
            threads.submit(held.ask, place, site.guides[number % 2].base) for number, place in enumerate(PLACES[:6])
        ]
        for call in calls:
            call.result()
    said = held.history()
    assert sorted(message["text"] for message in said[::2]) == sorted(question(place) for place in PLACES[:6])
    for asked, answer in zip(said[::2], said[1::2], strict=True):
        assert (asked["from"], answer["from"]) == ("visitor", "assistant")
        assert next(place for place in PLACES if place in asked["text"]) in answer["text"]


def test_a_limit_counts_at_both_servers_together(site: Site) -> None:
    held = begun(site)
    statuses = [
        held.once("POST", "/feedback", {"message_id": "0", "value": "up"}, site.guides[number % 2].base).status_code
        for number in range(24)
    ]
    assert statuses == [404] * 20 + [429] * 4


def test_a_limit_holds_while_redis_is_away(site: Site) -> None:
    held = begun(site)
    body = {"message_id": "0", "value": "up"}
    site.redis.stop()
    try:
        statuses = [held.once("POST", "/feedback", body, site.guides[0].base).status_code for _ in range(24)]
    finally:
        site.redis.start()
    assert statuses == [404] * 20 + [429] * 4


def test_nothing_of_the_inside_is_reached_from_outside(site: Site) -> None:
    for path in ("/", "/ready", "/metrics", "/webhooks/rest/webhook", "/webhooks/desk/claim", "/status", "/model"):
        answer = requests.get(site.public + path, timeout=20, verify=str(site.certificate))
        assert answer.status_code == 404, path
    claimed = {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Host": "127.0.0.1", "Origin": "https://www.example.edu"}
    answer = requests.post(
        f"{site.public}/webhooks/webchat/../rest/webhook", headers=claimed, timeout=20, verify=str(site.certificate)
    )
    assert answer.status_code == 404


def test_nothing_is_lost_while_servers_are_replaced_one_by_one(site: Site) -> None:
    before = sum(turns(guide) for guide in site.guides)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        kinds = [talk_as_program if number % 4 == 3 else talk for number in range(CONVERSATIONS)]
        held = [threads.submit(kind, f"visitor-{number}", site) for number, kind in enumerate(kinds)]
        wait_for(lambda: sum(turns(guide) for guide in site.guides) > before + AT_ONCE)
        for guide in cycle(site.guides):
            for name, start in (("assistant", guide.start_assistant), ("actions", guide.start_actions)):
                guide.processes[name].terminate()
                start()
            if all(call.done() for call in held):
                break
        ended = [call.result() for call in held]
    for conversation in ended:
        check(conversation)


# The last one: it leaves one server.
def test_a_server_that_ends_finishes_its_turns_and_takes_no_new_ones(site: Site) -> None:
    ending = site.guides[0]
    held, other = begun(site), begun(site)
    body = {"client_id": str(uuid.uuid4()), "text": question("Texas")}
    with ThreadPoolExecutor(1) as threads:
        with held_up(site, held):
            running = threads.submit(held.once, "POST", "/messages", body, ending.base)
            wait_for(lambda: value(scraped(ending), "guide_turns_running") == 1)
            ending.processes["assistant"].terminate()
            wait_for(lambda: requests.get(f"{ending.base}/ready", timeout=20).status_code == 503)
            assert requests.get(f"{ending.base}/", timeout=20).status_code == 200
            refused = other.once("POST", "/messages", {"client_id": str(uuid.uuid4()), "text": "hi"}, ending.base)
            assert refused.status_code == 503 and refused.headers["Retry-After"] == "1"
        answer = running.result()
    # On a busy machine the turn outlasts its caller's patience, and is stored all the same.
    assert answer.status_code == 200 or answer.json()["error"]["code"] == "turn_timeout"
    assert ending.processes["assistant"].wait(60) == 0
    served = turns(site.guides[1])
    held.keep("Texas", held.call("POST", "/messages", body))
    assert turns(site.guides[1]) == served
    other.ask("Ohio")
    check(held)
    check(other)


def check(held: Talk) -> None:
    """Holds that a conversation was answered in order, and that exactly that is stored, where it can be read back."""
    for place, answer in zip(held.asked, held.answers, strict=True):
        assert f"data scientists in {place}, " in answer
    if held.token:
        said = held.history()
        assert [message["text"] for message in said[::2]] == [question(place) for place in held.asked]
        assert [message["text"] for message in said[1::2]] == held.answers


def wait_for(condition: Callable[[], bool]) -> None:
    """Waits until something is so."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
