"""Walks a visitor through the questions that a list of programs needs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import field_answers, flow_answers, program_wording
from actions.answering import answer_others
from actions.fallback import NONSENSE
from actions.flow_answers import RefusedAnswerError
from actions.flow_state import SKIPPED, FlowState
from actions.program_choice import wants_a_pick
from actions.programs import say_what_is_searched
from actions.question import Question, questions, whole_message
from actions.responses import Responses
from actions.situated import is_doubtful, meaning_here
from knowledge import areas
from knowledge.areas import OUTSIDE_US

REQUESTED = "requested_slot"
MOST_TALKED_ABOUT = 2
# The states of the question's own buttons.
_STATES_OFFERED = ("CA", "TX", "NY")
# Only these fill the flow; a question about pay that names a state fills nothing.
FLOW_INTENTS = frozenset({"inform", "find_programs", "refine_programs"})
# Said in answer to a question of the flow, these carry nothing that could be taken.
_MISUNDERSTOOD = frozenset({"inform", "nlu_fallback", "affirm", "deny", "more_programs", "refine_programs"})
_ENTITY_OF_STEP = {"priority": ("sort_by", "control")}
# "how much graduates earn" is a wish when it answers what matters most, and a question otherwise.
_SOUNDS_LIKE_PRIORITY = ("ask_salary", "ask_cost", "program_details")
_SHORT = 5
_ASKS = re.compile(
    r"\?|^\W*(how|what|whats|which|where|who|why|when|is|are|do|does|can|could|should|will|would)\b", re.I
)
_ASKS_NEXT = re.compile(r"\bnext\b", re.I)
_QUESTION_WORD = re.compile(r"\b(what|whats|what's|how|why|which|difference)\b", re.I)
_MAY_BE_DENIED = ("graduation_year", "priority")


class ValidateFindProgramsForm(Action):
    """Takes the answers of a message and says which question comes next.

    Returning nothing but the question that was open makes Rasa's form step aside, so that a question in between is
    answered by its own rule and the form asks on afterwards.
    """

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "validate_find_programs_form"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Returns the slots to set and the step to ask next."""
        before = FlowState.read(tracker)
        requested = tracker.get_slot(REQUESTED)
        question = whole_message(tracker)
        if any(asked.intent == "find_programs" for asked in questions(tracker)):
            # What was asked before it in the same message has been answered.
            question = replace(question, intent="find_programs")
        try:
            after = _taken(question, before, requested, tracker.get_slot("last_topic"))
        except RefusedAnswerError as refused:
            dispatcher.utter_message(response=refused.response)
            return _ask_again(before, requested)
        if requested and wants_a_pick(question):
            dispatcher.utter_message(response="utter_programs_no_pick")
            return [SlotSet(REQUESTED, requested)]
        if after is not None:
            return _take(before, after, requested, dispatcher, tracker)
        if requested and _is_misunderstood(question, tracker):
            return _say_misunderstood(dispatcher, tracker, before, requested)
        return [SlotSet(REQUESTED, before.next_step())]


def _is_misunderstood(question: Question, tracker: Tracker) -> bool:
    """Tells whether a message is neither an answer nor a question of its own; a doubtful complaint is none."""
    if meaning_here(question, tracker) is not None:
        return False
    is_no_complaint = question.intent == "feedback_negative" and is_doubtful(tracker)
    return question.intent in _MISUNDERSTOOD or question.answer == NONSENSE or is_no_complaint


def _take(
    before: FlowState, after: FlowState, requested: str | None, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType]:
    """Keeps the answers, and says which where the next question does not show that they were heard."""
    step = after.next_step()
    said = whole_message(tracker)
    asked_again = step in (requested, before.next_step()) and (after != before or _repeats(said))
    if step and (asked_again or _volunteers(before, after, requested)):
        noted = program_wording.answers(after, before if after != before else FlowState())
        next_step = _next_step(after, said)
        dispatcher.utter_message(response="utter_find_programs_noted", answers=noted, next=next_step)
    say_what_is_searched(said, after, dispatcher)
    meant = meaning_here(said, tracker) if said.intent not in FLOW_INTENTS else None
    if meant is not None:
        meant(said, dispatcher, tracker)
    answer_others(dispatcher, tracker)
    return [
        *after.events_since(before),
        SlotSet("miss_count", 0),
        SlotSet("last_topic", "find_programs"),
        SlotSet(REQUESTED, step),
    ]


def _volunteers(before: FlowState, after: FlowState, requested: str | None) -> bool:
    """Tells whether a message gave an answer besides the one asked for, so that it is to be confirmed."""
    names = {"education_level", "field", "area", "priority", "credential", "control"} - {requested}
    given = (name for name in names if getattr(after, name) not in (None, SKIPPED))
    return any(getattr(after, name) != getattr(before, name) for name in given)


