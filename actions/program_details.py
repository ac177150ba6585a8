"""One program or school in full, and two side by side."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import flow_answers, list_buttons, program_wording, wording
from actions.answering import answer_others
from actions.flow_answers import RefusedAnswerError
from actions.flow_state import FlowState
from actions.program_choice import IN_DOUBT, NOT_IN_DATA, USUAL_FIELDS, chosen_pair, chosen_program, named_fields
from actions.programs import none_listed, refine, say_not_in_data
from actions.question import Question, whole_message
from actions.responses import Responses
from actions.salary import ActionShowSalary
from actions.situated import SituatedAction
from knowledge import institutions, programs
from knowledge.figures import dollars
from knowledge.institutions import Institution
from knowledge.programs import Program

_POINTS_AT_ONE = re.compile(r"\b(it|its|that|this|there|one|them|those|they)\b|#|\d", re.I)
# What each compared figure is, and whose.
_COMPARED: dict[str, tuple[str, Callable[[Program], str]]] = {
    "earnings": ("Median earnings four years after finishing, with federal aid", program_wording.earnings),
    "debt": ("Median federal debt of those with any", program_wording.debt),
    "graduates": ("Graduates in the last counted year", program_wording.graduates),
}
MOST_AT_A_SCHOOL = 5
MOST_NAMESAKES = 4


class ActionShowProgram(SituatedAction):
    """Shows a program of the last list, or what a named school offers."""

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_show_program"

    def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Says the details, or asks which one is meant, and answers what else was asked."""
        events = self._show(dispatcher, tracker)
        answer_others(dispatcher, tracker)
        return events

    def _show(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        question = whole_message(tracker)
        named = question.values("institution")
        if IN_DOUBT.search(question.text) and (named or question.values("rank")):
            dispatcher.utter_message(response="utter_programs_no_verdict")
        if named:
            asked_fields = named_fields(question)
            state = FlowState.read(tracker)
            state = state.changed(field=asked_fields) if asked_fields else state
            return show_school(named[0], state, dispatcher, tracker)
        namesake = _namesake_in(question, tracker)
        if namesake:
            return show_school(namesake, FlowState.read(tracker), dispatcher, tracker)
        sources = wording.sources([programs.source()])
        listed = tracker.get_slot("listed_program_ids") or []
        chosen = chosen_program(question, tracker)
        program = programs.by_id(chosen) if chosen else None
        if NOT_IN_DATA.search(question.text):
            shown = _show_program(program, dispatcher, tracker) if program and question.values("rank") else []
            return [*shown, *say_not_in_data(dispatcher, tracker)]
        if program is None and listed and _wishes(question, FlowState.read(tracker)):
            return refine(question, dispatcher, tracker, Responses())
        if program is None:
            points_at_one = question.values("rank") or _POINTS_AT_ONE.search(question.text)
            response = "utter_programs_which_one" if listed else none_listed(tracker)
            response = response if points_at_one else "utter_programs_unknown_school"
            dispatcher.utter_message(response=response, sources=sources)
            return []
        return _show_program(program, dispatcher, tracker)


class ActionComparePrograms(SituatedAction):
    """Sets two programs of the last list, or two schools, side by side."""

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_compare_programs"

    def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Says both, or asks which two are meant; two places are compared by what they pay."""
        question = whole_message(tracker)
        if len(question.values("area")) > 1 and not question.values("institution"):
            return ActionShowSalary().answer(question, dispatcher, tracker)
        pair = chosen_pair(question, tracker)
        if pair is None:
            listed = tracker.get_slot("listed_program_ids")
            named = question.values("institution")
            response = "utter_programs_which_two" if listed or named else none_listed(tracker)
            dispatcher.utter_message(response=response)
            return []
        first, second = pair
        lines = [_compared(label, first, second) for label in (*_COMPARED, "net price")]
        dispatcher.utter_message(
            response="utter_programs_compared",
            first=_titled(first),
            second=_titled(second),
            lines=wording.bullets(line for line in lines if line),
            sources=wording.sources([programs.source()]),
            buttons=list_buttons.beside_open_list(tracker),
        )
        return []


def _show_program(program: Program, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    school, responses = program.institution, Responses()
    notes = ""
    if program.below_high_school:
        notes += responses.sentence("utter_programs_below_high_school", schools=school.name)
    if program.campuses > 1 and program.earnings is not None:
        notes += responses.sentence("utter_programs_same_figures")
    dispatcher.utter_message(
        response="utter_program_details",
        school=school.name,
        city=f"{school.city}, " if school.city else "",
        state=school.state or "",
        control=program_wording.CONTROLS[school.control],
        level=wording.capitalised(program_wording.LEVELS[program.level][0]),
        field=program.field_title,
        facts=wording.bullets(_facts(program)),
        notes=notes,
        sources=_sources(program),
        buttons=list_buttons.beside_program(tracker),
    )
    return [SlotSet("last_program_id", program.id)]


def _facts(program: Program) -> list[str]:
    school = program.institution
    facts = [
        f"Earnings: {_full(program_wording.earnings(program), 'median, four years after finishing')}",
        f"Debt: {_full(program_wording.debt(program), 'median, federal')}",
        f"Finished last counted year: {_value(program_wording.graduates(program))}",
    ]
    if school.net_price is not None:
        facts.append(f"Average net price of the school: {dollars(school.net_price)} a year")
    if school.url:
        facts.append(f"[School's site]({program_wording.web_address(school.url)})")
    return facts


def _full(said: str, meaning: str) -> str:
    """Says a figure without its label, with what it means, or why it is missing."""
    value = _value(said)
    has_its_own_label = value == "not published" or "one year" in value
    return value if has_its_own_label else f"{value} ({meaning})"


def _sources(program: Program) -> str:
    of_school = institutions.source() if program.institution.net_price is not None else None
    return wording.sources([programs.source(), *([of_school] if of_school else [])])


def show_school(unitid: Any, state: FlowState, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Shows what a school offers in the fields asked for; a name that several schools share is asked back."""
    if isinstance(unitid, tuple):
        return _ask_which_school(unitid, state, dispatcher, tracker)
    school = institutions.get(str(unitid))
    if school is None:
        dispatcher.utter_message(response="utter_programs_which_one")
        return []
    offered = programs.at_institution(school.unitid, state.field) if state.field else []
    offered = offered or programs.at_institution(school.unitid, USUAL_FIELDS)
    levels = state.levels if state.education_level or state.credential else None
    wanted = [p for p in offered if levels is None or p.level in levels] or offered
    wanted.sort(key=lambda program: program.earnings is None)
    if len(wanted) == 1:
        return _show_program(wanted[0], dispatcher, tracker)
    dispatcher.utter_message(
        response="utter_program_school" if wanted else "utter_program_school_none",
        school=school.name,
        city=f"{school.city}, " if school.city else "",
        state=school.state or "",
        control=program_wording.CONTROLS[school.control],
        fields=program_wording.searched_fields(state.searched_fields),
        programs="\n".join(_at_school(i, p) for i, p in enumerate(wanted[:MOST_AT_A_SCHOOL], 1)),
        sources=wording.sources([programs.source()]),
        buttons=list_buttons.beside_school(len(wanted)) if wanted else [],
    )
    return [
        SlotSet("listed_program_ids", [p.id for p in wanted[:MOST_AT_A_SCHOOL]]),
        SlotSet("last_program_id", None),
        SlotSet("list_offset", None),
    ]


def _ask_which_school(
    unitids: tuple[str, ...], state: FlowState, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType]:
    schools = [school for school in (institutions.get(unitid) for unitid in unitids) if school and school.is_current]
    near = [school for school in schools if school.state == state.state]
    if len(near) == 1:
        return show_school(near[0].unitid, state, dispatcher, tracker)
    dispatcher.utter_message(
        response="utter_programs_which_school",
        count=str(len(schools)),
        buttons=[_school_button(school) for school in schools[:MOST_NAMESAKES]],
    )
    return [SlotSet("last_namesakes", [school.unitid for school in schools])]


def _wishes(question: Question, state: FlowState) -> bool:
    """Tells whether a question about the list names what the list can be changed by: "which has the lowest debt?"."""
    try:
        return bool(flow_answers.answers(question, state, None, listed=True))
    except RefusedAnswerError:
        return True


def _namesake_in(question: Question, tracker: Tracker) -> str | None:
    """Returns the school of the shared name just asked back that lies in the state named."""
    asked_back = tracker.get_slot("last_namesakes") or []
    states = set(question.values("area"))
    near = [unitid for unitid in asked_back if (school := institutions.get(unitid)) and school.state in states]
    return near[0] if len(near) == 1 else None


def _school_button(school: Institution) -> dict[str, str]:
    place = f"{school.city}, {school.state}" if school.city else school.state
    return {
        "title": f"{school.name} ({place})",
        "payload": f'/program_details{{"institution": "{school.unitid}"}}',
    }


def _at_school(index: int, program: Program) -> str:
    level = program_wording.LEVELS[program.level][0]
    figures = "; ".join([program_wording.earnings(program), program_wording.debt(program)])
    return f"{index}. **{program.field_title}**, {level}: {figures}"


def _titled(program: Program) -> str:
    level = program_wording.LEVELS[program.level][0]
    return f"**{program.institution.name}** ({program.institution.state}), {program.field_title}, {level}"


def _compared(label: str, first: Program, second: Program) -> str | None:
    """Says one figure of both; a net price only where the school's is known."""
    if label == "net price":
        prices = [p.institution.net_price for p in (first, second)]
        if None in prices:
            return None
        said = [dollars(price) for price in prices if price is not None]
        return f"Average net price of the school, a year: {said[0]} and {said[1]}"
    meaning, say = _COMPARED[label]
    values = [_value(say(program)).removesuffix(" graduates").removesuffix(" graduate") for program in (first, second)]
    return f"{meaning}: {values[0]} and {values[1]}"


def _value(said: str) -> str:
    """Leaves the label off a figure, such as "debt" or "earn", where it stands before both."""
    for label in ("earn ", "earnings ", "debt "):
        said = said.removeprefix(label)
    return said
