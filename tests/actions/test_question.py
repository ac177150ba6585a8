from __future__ import annotations

import pytest

from actions.question import questions
from tests.actions.messages import tracker


@pytest.mark.parametrize(
    ("text", "entities", "is_bare"),
    [
        ("and in Texas?", [("area", "TX", "Texas")], True),
        ("what about data scientists then", [("occupation", "15-2051", "data scientists")], True),
        ("hourly?", [("period", "hour", "hourly")], True),
        ("um ohio tho pls", [("area", "OH", "ohio")], True),
        ("somewhere around the Boston area I guess", [("area", "0071650", "Boston")], True),
        (
            "ok and how about software developers in ohio",
            [("occupation", "15-1252", "software developers"), ("area", "OH", "ohio")],
            True,
        ),
        ("how much do they earn in Texas", [("area", "TX", "Texas")], False),
        ("what about the outlook in Texas", [("area", "TX", "Texas")], False),
        ("and what about it", [], False),
    ],
)
def test_a_message_of_nothing_but_values_is_bare(text, entities, is_bare) -> None:
    assert questions(tracker(text, "ask_salary", entities))[0].is_bare is is_bare


@pytest.mark.parametrize(("intent", "is_bare"), [("inform", True), ("ask_salary", False)])
def test_a_button_with_a_value_continues_only_as_inform(intent, is_bare) -> None:
    text = f'/{intent}{{"area": "TX"}}'
    assert questions(tracker(text, intent, [("area", "TX", "TX")]))[0].is_bare is is_bare


def test_each_question_of_a_message_has_its_own_values() -> None:
    text = "pay in Ohio and is it growing for data scientists"
    clauses = [
        {"text": "pay in Ohio", "start": 0, "end": 11, "intent": "ask_salary", "answer": None},
        {
            "text": text[16:],
            "start": 16,
            "end": len(text),
            "intent": "ask_outlook",
            "answer": "ask_outlook/overview",
        },
    ]
    entities = [("area", "OH", "Ohio"), ("occupation", "15-2051", "data scientists")]
    first, second = questions(tracker(text, "ask_salary", entities, clauses=clauses))
    assert (first.intent, first.values("area"), first.values("occupation")) == ("ask_salary", ("OH",), ())
    assert (second.intent, second.values("area"), second.answer) == (
        "ask_outlook",
        (),
        "ask_outlook/overview",
    )


def test_a_button_chooses_its_answer() -> None:
    pressed = tracker("/ask_role", "ask_role")
    pressed.latest_message["entities"] = [{"entity": "answer", "value": "ask_role/employers", "start": 9, "end": 40}]
    assert questions(pressed)[0].answer == "ask_role/employers"


def test_an_empty_message_was_not_understood() -> None:
    empty = tracker()
    empty.latest_message = {"text": None, "intent": {"name": None}, "entities": []}
    assert questions(empty)[0].intent == "nlu_fallback"


def test_values_are_told_once_and_in_order() -> None:
    text = "Ohio, Texas or Ohio"
    message = tracker(text, entities=[("area", "OH", "Ohio"), ("area", "TX", "Texas"), ("area", "OH", "Ohio")])
    assert questions(message)[0].values("area") == ("OH", "TX")
