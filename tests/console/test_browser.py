"""A reviewer's day in a real browser, by mouse and by keyboard; accessibility of each page; hostile words."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from setup.terminal import SetupError
from tests.console.running import PASSWORD, Console, running_console
from tests.console.test_transcript import EVIL, TYPED

# WCAG 2.2 A and AA.
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
WIDE, NARROW = {"width": 1360, "height": 860}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def console(talk: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """The console over the assistant's conversations, a hostile one and one with cards."""
    folder = tmp_path_factory.mktemp("console")
    conversations = folder / "conversations.sqlite"
    shutil.copy(talk, conversations)
    with closing(sqlite3.connect(conversations)) as connection:
        for text in EVIL:
            _say(connection, "webchat:evil", {"event": "user", "text": text})
            answer = {
                "event": "bot",
                "text": text,
                "data": {"buttons": [{"title": text}], "image": "https://x.test/y.png"},
            }
            _say(connection, "webchat:evil", answer)
        for number in range(60):
            _say(connection, "webchat:long", {"event": "user", "text": f"message number {number}."})
        _say(connection, "webchat:cards", {"event": "user", "text": "show me programs"})
        _say(connection, "webchat:cards", TYPED)
        connection.commit()
    with running_console(folder, str(conversations)) as running:
        running.people(rita="reviewer", lea="lead", paul="privacy officer", boss="everything")
        yield running


def _say(connection: sqlite3.Connection, sender: str, event: dict) -> None:
    columns = "(sender_id, type_name, timestamp, data) VALUES (?, ?, ?, ?)"
    at = 1_795_000_000.0
    connection.execute(f"INSERT INTO events {columns}", (sender, event["event"], at, json.dumps(event)))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium of the machine."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        raise SetupError("No Chromium on this machine. On Debian and Ubuntu: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def enter(browser: Browser, console: Console, name: str, password: str = PASSWORD, size: dict = WIDE) -> Page:
    """Logs somebody in; the page fails the test when it reports an error."""
    page = browser.new_context(viewport=size, base_url=console.base).new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("console", lambda message: message.type == "error" and page.problems.append(message.text))
    page.goto("/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", password)
    page.click("button.main")
    page.wait_for_selector(".side")
    return page


def test_the_first_admin_gets_in_once_and_changes_the_password(browser: Browser, console: Console) -> None:
    name, password = console.first_login
    page = enter(browser, console, name, password)
    expect(page).to_have_url(re.compile("/account/password/"))
    page.fill("[name=old_password]", password)
    for field in ("new_password1", "new_password2"):
        page.fill(f"[name={field}]", PASSWORD)
    page.click("button.main")
    expect(page.locator("main")).to_contain_text("Your password is changed")
    page.goto("/admin/auth/user/")
    expect(page.locator("#result_list, table").first).to_contain_text("rita")
    assert not page.problems


def test_a_reviewers_day_by_mouse(browser: Browser, console: Console) -> None:
    page = enter(browser, console, "rita")
    expect(page.locator(".alarm")).to_contain_text("1 person was in distress")
    page.click("summary:has-text('Filters')")
    page.locator(".chip", has_text="In distress").click()
    page.click("button:has-text('Show')")
    expect(page.locator(".row")).to_have_count(1)
    page.click(".row .open")
    expect(page.locator(".said.visitor").last).to_contain_text("kill myself")
    page.click("#take")
    page.click("text=In review")
    expect(page.locator("#status-open")).to_have_attribute("aria-pressed", "true")
    page.fill("#tag", "urgent")
    page.click(".review button:has-text('Add'):not(:has-text('note'))")
    page.locator(".said.visitor").last.locator(".flag").click()
    page.fill("#note", "@lea please call the school")
    page.click("text=Add the note")
    page.locator("fieldset:has-text('Tone') label:has-text('Yes')").click()
    page.click("text=Save the score")
    page.click("#status-done")
    history = page.locator(".history")
    for did in ("gave it to rita", "in review", "tagged urgent", "flagged", "wrote a note", "scored", "marked it done"):
        expect(history).to_contain_text(did)
    page.click("#undo")
    expect(page.locator("#status-open")).to_have_attribute("aria-pressed", "true")
    page.click("#back")
    expect(page).to_have_url(re.compile("has=distress"))
    assert not page.problems


