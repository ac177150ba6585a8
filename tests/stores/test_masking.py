"""What a visitor said of themselves is in no event that is stored."""

from __future__ import annotations

import copy
import json
import time
from typing import Any

import pytest

from stores.masking import PRIVATE, mask_turn

pytestmark = pytest.mark.alone

TEXT = "hi my name is Jane Doe, what do data scientists in Ohio earn? mail jane@x.org or 614 555 0143"
SECRETS = ("Jane", "Doe", "jane@x.org", "0143")


def piece(whole: str, words: str, /, **others: Any) -> dict[str, Any]:
    start = whole.index(words)
    return {"start": start, "end": start + len(words), **others}


def said(text: str, entities: list[dict[str, Any]] | None = None, **parse: Any) -> dict[str, Any]:
    ranking = [{"name": "ask_salary", "confidence": 0.9}, {"name": "inform", "confidence": 0.1}]
    return {
        "event": "user",
        "timestamp": 1.0,
        "text": text,
        "parse_data": {
            "text": text,
            "intent": ranking[0],
            "intent_ranking": ranking,
            "entities": entities or [],
            **parse,
        },
        "input_channel": "rest",
        "message_id": "6f1c",
        "metadata": {"page": "/careers", "said": [text]},
    }


def turn() -> list[dict[str, Any]]:
    question = "what do data scientists in Ohio earn"
    return [
        said(
            TEXT,
            [
                piece(TEXT, "data scientists", entity="occupation", value="15-2051", raw="data scientists"),
                piece(TEXT, "Ohio", entity="area", value="OH", raw="Ohio"),
                piece(TEXT, "Doe", entity="institution", value="204796", raw="Doe"),
            ],
            clauses=[
                piece(TEXT, "hi my name is Jane Doe", text="hi my name is Jane Doe", intent="greet"),
                piece(TEXT, question, text=question, intent="ask_salary"),
            ],
            text_tokens=[(0, 2), (3, 5), (6, 10), (11, 13), (14, 18), (19, 22), (24, 28)],
        ),
        {"event": "slot", "name": "last_occupations", "value": ["15-2051"]},
        {"event": "slot", "name": "somebody", "value": {"called": "jane doe", "phone": "614 555 0143"}},
        {
            "event": "bot",
            "text": "Hello Jane Doe! Write to info@school.org.",
            "data": {"buttons": [{"title": "Try again", "payload": TEXT}], "custom": None},
            "metadata": {"utter_action": "utter_greet"},
        },
        {"event": "action", "name": "action_listen", "policy": "RulePolicy", "confidence": 1.0},
    ]


def test_nothing_personal_is_left_anywhere() -> None:
    stored = json.dumps(mask_turn(turn()))
    for secret in SECRETS:
        assert secret.lower() not in stored.lower()
    assert "what do data scientists in Ohio earn?" in stored


def test_what_the_assistant_works_with_is_kept() -> None:
    message, occupations, _, bot, listen = mask_turn(turn())
    values = {entity["entity"]: entity["value"] for entity in message["parse_data"]["entities"]}
    # The "Doe" that was taken for a school lies within a name.
    assert values == {"occupation": "15-2051", "area": "OH"}
    assert message["parse_data"]["intent"]["name"] == "ask_salary"
    assert occupations["value"] == ["15-2051"]
    assert "info@school.org" in bot["text"], "the operator's own address is meant to be seen"
    assert listen == turn()[-1]


def test_places_are_those_of_the_masked_text() -> None:
    message = mask_turn(turn())[0]
    for found in (*message["parse_data"]["entities"], *message["parse_data"]["clauses"]):
        assert message["text"][found["start"] : found["end"]] == found.get("raw", found.get("text"))
    assert message["parse_data"]["text"] == message["text"]
    words = [message["text"][start:end] for start, end in message["parse_data"]["text_tokens"]]
    assert words == ["hi", "my", "name", "is", "[name]", "what"]


def test_the_given_events_stay_and_a_masked_turn_stays() -> None:
    given = turn()
    before = copy.deepcopy(given)
    masked = mask_turn(given)
    assert given == before
    assert json.loads(json.dumps(mask_turn(masked))) == json.loads(json.dumps(masked))


def test_a_turn_without_anything_personal_stays_as_it_is() -> None:
    text = "what do data scientists in Ohio earn?"
    entities = [piece(text, "Ohio", entity="area", value="OH", raw="Ohio")]
    given = [said(text, entities), *turn()[1:2], *turn()[4:]]
    assert mask_turn(given) == given


@pytest.mark.parametrize("name", ["user", "bot", "action", "slot", "RulePolicy"])
def test_a_name_that_is_also_a_word_of_rasa_breaks_no_event(name: str) -> None:
    given = [said(f"my name is {name}"), *turn()[1:]]
    for before, after in zip(given, mask_turn(given), strict=True):
        assert (before["event"], before.get("name")) == (after["event"], after.get("name"))


@pytest.mark.parametrize("answer", ["jane doe", "jane.doe at gmial", "yes", "my son wants to study in Kent"])
def test_all_that_is_said_to_the_handoff_form_is_private(answer: str) -> None:
    form = [
        {"event": "action", "name": "handoff_form", "policy": "RulePolicy"},
        {"event": "slot", "name": "handoff_name", "value": answer},
        {"event": "slot", "name": "requested_slot", "value": "handoff_contact"},
    ]
    message, _, name, requested = mask_turn([said(answer, clauses=[{"text": answer}]), *form])
    assert (message["text"], name["value"], requested["value"]) == (PRIVATE, PRIVATE, "handoff_contact")
    assert answer not in json.dumps(message)
    assert message["parse_data"]["intent"]["name"] == "ask_salary"


def test_a_message_that_the_form_turned_down_is_private_too() -> None:
    rejected = {"event": "action_execution_rejected", "name": "handoff_form"}
    assert mask_turn([said("jane doe"), rejected])[0]["text"] == PRIVATE


def test_what_opens_the_form_is_not_private() -> None:
    opened = [
        {"event": "action", "name": "handoff_form"},
        {"event": "active_loop", "name": "handoff_form"},
    ]
    assert mask_turn([said("can somebody call me back"), *opened])[0]["text"] == "can somebody call me back"


def test_deep_and_long_metadata_costs_little() -> None:
    deep: Any = "jane@x.org"
    for _ in range(500):
        deep = [deep]
    event = {**said("hello " * 160), "metadata": {"deep": deep, "many": ["jane@x.org"] * 500}}
    start = time.process_time()
    stored = json.dumps(mask_turn([event]))
    assert time.process_time() - start < 0.2
    assert "jane@x.org" not in stored


def test_an_ordinary_turn_costs_less_than_a_millisecond() -> None:
    times = []
    for _ in range(30):
        start = time.process_time()
        mask_turn(turn())
        times.append(time.process_time() - start)
    assert min(times) < 0.001
