"""What is said when the assistant did not understand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.responses import Responses
from actions.situated import SituatedAction

NEAR_MISS = "utter_near_miss"
MOST_NEAR = 3
# What is meant by none of the buttons.
NONE = "ask_help"
NONSENSE = "out_of_scope/nonsense"


class ActionDefaultFallback(SituatedAction):
    """Offers what the message comes near to, or asks to say it differently; a second miss in a row brings a way out.

    Takes the place of Rasa's action of the same name, which would delete the visitor's message from the conversation.
    """

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_default_fallback"

    def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utters the fallback that fits."""
        if missed_before(tracker.events):
            dispatcher.utter_message(response="utter_fallback_again")
            return []
        near = near_buttons((tracker.latest_message or {}).get("near_misses") or (), Responses())
        if near:
            dispatcher.utter_message(response=NEAR_MISS, buttons=near)
        else:
            dispatcher.utter_message(response="utter_fallback")
        return []


def near_buttons(labels: Iterable[str], responses: Responses) -> list[dict[str, str]]:
    """Returns a button for each of the first labels ("ask_role/duties") that the response has words for.

    A button asks the question of its label; the last one says that none of them was meant.
    """
    titles = responses.choices(NEAR_MISS)
    found = []
    for label in labels:
        intent = label.partition("/")[0]
        known = next((name for name in (label, f"{intent}/overview", intent) if name in titles), None)
        if known:
            answer = f'{{"answer": "{known}"}}' if "/" in known else ""
            found.append({"title": titles[known], "payload": f"/{intent}{answer}"})
    if not found:
        return []
    return [*found[:MOST_NEAR], {"title": titles[NONE], "payload": f"/{NONE}"}]


def missed_before(events: list[dict[str, Any]]) -> bool:
    """Tells whether the message before the latest one was not understood either."""
    said = [event for event in events if event.get("event") == "user"]
    return len(said) > 1 and is_nonsense(said[-2].get("parse_data") or {})


def is_nonsense(parse: dict[str, Any]) -> bool:
    """Tells whether understanding could make nothing of a message, or took it for a row of letters."""
    intent = (parse.get("intent") or {}).get("name")
    return intent == "nlu_fallback" or parse.get("answer") == NONSENSE
