"""How the number of jobs is expected to change."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.fact_answers import OccupationFactAnswer
from actions.question import Question
from knowledge.areas import NATION


class ActionShowOutlook(OccupationFactAnswer):
    """Says the official projection."""

    topic = "ask_outlook"
    occupation_fact = "outlook"

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_show_outlook"

    def answer(self, question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Says the projection, and first that there is none for a state or city where one was named."""
        if any(area != NATION for area in question.values("area")):
            self.say(dispatcher, "utter_outlook_nation_only")
        return super().answer(question, dispatcher, tracker)
