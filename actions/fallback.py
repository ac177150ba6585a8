"""What is said when the assistant did not understand."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher


class ActionDefaultFallback(Action):
    """Asks to say it differently; after a second miss in a row offers a way out instead.

    Takes the place of Rasa's action of the same name, which would delete the visitor's message from the conversation.
    """

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_default_fallback"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utters the fallback that fits."""
        missed_before = _missed_before(tracker.events)
        dispatcher.utter_message(response="utter_fallback_again" if missed_before else "utter_fallback")
        return []


def _missed_before(events: list[dict[str, Any]]) -> bool:
    """Tells whether the message before the latest one was not understood either."""
    said = [event for event in events if event.get("event") == "user"]
    if len(said) < 2:
        return False
    intent = (said[-2].get("parse_data") or {}).get("intent") or {}
    return intent.get("name") == "nlu_fallback"
