"""Nothing that anybody says runs or fetches; the widget needs no leave of the page and takes none."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Route

from tests.widget.chat import Chat

PAYLOADS = (
    "<img src=https://evil.example/x onerror=window.ran=1>",
    "<script>window.ran=1</script>",
    "<svg onload=window.ran=1><a href='https://evil.example'>x</a></svg>",
    '<iframe srcdoc="<script>parent.ran=1</script>" src=https://evil.example></iframe>',
    '[x](https://a.example/"onmouseover="window.ran=1)',
    "[x](javascript:window.ran=1)",
    "[x](JaVaScRiPt:window.ran=1) <javascript:window.ran=1> [x][1]\n\n[1]: javascript:window.ran=1",
    "[x](data:text/html,<script>window.ran=1</script>) [x](vbscript:window.ran=1)",
    "![x](https://evil.example/track.png) ![x](//evil.example/t.png)",
    "**<b onclick=window.ran=1>x</b>** [**x**](https://user:pass@evil.example@b.example)",
    "- <style>@import 'https://evil.example/x.css'; * { background: url(https://evil.example/y) }</style>",
    "</textarea></div><form action=javascript:window.ran=1><button formaction=javascript:window.ran=1>\u202e\u0000",
)


@pytest.fixture
def outside(chat: Chat) -> list[str]:
    """What the page asked of anybody but the site and the guide."""
    asked: list[str] = []
    allowed = (chat.guide.site, chat.guide.base, "blob:", "data:")
    chat.page.on("request", lambda request: None if request.url.startswith(allowed) else asked.append(request.url))
    return asked


def click_everything(chat: Chat) -> None:
    """Presses every link of the log in every way, with its target taken away, as an extension might."""
    chat.page.context.on("page", lambda opened: opened.close())
    chat.page.evaluate(
        """() => { for (const link of document.querySelector('mle-guide-chat').shadowRoot.querySelectorAll('.log a')) {
        if (!/^https?:/.test(link.href)) { link.removeAttribute('target'); link.click(); } } }"""
    )


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_a_visitor_types_is_shown_as_typed(chat: Chat, outside: list[str], payload: str) -> None:
    chat.visit().open()
    chat.field.fill(payload)
    chat.field.press("Enter")
    chat.next_answer(1)
    assert chat.page.locator(".from-visitor :is(a, img, script, iframe, svg, style, form, b)").count() == 0
    click_everything(chat)
    assert not outside and not chat.page.evaluate("window.ran")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_the_server_says_is_text_wherever_it_stands(chat: Chat, outside: list[str], payload: str) -> None:
    chat.visit().open()
    chat.page.route("**/messages", lambda route: answer_with(route, payload))
    chat.field.fill("hello")
    chat.field.press("Enter")
    chat.page.locator(".card").first.wait_for()
    log = chat.page.locator(".log > ol > li").last
    assert log.locator(":is(img, script, iframe, style, object, embed, base, b)").count() == 0
    for link in log.locator("a").all():
        assert str(link.get_attribute("href")).startswith(("https://", "http://"))
        assert link.get_attribute("target") == "_blank" and "noopener" in str(link.get_attribute("rel"))
        assert not link.get_attribute("onmouseover")
    click_everything(chat)
    assert not outside and not chat.page.evaluate("window.ran")


def answer_with(route: Route, payload: str) -> None:
    """Answers as a server would that somebody else had in hand."""
    source = {"name": payload, "url": payload, "as_of": payload}
    button = {"title": payload, "payload": payload}
    fact = {"label": payload, "value": payload, "source": 0}
    card = {
        "id": payload,
        "title": payload,
        "subtitle": payload,
        "sponsored": True,
        "facts": [fact],
        "buttons": [button],
    }
    points = [{"label": payload, "x": 1, "y": 10}, {"label": payload, "x": 2, "y": 90}]
    charts = [
        {"kind": kind, "title": payload, "unit": payload, "points": points, "alt": payload, "source": 0}
        for kind in ("range", "bar", "scatter")
    ]
    message = {
        "id": "999", "from": "assistant", "at": "2026-01-01T00:00:00.000Z", "text": payload, "buttons": [button],
        "cards": [{**card, "url": "javascript:window.ran=1"}, {**card, "url": payload}],
        "charts": charts, "sources": [source],
    }  # fmt: skip
    body = {"messages": [message], "cursor": "999", "more": False}
    route.fulfill(json=body, headers={"Access-Control-Allow-Origin": "*"})


def test_the_strictest_policy_has_nothing_to_object(new_chat: Callable[..., Chat]) -> None:
    chat = new_chat()
    objections: list[str] = []
    chat.page.on("console", lambda message: objections.append(message.text) if message.type == "error" else None)
    chat.page.add_init_script(
        "document.addEventListener('securitypolicyviolation', e => console.error(e.violatedDirective))"
    )
    chat.visit(strict="yes", color="#0b6e4f").open()
    chat.say("find me a bachelor's degree program in computer science in Ohio with low debt")
    assert chat.page.locator(".card").count() == 5
    assert objections == []
    assert chat.launcher.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(11, 110, 79)"


def test_a_hostile_style_sheet_changes_nothing(new_chat: Callable[..., Chat]) -> None:
    boxes = []
    for query in ({}, {"hostile": "yes"}):
        chat = new_chat().visit(**query).open()
        boxes.append({name: box(chat, name) for name in (".launcher", ".panel", "textarea", ".bubble", ".chip")})
    assert boxes[0] == boxes[1]


def box(chat: Chat, selector: str) -> Any:
    """Returns where something stands and how it looks."""
    element = chat.page.locator(selector).first
    looks = ("color", "backgroundColor", "fontSize", "visibility", "opacity")
    return element.bounding_box(), element.evaluate("(e, looks) => looks.map(l => getComputedStyle(e)[l])", looks)


def test_loaded_twice_it_is_there_once(chat: Chat) -> None:
    names = "() => Object.keys(window)"
    chat.page.goto(chat.guide.site)
    before = set(chat.page.evaluate(names))
    chat.visit(scripts="2")
    chat.page.wait_for_load_state("networkidle")
    assert chat.page.locator("mle-guide-chat").count() == 1
    assert set(chat.page.evaluate(names)) - before <= {"MLEGuide"}


def test_before_it_is_opened_nothing_is_stored_or_asked(chat: Chat, outside: list[str]) -> None:
    requests: list[str] = []
    chat.page.on("request", lambda request: requests.append(request.url))
    chat.visit(remember="")
    chat.page.wait_for_load_state("networkidle")
    assert [url for url in requests if chat.guide.base in url] == [f"{chat.guide.webchat}/widget.js"]
    assert chat.page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert chat.page.evaluate("indexedDB.databases().then(found => found.length)") == 0
    chat.open()
    chat.say("how is the pay?")
    assert chat.page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [1, 0, ""]
    assert "how is the pay" not in str(chat.page.evaluate("localStorage.getItem('mle-guide')"))
    assert not outside


def test_what_is_kept_is_only_what_the_next_page_needs(chat: Chat) -> None:
    chat.visit().open()
    chat.say("how is the pay?")
    kept = chat.session()
    assert set(kept) == {"session", "outbox", "open", "noticed", "unread", "votes"}
    assert "pay" not in json.dumps({**kept, "session": None})
