"""Why a question is asked, and why these programs are listed."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import program_wording, wording
from actions.flow_state import FlowState
from actions.program_details import show_school
from actions.question import whole_message
from actions.responses import Responses
from knowledge import programs


class ActionExplain(Action):
    """Explains the question just asked, the list just shown, or where answers come from."""

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_explain"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utters the explanation that fits where the conversation is."""
        named = whole_message(tracker).values("institution")
        if named:
            return show_school(named[0], FlowState.read(tracker), dispatcher)
        requested = tracker.get_slot("requested_slot")
        state = FlowState.read(tracker)
        if requested:
            dispatcher.utter_message(response=f"utter_explain_{requested}")
        elif tracker.get_slot("last_topic") == "find_programs" and tracker.get_slot("listed_program_ids"):
            dispatcher.utter_message(
                response="utter_explain_programs",
                fields=program_wording.searched_fields(state.searched_fields),
                levels=program_wording.levels(state.levels),
                place=program_wording.searched_place(state),
                order=program_wording.ORDERS[state.sort_by],
                sources=wording.sources([programs.source()]),
            )
        else:
            values = Responses().values("utter_ask_sources/overview")
            dispatcher.utter_message(response="utter_ask_sources/overview", **values)
        return []
