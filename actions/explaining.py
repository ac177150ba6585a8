"""Why a question is asked, and why these programs are listed."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import list_buttons, program_wording, wording
from actions.flow_state import FlowState
from actions.program_choice import chosen_program
from actions.program_details import show_school
from actions.question import Question, whole_message
from actions.responses import Responses
from actions.situated import SituatedAction
from knowledge import programs
from knowledge.programs import Program

_WHY = re.compile(r"\b(why|how come|how is it)\b", re.I)
_AMOUNT = re.compile(r"\$?\b(?:(?P<thousands>\d{2,3}) ?k|(?P<amount>\d{1,3},\d{3}|\d{4,6}))\b", re.I)


class ActionExplain(SituatedAction):
    """Explains the question just asked, the list just shown, or where answers come from."""

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_explain"

    def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utters the explanation that fits where the conversation is."""
        named = whole_message(tracker).values("institution")
        if named:
            return show_school(named[0], FlowState.read(tracker), dispatcher, tracker)
        requested = tracker.get_slot("requested_slot")
        state = list_buttons.as_searched(FlowState.read(tracker))
        if requested:
            dispatcher.utter_message(response=f"utter_explain_{requested}")
        elif tracker.get_slot("last_topic") == "find_programs" and tracker.get_slot("listed_program_ids"):
            found = list_buttons.search(state)
            dispatcher.utter_message(
                response="utter_explain_programs" if found.with_figure else "utter_explain_programs_unsorted",
                fields=program_wording.searched_fields(state.searched_fields),
                schools=program_wording.at_schools(state.searched_control),
                levels=program_wording.levels(state.levels),
                place=program_wording.searched_place(state),
                order=program_wording.order(state.sort_by, found),
                missing=_missing(tracker),
                uncounted=_uncounted(tracker),
                sources=wording.sources([programs.source()]),
                buttons=list_buttons.without("explain", list_buttons.beside_open_list(tracker)),
            )
        else:
            values = Responses().values("utter_ask_sources/overview")
            dispatcher.utter_message(response="utter_ask_sources/overview", **values)
        return []


def _missing(tracker: Tracker) -> str:
    """Says why figures are missing, where some of the programs shown have none."""
    lacks = any(None in (program.earnings, program.debt) for program in _shown(tracker))
    return Responses().sentence("utter_programs_too_few") if lacks else ""


def _uncounted(tracker: Tracker) -> str:
    """Says why programs are listed of which no graduates are known, where some of those shown are such."""
    lacks = any(not program.completers for program in _shown(tracker))
    return Responses().sentence("utter_explain_programs_uncounted").rstrip() if lacks else ""


def _shown(tracker: Tracker) -> list[Program]:
    listed = (programs.by_id(program_id) for program_id in tracker.get_slot("listed_program_ids") or [])
    return [program for program in listed if program is not None]


def place_asked_about(question: Question, tracker: Tracker) -> Program | None:
    """Returns the listed program whose place in the list is asked about: "why is Duke number two?"."""
    if not _WHY.search(question.text) or not (question.values("rank") or question.values("institution")):
        return None
    listed = tracker.get_slot("listed_program_ids") or []
    schools = [f"{unitid}:" for unitid in question.values("institution")]
    named = next((program_id for program_id in listed if program_id.startswith(tuple(schools))), None)
    chosen = named or chosen_program(question, tracker)
    return programs.by_id(chosen) if chosen and chosen in listed else None


def explain_place(question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Says by which figure a program stands where it does, and what decides between equals."""
    program, state = place_asked_about(question, tracker), list_buttons.as_searched(FlowState.read(tracker))
    assert program, "recognised before"
    listed = tracker.get_slot("listed_program_ids")
    others = [other for other in map(programs.by_id, listed) if other and other.level == program.level]
    figure = _figure(program, state)
    equal = next((o for o in others if o.id != program.id and _figure(o, state) == figure), None)
    responses = Responses()
    tie = responses.sentence("utter_explain_tie", school=equal.institution.name) if equal and figure else ""
    dispatcher.utter_message(
        response="utter_explain_place" if figure else "utter_explain_place_without_figure",
        program=program_wording.unnumbered(program),
        order=program_wording.ORDERS[state.sort_by],
        tie=tie,
        sources=wording.sources([programs.source()]),
        buttons=list_buttons.beside_open_list(tracker),
    )
    return [SlotSet("last_program_id", program.id)]


def figure_asked_about(question: Question, tracker: Tracker) -> Program | None:
    """Returns the listed program that has the figure at which somebody wonders: "why is one only 32k?"."""
    written = _AMOUNT.search(question.text) if _WHY.search(question.text) else None
    if written is None:
        return None
    thousands = written["thousands"]
    low = int(thousands) * 1000 if thousands else int(written["amount"].replace(",", ""))
    high = low + 999 if thousands else low
    listed = (programs.by_id(program_id) for program_id in tracker.get_slot("listed_program_ids") or [])
    return next((p for p in listed if p and any(low <= f <= high for f in (p.earnings, p.debt) if f)), None)


def explain_figure(question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Says what a figure of the list is, and that the data holds no reason for it."""
    program = figure_asked_about(question, tracker)
    assert program, "recognised before"
    responses = Responses()
    below = responses.sentence("utter_programs_below_high_school", schools=program.institution.name)
    dispatcher.utter_message(
        response="utter_explain_figure",
        program=program_wording.unnumbered(program),
        level=program_wording.LEVELS[program.level][0],
        below=below if program.below_high_school else "",
        sources=wording.sources([programs.source()]),
        buttons=list_buttons.beside_open_list(tracker),
    )
    return [SlotSet("last_program_id", program.id)]


def _figure(program: Program, state: FlowState) -> int | None:
    return {"debt": program.debt, "earnings": program.earnings}.get(state.sort_by)
