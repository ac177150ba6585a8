"""WCAG 2.2 AA as far as a machine can tell; docs/reference/webchat_screen_readers.md is for the rest."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from setup.terminal import PROJECT
from tests.widget.chat import Chat
from tests.widget.states import LIST, STATES, reach

AXE = PROJECT / "widget" / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""


# What is cut off, of all that is shown.
CUT = """r => [...r.querySelectorAll('button:not(.launcher), .bubble, .card, dd, dt, h3')]
    .filter(e => e.offsetParent && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1))
    .map(e => e.className + e.textContent)"""
LISTEN = """r => { window.said = []; const status = r.querySelector('.sr[role=status]');
    new MutationObserver(() => window.said.push(status.textContent)).observe(status, { childList: true }) }"""
RESTYLE = f"""r => {{ const sheet = new CSSStyleSheet(); sheet.replaceSync(`{SPACING}`);
    r.adoptedStyleSheets = [...r.adoptedStyleSheets, sheet] }}"""


def in_root(chat: Chat, script: str) -> Any:
    """Returns what a function of the shadow root gives."""
    return chat.page.evaluate(f"() => ({script})(document.querySelector('mle-guide-chat').shadowRoot)")


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(state: str, new_chat: Callable[..., Chat]) -> None:
    # axe itself is a script that the policy of the demonstration would not let in.
    chat = reach(state, lambda **options: new_chat(bypass_csp=True, **options))
    chat.page.add_script_tag(path=AXE)
    result = chat.page.evaluate(f"axe.run(document, {json.dumps(RULES)})")
    found = [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in result["violations"]]
    assert found == []


def test_every_control_has_a_name_and_every_message_a_speaker(chat: Chat) -> None:
    chat.visit().open()
    chat.say(LIST)
    for control in chat.page.locator("mle-guide-chat :is(button, a, textarea, summary)").filter(visible=True).all():
        assert re.search(r"- '?(button|link|textbox|text)\b.*\w", control.aria_snapshot()), control
    assert all(line.startswith(("You:", "Guide:")) for line in chat.log())
    details = chat.page.get_by_role("button", name="Details 1. Youngstown State University")
    assert details.is_visible() and chat.page.get_by_role("log", name="Conversation").is_visible()
    figures = chat.page.locator("figure svg").get_attribute("aria-label")
    assert "Youngstown State University: $85,028 and $20,930" in str(figures)
    assert in_root(chat, "r => r.querySelector('.root').lang") == "en"


def test_an_answer_is_announced_once_and_without_markup(chat: Chat) -> None:
    chat.visit()
    in_root(chat, LISTEN)
    chat.open()
    chat.say("how much do ml engineers make in texas?")
    said = [text for text in chat.page.evaluate("window.said") if text]
    assert len(said) == 2 and "Choices: What is the job?, How is the pay?" in said[0]
    assert (
        said[1].count("Median pay in Texas") == 1
        and "**" not in said[1]
        and "Choices: Highest-paying states" in said[1]
    )


def test_typing_is_announced_only_if_it_takes_long(chat: Chat) -> None:
    chat.visit().open()
    chat.page.route("**/messages", lambda route: None)
    chat.field.fill("how is the pay?")
    chat.field.press("Enter")
    expect(chat.page.locator(".typing")).to_be_visible()
    expect(chat.page.locator(".root > [role=status]")).to_have_text("The guide is writing…")


def test_four_hundred_percent_zoom(new_chat: Callable[..., Chat]) -> None:
    chat = reach("zoom", new_chat)
    assert chat.page.evaluate("document.documentElement.scrollWidth") <= 320
    assert in_root(chat, "r => r.querySelector('.log').scrollWidth <= r.querySelector('.log').clientWidth")
    assert int(str(in_root(chat, "r => r.querySelector('.log').clientHeight"))) >= 120
    assert chat.page.get_by_text("You are talking to a bot").is_hidden()
    expect(chat.field).to_be_in_viewport()


def test_text_spacing_loses_nothing(chat: Chat) -> None:
    chat.visit().open()
    chat.say(LIST)
    in_root(chat, RESTYLE)
    assert in_root(chat, CUT) == []


def test_targets_are_large_enough(chat: Chat) -> None:
    chat.visit().open()
    chat.say(LIST)
    small = """r => [...r.querySelectorAll('button, summary, textarea')].filter(e => e.offsetParent)
        .map(e => [e.textContent, e.getBoundingClientRect()]).filter(([, b]) => b.width < 24 || b.height < 24)
        .map(([name]) => name)"""
    assert in_root(chat, small) == []


def test_every_stop_of_the_keyboard_is_seen(chat: Chat) -> None:
    chat.visit().open()
    ring = """() => { const e = document.querySelector('mle-guide-chat').shadowRoot.activeElement; if (!e) return null;
        const s = getComputedStyle(e); return [s.outlineStyle, parseFloat(s.outlineWidth)] }"""
    for _ in range(12):
        chat.page.keyboard.press("Tab")
        seen = chat.page.evaluate(ring)
        assert seen is None or (seen[0] != "none" and seen[1] >= 2)


def test_escape_closes_the_menu_first(chat: Chat) -> None:
    chat.visit().open()
    chat.page.get_by_role("button", name="Menu").click()
    assert chat.focused() == "What can I ask?"
    chat.page.keyboard.press("Escape")
    assert chat.focused() == "Menu"
    chat.page.keyboard.press("Escape")
    assert chat.focused() == "Open chat"


def test_too_long_a_text_is_told_and_kept(chat: Chat) -> None:
    chat.visit().open()
    chat.field.fill("x" * 1003)
    chat.field.press("Enter")
    expect(chat.page.locator(".count")).to_have_text("3 characters too long")
    assert chat.field.input_value() == "x" * 1003 and chat.visitor_texts() == []
