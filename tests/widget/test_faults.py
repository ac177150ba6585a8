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
from playwright.sync_api import BrowserContext

from tests.guide import Guide, running_guide
from tests.widget.chat import Chat
from tests.widget.site import serving

KILLS = int(os.environ.get("GUIDE_WIDGET_KILLS", "2"))
# Where a turn can be cut off: before anything is stored, before and after the commit, while the answer is on its way.
POINTS = ("received", "before_commit", "after_commit", "before_reply")
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


def test_killed_at_each_point_of_a_turn_and_at_random(contexts: Callable[..., BrowserContext], mortal: Guide) -> None:
    chat = Chat(contexts().new_page(), mortal).visit().open()
    chat.page.set_default_timeout(90_000)
    rng = random.Random(KILLS)
    said = []
    for number, point in enumerate([*POINTS, *[None] * KILLS]):
        if point:
            kill(mortal, "assistant")
            mortal.start_assistant(GUIDE_CRASH_POINT=f"{point}:1")
        said.append(f"{QUESTIONS[number % len(QUESTIONS)]} {number}")
        chat.field.fill(said[-1])
        chat.field.press("Enter")
        if point is None:
            # From before the message arrives to after the answer is on its way.
            chat.page.wait_for_timeout(rng.random() * 150)
            kill(mortal, "assistant")
        mortal.start_assistant()
        chat.page.wait_for_function("() => !JSON.parse(sessionStorage.getItem('mle-guide')).outbox.length")
        chat.answers.nth(number + 1).wait_for()
    assert chat.visitor_texts() == said
    assert stored_texts(mortal, chat.session()["session"]["id"]) == said
    assert chat.banner("cannot be reached").is_hidden()
    shown = chat.log()
    chat.page.reload()
    chat.answers.nth(len(said)).wait_for()
    assert chat.log() == shown


def test_without_its_action_server_it_says_so_kindly_and_tries_again(
    contexts: Callable[..., BrowserContext], mortal: Guide
) -> None:
    chat = Chat(contexts().new_page(), mortal).visit().open()
    kill(mortal, "actions")
    assert "something went wrong on my side" in chat.say("how much do ml engineers make in texas?")
    mortal.start_actions()
    assert "Median pay in Texas" in chat.press("Try again")