def _next_step(state: FlowState, said: Question) -> str:
    """Returns the step after the level of education told, where somebody asks what comes next."""
    response = f"utter_next_step_{state.education_level}"
    asked = _ASKS_NEXT.search(said.text) and not state.credential and response in Responses()
    return f" {Responses().sentence(response).strip()}" if asked else ""


def _repeats(question: Question) -> bool:
    """Tells whether a message that changed nothing named answers, so that they are to be confirmed."""
    named = any(question.values(name) for name in ("field", "area", "education_level", "credential"))
    return named or bool(flow_answers.SOME_COLLEGE.search(question.text))


def _taken(question: Question, state: FlowState, requested: str | None, topic: str | None) -> FlowState | None:
    """Returns the state after the message, or None where it is not for the flow; `topic` was talked about last."""
    intent = question.intent
    if intent == "go_back":
        step = state.step_before(requested)
        return state.changed(**{step: None}) if step else state
    # "I don't care, just not much debt" skips nothing.
    wish = flow_answers.wish(question) or flow_answers.names_debt(question) if intent == "skip" else None
    if requested and wish:
        return state.changed(priority=wish)
    if requested and (intent == "skip" or (intent == "deny" and requested in _MAY_BE_DENIED)):
        return state.changed(**flow_answers.skipped(requested))
    is_correction = topic == "find_programs" and _names_another_place(question)
    if intent not in FLOW_INTENTS and not is_correction and not _answers_the_question(question, requested):
        return None
    found = flow_answers.answers(question, state, requested)
    if found:
        return state.changed(**found)
    return state if intent == "find_programs" else None


def _names_another_place(question: Question) -> bool:
    """Tells whether nothing but a place is said, as in "what about New York?": after an answer, another answer."""
    return question.is_bare and {entity.name for entity in question.entities} == {"area"}


def _answers_the_question(question: Question, requested: str | None) -> bool:
    """Tells whether a message that sounds like something else answers the question just asked.

    A message of nothing but values does when it holds the one asked for, or, where it asks nothing, any other: a
    bare "operations research" is a subject before the subject has been asked for. So does one that names the value
    asked for without asking anything: "computer science I guess, whichever pays more".
    """
    wanted = _ENTITY_OF_STEP.get(requested or "", (requested,))
    has_wanted = any(question.values(name) for name in wanted if name)
    asks = bool(_ASKS.search(question.text))
    if has_wanted and (question.is_bare or not asks):
        return True
    if requested and question.is_bare and not asks and not question.is_follow_up and question.values("field"):
        return True
    is_hedged = bool(field_answers.HEDGES.match(question.text.strip()))
    might_name_field = requested == "field" and (is_hedged or (not asks and len(question.text.split()) <= _SHORT))
    if might_name_field and (question.values("field") or field_answers.named_without_context(question.text)):
        return True
    if requested and not asks and flow_answers.SOME_COLLEGE.search(question.text):
        return True
    if requested in ("graduation_year", "education_level") and flow_answers.names_a_year(question) and not asks:
        return True
    wonders = asks or _QUESTION_WORD.search(question.text)
    if requested == "priority" and not wonders and flow_answers.names_debt(question):
        return True
    names_a_job_or_place = question.values("occupation") or question.values("area")
    return (
        requested == "priority"
        and question.intent in _SOUNDS_LIKE_PRIORITY
        and not names_a_job_or_place
        and len(question.text.split()) <= _SHORT
    )


def _ask_again(state: FlowState, requested: str | None) -> list[EventType]:
    step = requested or state.next_step()
    return [SlotSet(step, None), SlotSet(REQUESTED, step)] if step else []


def _say_misunderstood(
    dispatcher: CollectingDispatcher, tracker: Tracker, state: FlowState, requested: str
) -> list[EventType]:
    misses = int(tracker.get_slot("miss_count") or 0) + 1
    response = f"utter_invalid_{requested}" if misses == 1 else "utter_find_programs_stuck"
    dispatcher.utter_message(response=response)
    return [SlotSet("miss_count", misses), *_ask_again(state, requested)]


class ActionAskArea(Action):
    """Asks for the state, with a button for the one that was talked about last."""

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_ask_find_programs_form_area"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utters the question."""
        talked_about = [areas.get(code) for code in tracker.get_slot("last_areas") or [] if code != OUTSIDE_US]
        states = dict.fromkeys(area.states[0] for area in talked_about if area.states)
        buttons = [
            {"title": areas.get(state).name, "payload": f'/inform{{"area": "{state}"}}'}
            for state in states
            if state not in _STATES_OFFERED
        ]
        dispatcher.utter_message(response="utter_ask_find_programs_form_area", buttons=buttons[:MOST_TALKED_ABOUT])
        return []