def press(page: Page, key: str) -> None:
    """Presses a key once the page listens to keys."""
    page.wait_for_load_state("load")
    page.keyboard.press(key)


def test_a_reviewers_day_by_keyboard(browser: Browser, console: Console) -> None:
    page = enter(browser, console, "rita")
    press(page, "/")
    page.keyboard.type("texas")
    press(page, "Enter")
    expect(page.locator(".row")).to_have_count(1)
    press(page, "j")
    press(page, "Enter")
    expect(page.locator(".said:focus")).to_contain_text("exas")
    press(page, "x")
    expect(page.locator(".work").first).to_be_visible()
    press(page, "k")
    press(page, "f")
    expect(page.locator(".said.flagged")).to_have_count(1)
    press(page, "t")
    page.keyboard.type("figures")
    press(page, "Enter")
    expect(page.locator(".tags")).to_contain_text("figures")
    press(page, "c")
    page.keyboard.type("right for Texas")
    press(page, "Control+Enter")
    expect(page.locator(".note")).to_contain_text("right for Texas")
    press(page, "a")
    expect(page.locator(".history")).to_contain_text("gave it to rita")
    press(page, "d")
    expect(page.locator("#status-done")).to_have_attribute("aria-pressed", "true")
    press(page, "z")
    expect(page.locator("#status-new")).to_have_attribute("aria-pressed", "true")
    press(page, "u")
    expect(page).to_have_url(re.compile("q=texas"))
    page.goto("/")
    press(page, "?")
    expect(page.locator("#keys")).to_be_visible()
    press(page, "Escape")
    first = page.locator(".row .alias").first.inner_text()
    press(page, "j")
    press(page, "Enter")
    expect(page.locator("h1")).to_have_text(first)
    press(page, "n")
    expect(page.locator("h1")).not_to_have_text(first)
    press(page, "p")
    expect(page.locator("h1")).to_have_text(first)
    assert not page.problems


def test_older_messages_come_when_one_scrolls_up(browser: Browser, console: Console) -> None:
    page = enter(browser, console, "rita")
    page.goto("/?q=%22message+number+59%22")
    page.click(".row .open")
    expect(page.locator(".said")).to_have_count(40)
    expect(page.locator("text=message number 59.")).to_be_in_viewport()
    page.locator("#transcript").evaluate("element => { element.scrollTop = 0 }")
    expect(page.locator(".said")).to_have_count(60)
    expect(page.locator("text=message number 20.")).to_be_in_viewport()
    assert not page.problems


def test_hostile_words_run_nothing_and_load_nothing(browser: Browser, console: Console) -> None:
    page = enter(browser, console, "rita")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append("dialog"))
    page.goto("/?q=bold")
    page.click(".row .open")
    expect(page.locator(".said")).to_have_count(2 * len(EVIL))
    assert page.evaluate("window.evil") is None
    assert all(url.startswith(console.base) for url in asked), asked
    assert page.locator(".bubble script, .bubble img, .bubble style, .bubble b").count() == 0
    for link in page.locator(".bubble a").all():
        assert link.get_attribute("href").startswith(("https://", "/"))
        assert "onclick" not in link.evaluate("element => element.getAttributeNames().join()")
    widths = page.locator(".bubble").evaluate_all("all => all.map(b => b.scrollWidth - b.clientWidth)")
    assert max(widths) <= 1, "a word wider than the page"
    assert not page.problems


PAGES = [
    "/",
    "/?q=texas",
    "/?has=later",
    "conversation",
    "/dashboards/",
    "/comparisons/",
    "/comparisons/1/",
    "/health/",
    "/account/",
    "/account/password/",
    "/nothing/",
]


