from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from actions.starting_over import ActionStartOver
from tests.actions.messages import tracker


def test_every_slot_that_holds_something_is_emptied_by_itself() -> None:
    told = tracker("start over", "start_over", slots={"education_level": "masters", "area": None, "list_offset": 0.0})
    events = ActionStartOver().run(CollectingDispatcher(), told, {})
    assert {event["name"]: event["value"] for event in events} == {"education_level": None, "list_offset": None}
