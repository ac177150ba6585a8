"""A human line for people in distress."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answering import AnswerAction
from actions.handoff import FORM, forgotten
from actions.question import Question


class ActionAnswerDistress(AnswerAction):
    """Names the crisis line, and says nothing of pay or programs."""

    topic = "distress"
    is_remembered = False

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_answer_distress"

    def answer(self, question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Says where a person can be reached right now; a message that was being left for one is not kept."""
        self.say(dispatcher, "utter_distress")
        return forgotten() if (tracker.active_loop or {}).get("name") == FORM else []
