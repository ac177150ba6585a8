"""What is said when the assistant did not understand."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

NONSENSE = "out_of_scope/nonsense"


class ActionDefaultFallback(Action):
    """Asks to say it differently; after a second miss in a row offers a way out instead.

    Takes the place of Rasa's action of the same name, which would delete the visitor's message from the conversation.
    """

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_default_fallback"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utters the fallback that fits."""
        again = missed_before(tracker.events)
        dispatcher.utter_message(response="utter_fallback_again" if again else "utter_fallback")
        return []


def missed_before(events: list[dict[str, Any]]) -> bool:
    """Tells whether the message before the latest one was not understood either."""
    said = [event for event in events if event.get("event") == "user"]
    return len(said) > 1 and is_nonsense(said[-2].get("parse_data") or {})


def is_nonsense(parse: dict[str, Any]) -> bool:
    """Tells whether understanding could make nothing of a message, or took it for a row of letters."""
    intent = (parse.get("intent") or {}).get("name")
    return intent == "nlu_fallback" or parse.get("answer") == NONSENSE
