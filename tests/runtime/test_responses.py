"""The buttons of a turn: few, each once, and room for the question of a form that is open."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from runtime.responses import MOST_BUTTONS, GuideResponses, leave_room, share_buttons


def _buttons(*titles: str) -> list[dict[str, str]]:
    return [{"title": title, "payload": f"/{title.lower()}"} for title in titles]


DOMAIN = Domain.from_dict(
    {
        "intents": ["ask_cost", "stop"],
        "slots": {"requested_slot": {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]}},
        "responses": {
            "utter_ask_search_level": [{"text": "Which?", "buttons": _buttons("One", "Two", "Three", "Four", "Five")}],
            "utter_cost": [{"text": "Much.", "buttons": _buttons("Grants", "Loans", "Five")}],
            "utter_stuck": [{"text": "Sorry.", "buttons": _buttons("Skip", "Stop", "Grants", "Loans")}],
        },
    }
)
RESPONSES = GuideResponses(EndpointConfig(type="runtime.responses.GuideResponses"), DOMAIN)


def _tracker(asked: str | None, intent: str = "ask_cost") -> DialogueStateTracker:
    tracker = DialogueStateTracker.from_events("visitor", [], DOMAIN.slots)
    if asked:
        tracker.update(ActiveLoop("search"))
        tracker.update(SlotSet("requested_slot", asked))
    tracker.update(UserUttered("how much", intent={"name": intent}))
    return tracker


def _offered(response: str, tracker: DialogueStateTracker) -> list[str]:
    said: dict[str, Any] | None = asyncio.run(RESPONSES.generate(response, tracker, "rest"))
    assert said
    return [button["title"] for button in said["buttons"]]


@pytest.mark.parametrize(
    ("response", "asked", "intent", "offered"),
    [
        ("utter_cost", None, "ask_cost", ["Grants", "Loans", "Five"]),
        ("utter_cost", "level", "ask_cost", ["Grants"]),
        ("utter_cost", "level", "stop", ["Grants", "Loans", "Five"]),
        ("utter_stuck", "level", "ask_cost", ["Skip", "Stop"]),
        ("utter_ask_search_level", "level", "ask_cost", ["One", "Two", "Three", "Four", "Five"]),
    ],
)
def test_an_answer_leaves_room_for_the_question_that_follows(
    response: str, asked: str | None, intent: str, offered: list[str]
) -> None:
    assert _offered(response, _tracker(asked, intent)) == offered


def test_what_a_form_answers_while_it_takes_an_answer_leaves_room_too() -> None:
    message = BotUttered("Much.", data={"buttons": _buttons("Grants", "Loans")})
    events = [{"event": "slot", "name": "requested_slot", "value": "level"}]
    leave_room([message], "validate_search", events, RESPONSES)
    assert [button["title"] for button in message.data["buttons"]] == ["Grants"]


def test_a_button_stands_once_among_several_answers_and_each_answer_keeps_some() -> None:
    messages = [BotUttered("a", data={"buttons": _buttons("A", "B", "C", "D")}) for _ in range(2)]
    messages.append(BotUttered("b", data={"buttons": _buttons("E", "A")}))
    share_buttons(messages)
    titles = [[button["title"] for button in message.data["buttons"] or []] for message in messages]
    assert titles == [["A", "B"], ["C", "D"], ["E"]]
    assert sum(map(len, titles)) <= MOST_BUTTONS
