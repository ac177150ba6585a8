"""What is offered where a message was not understood."""

from __future__ import annotations

import json

import pytest

from actions.fallback import NEAR_MISS, near_buttons
from actions.responses import Responses

LONGEST_TITLE = 20


def test_near_misses_become_buttons_that_ask_them() -> None:
    buttons = near_buttons(
        ["out_of_scope/other_job", "ask_outlook/demand", "ask_salary/history", "explain"], Responses()
    )
    assert buttons == [
        {"title": "The demand", "payload": '/ask_outlook{"answer": "ask_outlook/demand"}'},
        {"title": "The pay", "payload": "/ask_salary"},
        {"title": "Why these", "payload": "/explain"},
        {"title": "Something else", "payload": "/ask_help"},
    ]


def test_no_more_than_three_are_offered() -> None:
    labels = ["ask_salary", "explain", "find_programs", "start_over", "ask_skills/math"]
    assert [button["title"] for button in near_buttons(labels, Responses())][-2:] == ["Find programs", "Something else"]


@pytest.mark.parametrize("labels", [[], ["out_of_scope/visa", "chitchat/joke", "inform"]])
def test_nothing_is_offered_where_no_topic_is_near(labels: list[str]) -> None:
    assert near_buttons(labels, Responses()) == []


def test_every_title_is_short_and_its_payload_readable() -> None:
    choices = Responses().choices(NEAR_MISS)
    for label, title in choices.items():
        assert len(title) <= LONGEST_TITLE, title
        payload = near_buttons([label], Responses())[0]["payload"]
        _, brace, rest = payload.partition("{")
        assert not brace or json.loads(brace + rest) == {"answer": label}
    assert len(set(choices.values())) == len(choices)
