"""Begins the conversation anew, or goes a step back in what has been said."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.flow_state import FlowState


class ActionStartOver(Action):
    """Forgets what the conversation was about; what was said stays in the transcript."""

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_start_over"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Empties the slots; in the middle of the flow its first question follows."""
        in_flow = bool((tracker.active_loop or {}).get("name"))
        dispatcher.utter_message(response="utter_find_programs_start_over" if in_flow else "utter_start_over")
        # One by one: a new session takes over what slots were set to last, and knows nothing of a reset of all.
        return [SlotSet(name, None) for name, value in tracker.slots.items() if value is not None]


class ActionGoBack(Action):
    """Opens the last question of the flow again after its list has been shown."""

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_go_back"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Hands over to the flow, which takes the step back; says so where there is none."""
        if FlowState.read(tracker).next_step() is None:
            return [FollowupAction("find_programs_form")]
        dispatcher.utter_message(response="utter_nothing_to_go_back_to")
        return []
