"""A bare value ("texas", "hourly") continues the question before it."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import flow_answers, program_wording, wording
from actions.answering import AnswerAction, answering_action
from actions.flow_answers import RefusedAnswerError
from actions.flow_state import FlowState
from actions.program_details import ActionShowProgram
from actions.programs import refine
from actions.question import Question
from knowledge import areas, occupations
from knowledge.areas import OUTSIDE_US

# What only the search for programs can use; a place beside it is one for that search.
_FOR_PROGRAMS = ("education_level", "credential", "field")
# How likely an intent must be to be taken where the likeliest, a bare value, does not fit the message.
NEARLY = 0.15


class ActionContinueTopic(AnswerAction):
    """Answers the last question again with the new value, or asks what to do with it."""

    topic = "inform"
    is_remembered = False

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_continue_topic"

    def answer(self, question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Asks what the visitor would like to know about the value."""
        if tracker.get_slot("listed_program_ids") and question.is_bare and _numbers_only(question):
            return ActionShowProgram().respond(dispatcher, tracker, {})
        meant = None if question.is_bare else _runner_up(tracker)
        if meant is not None:
            return [*meant.answer(question, dispatcher, tracker), SlotSet("last_topic", meant.topic)]
        if any(question.values(name) for name in _FOR_PROGRAMS):
            return self._take_for_programs(question, dispatcher, tracker)
        area, occupation = question.value("area"), question.value("occupation")
        if occupation is not None:
            title = occupations.get(occupation).plural
            self.say(dispatcher, "utter_inform_occupation", occupation=title, occupation_code=occupation)
            return [SlotSet("last_occupations", [occupation])]
        if area is not None and area != OUTSIDE_US:
            place = wording.place(areas.get(area))
            self.say(dispatcher, "utter_inform_area", place=place, area=area)
            return []
        return self._take_for_programs(question, dispatcher, tracker)

    def _take_for_programs(
        self, question: Question, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Keeps a degree or a field for the flow; what holds neither was not understood."""
        if question.values("institution") or (tracker.get_slot("last_namesakes") and question.values("area")):
            return ActionShowProgram().respond(dispatcher, tracker, {})
        before = FlowState.read(tracker)
        try:
            found = flow_answers.answers(question, before, None)
        except RefusedAnswerError as refused:
            self.say(dispatcher, refused.response)
            return []
        if not found:
            self.say(dispatcher, "utter_fallback")
            return []
        if before.next_step() is None:
            return refine(question, dispatcher, tracker, self.responses)
        after = before.changed(**found)
        if after.next_step() is None:
            return [*after.events_since(before), FollowupAction("action_search_programs")]
        noted = program_wording.answers(FlowState().changed(**found), FlowState())
        self.say(dispatcher, "utter_inform_for_programs", answers=noted)
        return after.events_since(before)


def _numbers_only(question: Question) -> bool:
    return {entity.name for entity in question.entities} <= {"rank", "number"}


def _runner_up(tracker: Tracker) -> AnswerAction | None:
    """Returns the action of the next likeliest intent, for a message that says more than a value."""
    ranking = (tracker.latest_message or {}).get("intent_ranking") or []
    likely = (entry["name"] for entry in ranking[1:3] if entry["confidence"] >= NEARLY)
    return next((action for action in map(answering_action, likely) if action is not None), None)
