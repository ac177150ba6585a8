"""Degrees, subjects, ways into the job, and what they take in time and money."""

from __future__ import annotations

import re

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import flow_answers, wording
from actions.answering import level_told
from actions.fact_answers import FactAnswer, OccupationFactAnswer
from actions.question import Question
from knowledge import fields
from knowledge.areas import OUTSIDE_US

_GED = re.compile(r"\bg\.?e\.?d\b|high school|equivalen", re.I)
_BESIDE_WORK = re.compile(
    r"\b(part[- ]time|evenings?|nights?|weekends?|(while|if|when) (i('?m| am)? )?(still )?work\w*|keep (my|the|a) job"
    r"|beside(s)? (my|a|the) job|full[- ]time job)\b",
    re.I,
)


def _level(question: Question, tracker: Tracker) -> str | None:
    """Returns the level of education told in the question, or before."""
    said = question.value("education_level") or tracker.get_slot("education_level")
    if said is None and flow_answers.SOME_COLLEGE.search(question.text):
        return "some_college"
    return said


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
        level = _level(question, tracker)
        onward = f"utter_how_to_become_from_{level}"
        # "I need to make a new diploma?" of a graduate is no question about the GED.
        is_no_ged = response.endswith("/ged") and (not _GED.search(question.text) or level_told(question) is not None)
        # Who has just finished school asks as one who is still there does.
        has_finished = response.endswith("/high_school") and question.value("education_level") == "high_school"
        is_onward = response == f"utter_{self.topic}/{self.default_key}" or is_no_ged or has_finished
        if level is not None and OUTSIDE_US in question.values("area"):
            self.say(dispatcher, "utter_degree_from_abroad")
        self.say(dispatcher, onward if is_onward and onward in self.responses else response)
        return []


class ActionShowTimeToBecome(FactAnswer):
    """Says how long it takes."""

    topic = "ask_time_to_become"

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_show_time_to_become"

    def answer(self, question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Says the answer of the chosen key; years are counted from the level of education reached."""
        response = self.response_for(question)
        onward = f"utter_time_to_become_from_{_level(question, tracker)}"
        counts_years = response in (f"utter_{self.topic}/{key}" for key in (self.default_key, "degree_years"))
        is_onward = counts_years and onward in self.responses and not question.values("credential")
        self.say(dispatcher, onward if is_onward else response)
        if _BESIDE_WORK.search(question.text):
            self.say(dispatcher, "utter_time_beside_work")
        return []


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
