"""A bare value ("texas", "hourly") continues the question before it."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import wording
from actions.answering import AnswerAction
from actions.question import Question
from knowledge import areas, occupations
from knowledge.areas import OUTSIDE_US


class ActionContinueTopic(AnswerAction):
    """Answers the last question again with the new value, or asks what to do with it."""

    topic = "inform"
    is_remembered = False

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_continue_topic"

    def answer(self, question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Asks what the visitor would like to know about the value."""
        area, occupation = question.value("area"), question.value("occupation")
        if occupation is not None:
            title = occupations.get(occupation).plural
            self.say(dispatcher, "utter_inform_occupation", occupation=title, occupation_code=occupation)
            return [SlotSet("last_occupations", [occupation])]
        if area is not None and area != OUTSIDE_US:
            place = wording.place(areas.get(area))
            self.say(dispatcher, "utter_inform_area", place=place, area=area)
            return []
        self.say(dispatcher, "utter_inform_value")
        return []
