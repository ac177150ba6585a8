"""The server is killed under an open widget: it recovers by itself, and nothing is lost or doubled."""

from __future__ import annotations

import json
import os
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from runtime.settings import CRASH_POINTS
from tests.guide import Guide, running_guide
from tests.widget.chat import Chat
from tests.widget.site import serving

# `make soak` sets 50.
KILLS = int(os.environ.get("GUIDE_WIDGET_KILLS", "1"))
START_SECONDS = 120
LEAST_SHOWN = 15
QUESTIONS = ("how is the pay?", "is it growing?", "what do they do all day?", "which degree do I need?", "thank you")


@pytest.fixture
def mortal(trained_model: Path, widget_file: Path, tmp_path: Path) -> Iterator[Guide]:
    """A guide of this test's own, and a site with the widget."""
    settings = {"GUIDE_WEBCHAT_SESSION_RATE": "6000", "GUIDE_WEBCHAT_ADDRESS_RATE": "6000"}
    with running_guide(tmp_path, trained_model, settings=settings) as guide, serving(guide.site, guide.webchat):
        yield guide


def kill(guide: Guide, name: str) -> None:
    """Ends a server in the middle of what it does."""
    guide.processes[name].kill()
    guide.processes[name].wait()


def stored_texts(guide: Guide, session_id: str) -> list[str]:
    """Returns what the visitor said, as the database has it."""
    with closing(sqlite3.connect(guide.database)) as database:
        query = "SELECT data FROM events WHERE sender_id = ? AND type_name = 'user' ORDER BY id"
        events = [json.loads(data) for (data,) in database.execute(query, [f"webchat:{session_id}"])]
    return [event["text"] for event in events if event["text"] != "/greet"]


def say(chat: Chat, said: list[str]) -> None:
    """Sends a question that has not been sent before, and waits for nothing."""
    said.append(f"{QUESTIONS[len(said) % len(QUESTIONS)]} {len(said)}")
    chat.field.fill(said[-1])
    chat.field.press("Enter")


def wait_until_sent(chat: Chat) -> None:
    """Waits until the widget has nothing left to send."""
    chat.page.wait_for_function("() => !JSON.parse(sessionStorage.getItem('mle-guide')).outbox.length")


def test_killed_at_each_point_of_a_turn_and_at_random(contexts: Callable[..., BrowserContext], mortal: Guide) -> None:
    chat = Chat(contexts().new_page(), mortal).visit().open()
    chat.page.set_default_timeout(START_SECONDS * 1000)
    said: list[str] = []
    kill(mortal, "assistant")
    for point in CRASH_POINTS:
        # What was cut off before its commit comes again, and dies at the next point.
        if not chat.session()["outbox"]:
            say(chat, said)
        # Not before the start has been seen.
        chat.page.context.set_offline(True)
        mortal.start_assistant(GUIDE_CRASH_POINT=f"{point}:1")
        chat.page.context.set_offline(False)
        while mortal.processes["assistant"].poll() is None:
            chat.page.wait_for_timeout(100)
            if not chat.session()["outbox"]:
                say(chat, said)
    rng = random.Random(KILLS)
    for _ in range(KILLS):
        mortal.start_assistant()
        wait_until_sent(chat)
        say(chat, said)
        # From before the message arrives to after the answer is on its way.
        chat.page.wait_for_timeout(rng.random() * 150)
        kill(mortal, "assistant")
    mortal.start_assistant()
    wait_until_sent(chat)
    expect(chat.banner("cannot be reached")).to_be_hidden()
    chat.answers.nth(len(said)).wait_for()
    assert chat.visitor_texts() == said
    assert stored_texts(mortal, chat.session()["session"]["id"]) == said
    shown = chat.log()
    chat.page.reload()
    # A page that is opened anew shows the end of a long conversation.
    chat.answers.nth(min(len(said), LEAST_SHOWN)).wait_for()
    expect(chat.answers.last).to_be_visible()
    log = chat.log()
    assert log == shown[-len(log) :]


def test_without_its_action_server_it_says_so_kindly_and_tries_again(
    contexts: Callable[..., BrowserContext], mortal: Guide
) -> None:
    chat = Chat(contexts().new_page(), mortal).visit().open()
    kill(mortal, "actions")
    assert "something went wrong on my side" in chat.say("how much do ml engineers make in texas?")
    mortal.start_actions()
    assert "Median pay in Texas" in chat.press("Try again")
