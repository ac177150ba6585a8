"""The transcript: both sides as they were seen, with what explains them; nothing hostile does anything."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from console import rendering, transcript
from console.models import Conversation, Message, ReadMark

pytestmark = pytest.mark.django_db
Of = Callable[[str], Conversation]
Login = Callable[..., Client]

TYPED = {
    "event": "bot",
    "text": "Two programs, in full words",
    "metadata": {"utter_action": "utter_programs_found", "metadata": {"facts": ["college-scorecard"]}},
    "data": {
        "buttons": [{"title": "More", "payload": "/more_programs"}],
        "custom": {
            "type": "typed_message",
            "text": "Two **programs**:",
            "cards": [
                {
                    "id": "1",
                    "title": "Ohio University",
                    "subtitle": "Bachelor's",
                    "sponsored": True,
                    "facts": [{"label": "Debt", "value": "$21,490", "source": "s"}],
                    "buttons": [{"title": "Details", "payload": "x"}],
                    "url": "https://ohio.edu",
                }
            ],
            "charts": [
                {
                    "kind": "range",
                    "title": "Pay",
                    "unit": "$ a year",
                    "alt": "Pay from low to high",
                    "points": [{"label": "Texas", "x": 60000, "y": 120000}],
                    "source": "BLS",
                }
            ],
            "sources": [{"name": "College Scorecard", "url": "https://collegescorecard.ed.gov", "as_of": "2026"}],
        },
    },
}


def page(client: Client, conversation: Conversation, query: str = "") -> str:
    """Returns the transcript's page."""
    answer = client.get(f"{reverse('conversation', args=[conversation.alias])}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_shows_what_was_said_and_why(of: Of, login: Login) -> None:
    html = page(login("viewer"), of("ana"))
    assert "how much do ml engineers make in texas?" in html
    assert "<strong>$" in html, "the assistant's bold is bold"
    assert 'href="https://www.bls.gov/oes/" target="_blank" rel="noopener noreferrer"' in html
    for explained in ("ask_salary", "action_show_salary", "chosen by RulePolicy", "“texas”", "last_areas"):
        assert explained in html
    assert "Highest-paying states" in html, "buttons that were offered"
    assert "console-ana" not in html


def test_what_stands_in_cards_and_charts_is_shown_as_the_visitor_saw_it(
    of: Of, login: Login, write: Callable[..., int]
) -> None:
    write("webchat:v", {"event": "user", "text": "/inform{}", "metadata": {"title": "Computer science"}})
    write("webchat:v", TYPED)
    html = page(login("viewer"), of("webchat:v"))
    for part in (
        "Computer science",
        "pressed a button",
        "Two <strong>programs</strong>:",
        "Ohio University",
        "$21,490",
    ):
        assert part in html
    for part in ("Sponsored", "Details", "60,000 to 120,000", "Pay from low to high", "college-scorecard", ">More<"):
        assert part in html
    assert "https://collegescorecard.ed.gov" in html
    assert "in full words" not in html, "the cards say it"


def test_sessions_stand_apart(of: Of, login: Login, write: Callable[..., int]) -> None:
    for at in (1_790_000_000.0, 1_790_090_000.0):
        write("webchat:v", {"event": "action", "name": "action_session_start", "timestamp": at})
        write("webchat:v", {"event": "user", "text": "hello", "timestamp": at + 1})
    html = page(login("viewer"), of("webchat:v"))
    assert html.count('class="session"') == 2
    assert "21 Sep 2026, 14:13 UTC" in html


def test_long_conversations_open_at_the_end_and_page_back(of: Of, login: Login, write: Callable[..., int]) -> None:
    for number in range(100):
        write("webchat:v", {"event": "user", "text": f"message number {number}."})
    conversation = of("webchat:v")
    client = login("viewer")
    html = page(client, conversation)
    assert "number 99." in html
    assert "number 60." in html
    assert "number 59." not in html
    seen, before = [], client.get(reverse("conversation", args=[conversation.alias])).context["page"].before
    while before:
        answer = client.get(f"{reverse('earlier', args=[conversation.alias])}?before={before}")
        seen += [said.message.text for said in answer.context["page"].said][::-1]
        before = answer.context["page"].before
    assert seen == [f"message number {number}." for number in range(59, -1, -1)]
    first = Message.objects.filter(conversation=conversation).order_by("id").first()
    assert "number 0." in page(client, conversation, f"?around={first.id}")


def test_opening_it_marks_it_read_until_somebody_speaks(
    of: Of, login: Login, read: Callable[[], None], write: Callable[..., int]
) -> None:
    client = login("viewer")
    page(client, of("ana"))
    assert ReadMark.objects.get().message == of("ana").last_message
    write("rest:console-ana", {"event": "user", "text": "one more thing"})
    read()
    rows = client.get("/?has=unread").context["rows"]
    assert of("ana").alias in [row.alias for row in rows]


EVIL = [
    "<script>window.evil = 1</script>",
    '"><img src=x onerror="window.evil=1">',
    "<style>body{display:none}</style>",
    "[click](javascript:alert(1)) [ok](https://example.org/\"onclick=\"evil) <a href='javascript:1'>x</a>",
    "**<b>bold</b>** {{ 7|add:7 }} {% debug %}",
    "\u202egnp.exe\u202c \u2066hidden\u2069 \u200b\ufeff zero",
    '=HYPERLINK("http://evil")',
    "𝕳𝖊𝖑𝖑𝖔 " + "Z͑ͫ̓ͪ̂ͫ" * 50,
]


@pytest.mark.parametrize("sender", ["user", "bot"])
def test_hostile_words_are_only_words(of: Of, login: Login, write: Callable[..., int], sender: str) -> None:
    for text in EVIL:
        data: dict[str, Any] = {"event": sender, "text": text}
        if sender == "bot":
            data["data"] = {"buttons": [{"title": text}], "image": text, "custom": {"cards": [{"title": text}]}}
            data["metadata"] = {"utter_action": text, "sources": text}
        else:
            data["parse_data"] = {"intent": {"name": text, "confidence": 0.5}, "entities": [{"entity": text}]}
        write("webchat:evil", data)
    html = page(login("viewer"), of("webchat:evil"))
    for markup in ("<script>w", "<img src=x", "<style>", 'href="javascript', "<b>bold", "\u202e", "\u2066", "\u200b"):
        assert markup not in html
    assert "⟨U+202E⟩" in html
    assert "&lt;script&gt;" in html
    assert "{{ 7|add:7 }}" in html
    listing = login("viewer", name="vera").get("/").content.decode()
    assert "<script>w" not in listing


def test_a_megabyte_is_cut_and_can_be_read_as_text(of: Of, login: Login, write: Callable[..., int]) -> None:
    write("webchat:v", {"event": "user", "text": "<b>" + "a" * 1_000_000})
    conversation = of("webchat:v")
    client = login("viewer")
    html = page(client, conversation)
    assert len(html) < 60_000
    assert "996,003 more characters" in html
    message = conversation.messages.get()
    answer = client.get(reverse("message", args=[conversation.alias, message.id]))
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert len(answer.content) == 20_000


def test_a_chart_survives_numbers_that_are_none() -> None:
    points = [{"label": "a", "y": 5}, {"label": "b", "y": None}, {"y": "x"}, 7, {"label": "c", "x": -3, "y": 10}]
    assert [(bar.label, bar.width) for bar in rendering.bars(points)] == [("a", 50), ("b", 0), ("", 0), ("c", 100)]
    assert rendering.bars(json.loads("{}")) == []


def test_slots_show_their_last_value_and_that_at_any_message(of: Of, login: Login, write: Callable[..., int]) -> None:
    write("webchat:v", {"event": "slot", "name": "area", "value": "OH"})
    first = write("webchat:v", {"event": "user", "text": "and in texas?"})
    write("webchat:v", {"event": "slot", "name": "area", "value": "TX"})
    write("webchat:v", {"event": "slot", "name": "field", "value": None})
    conversation = of("webchat:v")
    assert transcript.slots(conversation) == [("area", "TX")]
    assert transcript.slots(conversation, first) == [("area", "OH")]
    html = page(login("viewer"), conversation, f"?around={first}")
    assert "What the assistant knew then" in html
