"""A lead's session by keyboard, from the queue to the exported example; accessibility of the pages."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from console.corrections import scheduling
from setup.terminal import PROJECT
from tests.console.running import Console, running_console
from tests.console.test_browser import NARROW, RULES, WIDE, browser, enter, press

__all__ = ["browser"]

# The least sure one first.
UNSURE = ("🤓 dough in texas or texas", "ta very muchly m8", "zzz blorp", "whaddaya pay for a campus thing")

# The browser moves the focus out of a closed dialog with the next picture only; a key may be pressed before.
A_KEY_AS_THE_HELP_CLOSES = """key => {
  const help = document.getElementById("keys");
  document.activeElement.blur();
  help.showModal();
  help.close();
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
}"""


@pytest.fixture(scope="module")
def console(talk: Path, encoder_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """The console with a working tree of its own, and sentences that the assistant was not sure of."""
    folder = tmp_path_factory.mktemp("corrections")
    conversations = folder / "conversations.sqlite"
    shutil.copy(talk, conversations)
    shutil.copytree(PROJECT / "data" / "nlu", folder / "data" / "nlu")
    shutil.copy(PROJECT / "domain.yml", folder)
    with closing(sqlite3.connect(conversations)) as connection:
        for number, text in enumerate(UNSURE):
            share = 0.1 + number / 100
            ranking = [{"name": "thank", "confidence": share}, {"name": "ask_cost", "confidence": 0.05}]
            parse = {"intent": ranking[0], "intent_ranking": ranking, "entities": []}
            event = {"event": "user", "text": text, "parse_data": parse}
            columns = "(sender_id, type_name, timestamp, data) VALUES (?, ?, ?, ?)"
            row = (f"webchat:unsure-{number}", "user", time.time(), json.dumps(event))
            connection.execute(f"INSERT INTO events {columns}", row)
        connection.commit()
    with running_console(folder, str(conversations), GUIDE_CONSOLE_PROJECT=str(folder), GUIDE_API_TOKEN="") as running:
        running.people(rita="reviewer", lea="lead")
        gather_as_the_reader_does(running)
        yield running


def gather_as_the_reader_does(console: Console) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in console.environment.items():
            patch.setenv(name, value)
        patch.setattr(scheduling, "FIRST_SECONDS", 0.0)
        gatherer = scheduling.Gatherer()
        gatherer.start_when_due()
        gatherer.start_when_due()
    assert gatherer.wait() == 0


def test_a_leads_session_by_keyboard(browser: Browser, console: Console) -> None:
    page = enter(browser, console, "lea")
    page.goto("/corrections/")
    press(page, "?")
    expect(page.locator("#keys")).to_contain_text("the selected words are an entity")
    press(page, "Escape")
    expect(page.locator("#keys")).to_be_hidden()
    press(page, "j")
    expect(page.locator(".row .open").first).to_be_focused()
    page.evaluate(A_KEY_AS_THE_HELP_CLOSES, "j")
    expect(page.locator(".row .open").first).to_be_focused()
    press(page, "Enter")
    sentence, label = page.locator("#sentence"), page.locator("#label")
    expect(sentence).to_have_value(UNSURE[0])
    expect(page.locator("#unreachable")).to_contain_text("Correcting works without it")
    press(page, "w")
    press(page, "Control+End")
    for _ in range(5):
        press(page, "Shift+ArrowLeft")
    press(page, "e")
    expect(page.locator("#words1")).to_have_value("texas")
    expect(page.locator("#nth1")).to_have_value("2")
    page.keyboard.type("area")
    press(page, "Tab")
    page.keyboard.type("TX")
    press(page, "Escape")
    press(page, "i")
    page.keyboard.type("ask_sal")
    press(page, "Enter")
    expect(page.locator(".notice.error")).to_contain_text("Which one?")
    expect(page.locator("#words1")).to_have_value("texas")
    press(page, "i")
    page.keyboard.type("inform")
    press(page, "Enter")
    expect(page.locator(".notice")).to_contain_text("Saved as inform")
    expect(sentence).to_have_value(UNSURE[1])
    press(page, "1")
    expect(label).to_have_value("thank")
    press(page, "a")
    expect(page.locator(".notice")).to_contain_text("Approved as thank")
    expect(sentence).to_have_value(UNSURE[2])
    press(page, "d")
    expect(sentence).to_have_value(UNSURE[3])
    press(page, "p")
    expect(page).to_have_url(re.compile("/corrections/"))
    press(page, "z")
    expect(page.locator(".notice")).to_contain_text(f"Undone: you put “{UNSURE[2]}” away")
    page.goto("/corrections/?show=proposed")
    press(page, "j")
    expect(page.locator(".row .open").first).to_be_focused()
    press(page, "Enter")
    expect(page.locator("#state")).to_have_text("Waiting for a lead")
    press(page, "a")
    expect(page.locator(".notice")).to_contain_text("Approved as inform")
    page.goto("/corrections/?show=approved")
    expect(page.locator(".export")).to_contain_text("2 examples for 2 files")
    page.focus("#patch")
    with page.expect_download() as download:
        press(page, "Enter")
    patch = Path(download.value.path()).read_text(encoding="utf-8")
    assert '+    - 🤓 dough in texas or [texas]{"entity": "area", "value": "TX"}' in patch
    assert f"+    - {UNSURE[1]}" in patch
    page.goto("/corrections/?show=exported")
    expect(page.locator(".row")).to_have_count(2)
    assert not page.problems


def test_the_pages_are_accessible(browser: Browser, console: Console) -> None:
    page = enter(browser, console, "lea")
    page.goto("/corrections/")
    sentence = page.locator(".row .open").last.get_attribute("href")
    page.goto("/?q=texas")
    story = page.locator(".row .open").first.get_attribute("href").partition("?")[0] + "story/"
    found = {}
    for address in ("/corrections/?show=groups", "/corrections/?show=approved", sentence, story):
        page.goto(address)
        for details in page.locator("main details").all():
            details.evaluate("element => { element.open = true }")
        for size, scheme in ((WIDE, "light"), (NARROW, "dark")):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            violations = Axe().run(page, options=RULES).response["violations"]
            found |= {f"{address}: {v['id']}": v["nodes"][0]["html"][:200] for v in violations}
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{address} scrolls sideways"
    assert found == {}