ADMINISTRATION = [
    "/admin/", "/admin/auth/user/", "/admin/auth/user/add/", "/admin/auth/user/2/change/", "/admin/auth/user/2/delete/",
    "/admin/auth/user/2/password/", "/admin/auth/user/2/history/", "/admin/auth/group/", "/admin/auth/group/1/change/",
    "/admin/axes/accessattempt/", "/admin/console/access/", "/admin/console/access/1/change/",
    "/admin/console/erasure/", "/admin/console/tag/", "/admin/console/tag/add/",
]  # fmt: skip


@pytest.mark.parametrize(
    ("size", "scheme", "pages"),
    [(WIDE, "light", ADMINISTRATION[1::2]), (NARROW, "dark", ADMINISTRATION[::2])],
    ids=["wide", "narrow and dark"],
)
def test_every_page_of_the_administration_is_accessible(
    browser: Browser, console: Console, size: dict, scheme: str, pages: list[str]
) -> None:
    page = enter(browser, console, "boss", size=size)
    page.emulate_media(color_scheme=scheme)
    axe = Axe()
    found = {}
    for address in pages:
        answer = page.goto(address)
        assert answer.status == 200, address
        assert page.url.endswith(address)
        result = axe.run(page, options=RULES)
        found |= {f"{address}: {v['id']}": [n["html"][:300] for n in v["nodes"]] for v in result.response["violations"]}
    assert found == {}


def _compare_models(console: Console) -> None:
    """Puts a comparison there with a change of each message, as the command stores it."""
    with closing(sqlite3.connect(console.folder / "console.sqlite")) as connection:
        connection.execute(
            "INSERT OR IGNORE INTO console_comparison VALUES (1, '2026-11-22', 'new.tar.gz', 7, 9, 9, 9, 1, 0.5, 1, ?)",
            ('{"greet": [5, 4], "ask_salary": [4, 5]}',),
        )
        connection.execute(
            "INSERT OR IGNORE INTO console_changedmessage SELECT id, id, 2, 'greet', 'ask_salary', 0.4, 0.9, ?, ?, "
            "conversation_id, 1 FROM console_message WHERE sender = 'visitor' LIMIT 30",
            ('["area=OH"]', '["area=TX", "occupation=mle"]'),
        )
        connection.commit()


@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (NARROW, "dark")], ids=["wide", "narrow and dark"])
def test_every_page_is_accessible(browser: Browser, console: Console, size: dict, scheme: str) -> None:
    page = enter(browser, console, "lea", size=size)
    page.emulate_media(color_scheme=scheme)
    axe = Axe()
    found = {}
    _compare_models(console)
    page.goto("/?q=programs")
    transcript = page.locator(".row .open").first.get_attribute("href")
    for address in PAGES:
        page.goto(transcript if address == "conversation" else address)
        for details in page.locator("main details").all():
            details.evaluate("element => { element.open = true }")
        if address == "conversation":
            page.keyboard.press("x")
        result = axe.run(page, options=RULES)
        found |= {f"{address}: {v['id']}": v["nodes"][0]["html"][:200] for v in result.response["violations"]}
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{address} scrolls sideways"
    page.context.clear_cookies()
    page.goto("/login/")
    found |= {f"login: {v['id']}": v["nodes"][0]["html"] for v in axe.run(page, options=RULES).response["violations"]}
    assert found == {}


def test_erasing_asks_twice(browser: Browser, console: Console) -> None:
    page = enter(browser, console, "paul")
    page.goto("/?q=%22show+me+programs%22")
    page.click(".row .open")
    alias = page.locator("h1").inner_text()
    page.click("text=Erase this person")
    page.fill("#erase-alias", "NOT-THIS")
    page.fill("#erase-reason", "asked by mail")
    page.click("button:has-text('Erase')")
    expect(page.locator(".notice")).to_contain_text("Nothing is erased")
    page.click("text=Erase this person")
    page.fill("#erase-alias", alias)
    page.fill("#erase-reason", "asked by mail")
    page.click("button:has-text('Erase')")
    expect(page.locator(".notice")).to_contain_text(f"The erasure of {alias} is asked for")
    expect.set_options(timeout=30_000)
    page.goto("/health/")
    page.wait_for_function(
        "async () => !(await (await fetch('/?q=%22show+me+programs%22')).text()).includes('class=\"row')",
        timeout=60_000,
    )
