"""A visitor and the team, each in a browser of their own, with the servers in between being killed."""

from __future__ import annotations

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.desk.conftest import screenshot
from tests.guide import Guide
from tests.widget.chat import Chat

# WCAG 2.2 A and AA.
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
Enter = Callable[[str], Page]


def accessible(page: Page) -> None:
    """Fails with the rules that a page breaks."""
    found = Axe().run(page, options=RULES).response["violations"]
    assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]


def write(chat: Chat, text: str) -> None:
    """Sends a text without waiting for an answer."""
    chat.field.fill(text)
    chat.field.press("Enter")


def test_from_the_widget_to_a_reviewer_and_back(chat: Chat, enter: Enter, servers: Guide) -> None:
    rita, lea = enter("rita"), enter("lea")
    told = chat.say("can I talk to a real person please")
    assert "Somebody answers you right here" in told and "bot" in told

    # Both see the visitor without loading the page, and both take them: one wins, the other is told.
    row = ".row:has-text('talk to a real person')"
    for page in (rita, lea):
        expect(page.locator(row)).to_contain_text("Asked for a person")
    accessible(rita)
    rita.locator(f"{row} button").focus()
    rita.keyboard.press("Enter")
    expect(rita.locator("#speaks")).to_contain_text("You speak with the visitor")
    if lea.locator(f"{row} button").count():
        lea.locator(f"{row} button").click()
        expect(lea.locator(".notice")).to_have_text("rita has that conversation.")
    expect(lea.locator(row)).to_contain_text("with rita")
    alias = rita.locator("h1").inner_text()
    lea.goto(f"/desk/{alias}/")
    expect(lea.locator("#text")).to_have_count(0)

    # By keyboard alone; what looks like markup or a command is shown as it is.
    rita.locator("#text").fill("/restart <b>Hello</b>, **Rita** here, [x](javascript:alert(1)): call 614 555 0100.")
    rita.keyboard.press("Control+Enter")
    shown = "/restart <b>Hello</b>, Rita here, [x](javascript:alert(1)): call 614 555 0100."
    expect(rita.locator(".said.person .bubble").last).to_have_text(shown)
    # The visitor loads the page again rather than wait for the widget to look.
    chat.page.reload()
    person = chat.page.locator("li.from-person")
    expect(person.last).to_contain_text(shown, timeout=20_000)
    expect(person.last).to_contain_text("A person from the team")
    expect(chat.page.locator("header")).to_contain_text("A person from the team")
    accessible(rita)

    # The assistant is killed; both go on writing, and what they wrote arrives once it is back.
    answers = chat.answers.count()
    servers.processes["assistant"].kill()
    write(chat, "do you take credits from a community college?")
    expect(chat.banner("cannot be reached")).to_be_visible()
    rita.locator("#text").fill("Yes, up to two years of them.")
    rita.keyboard.press("Control+Enter")
    expect(rita.locator(".notice.error")).to_contain_text("try again")
    expect(rita.locator("#text")).to_have_value("Yes, up to two years of them.")
    servers.start_assistant()
    rita.locator("#send").click()
    expect(rita.locator(".said.person .bubble").last).to_have_text("Yes, up to two years of them.")
    expect(rita.locator(".said.visitor .bubble").last).to_have_text("do you take credits from a community college?")
    expect(person).to_have_count(2, timeout=20_000)
    expect(chat.banner("cannot be reached")).to_be_hidden()
    assert chat.answers.count() == answers, "the bot is silent"

    # The visitor is helped; the bot says that it is back, and goes on where the conversation was.
    rita.locator("#resolve").click()
    expect(rita.locator("#queue")).to_be_visible()
    expect(rita.locator(f".row:has-text('{alias}')")).to_have_count(0)
    expect(chat.answers.last).to_contain_text("I am back. I am the bot", timeout=20_000)
    expect(chat.page.locator("header")).to_contain_text("A bot that names its sources")
    assert "$" in chat.say("how much do data scientists earn in ohio")
    speakers = [line.partition(":")[0] for line in chat.log()]
    assert speakers == ["Guide", "You", "Guide", "Guide", "Guide", "Person", *speakers[6:8], "Guide", "You", "Guide"]
    assert sorted(speakers[6:8]) == ["Person", "You"]
    assert chat.log().count("You: do you take credits from a community college?") == 1


def test_distress_is_heard_while_a_person_has_it_and_stands_first(chat: Chat, enter: Enter, servers: Guide) -> None:
    servers.say("desk-waits", "could i speak to a human being today")
    servers.say("desk-lower", "i want to kill myself")
    rita = enter("rita")
    expect(rita.locator(".row", has_text="a human being today")).to_be_visible()
    write(chat, "let me talk to somebody from your team")
    mine = rita.locator(".row:has-text('somebody from your team')")
    expect(mine).to_be_visible()
    are_in_distress = [row.locator(".mark.red").count() for row in rita.locator(".row").all()]
    assert are_in_distress[0] and are_in_distress == sorted(are_in_distress, reverse=True)
    screenshot(rita, "desk-queue")
    mine.locator("button").click()
    alias = rita.locator("h1").inner_text()
    expect(rita.locator("#speaks")).to_contain_text("You speak with the visitor")
    rita.locator("#text").fill("Hello, I am from the admissions team. What would you like to know?")
    rita.locator("#send").click()
    expect(rita.locator(".said.person")).to_be_visible()
    write(chat, "do you take credits from a community college?")
    expect(rita.locator(".said.visitor").last).to_contain_text("community college")
    screenshot(rita, "desk-talk")
    write(chat, "i want to end my life")
    expect(chat.answers.last).to_contain_text("988")
    expect(chat.page.locator("header")).to_contain_text("A person from the team")
    expect(chat.answers.last).to_contain_text("I am a bot")
    expect(rita.locator("#speaks")).to_contain_text("In distress. You speak with the visitor")
    # Given back to the team, they are the first again.
    rita.locator("#return").click()
    expect(chat.answers.last).to_contain_text("your request is still with the team", timeout=20_000)
    given_back = rita.locator(".row", has_text=alias)
    expect(given_back.locator(".mark.red")).to_be_visible()
    expect(given_back.locator("button")).to_be_visible()
