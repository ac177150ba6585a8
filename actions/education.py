"""Degrees, subjects, ways into the job, and what they take in time and money."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import wording
from actions.fact_answers import FactAnswer, OccupationFactAnswer
from actions.question import Question
from knowledge import fields


class ActionShowEducation(OccupationFactAnswer):
    """Says which degree level is asked for."""

    topic = "ask_education"
    occupation_fact = "education"

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_show_education"


class ActionShowFieldsOfStudy(OccupationFactAnswer):
    """Says which subjects lead to the job."""

    topic = "ask_fields_of_study"
    occupation_fact = "fields_of_study"

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_show_fields_of_study"


class ActionShowWithoutDegree(FactAnswer):
    """Says what is known of the way without a degree."""

    topic = "ask_without_degree"

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_show_without_degree"


class ActionShowHowToBecome(FactAnswer):
    """Says how people get there, from where the visitor stands if that is known."""

    topic = "ask_how_to_become"

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_show_how_to_become"

    def answer(self, question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Says the answer of the chosen key; the whole route begins at the level of education reached."""
        response = self.response_for(question)
        level = question.value("education_level") or tracker.get_slot("education_level")
        onward = f"utter_how_to_become_from_{level}"
        is_whole_route = response == f"utter_{self.topic}/{self.default_key}"
        self.say(dispatcher, onward if is_whole_route and onward in self.responses else response)
        return []


class ActionShowTimeToBecome(FactAnswer):
    """Says how long it takes."""

    topic = "ask_time_to_become"

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_show_time_to_become"


class ActionShowProgramFields(FactAnswer):
    """Says which program fields there are."""

    topic = "ask_program_fields"

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_show_program_fields"

    def answer(self, question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Says what can be searched, then the fields of the article one by one."""
        events = super().answer(question, dispatcher, tracker)
        listed = wording.listing([field.article_name or field.name for field in fields.article_fields()])
        self.say(dispatcher, "utter_article_fields", fields=listed)
        return events


class ActionShowCost(FactAnswer):
    """Says what study costs and who helps to pay."""

    topic = "ask_cost"

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_show_cost"
