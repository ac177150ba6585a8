"""Lists of programs: the first, more of it, and the list changed by a wish."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import cards, flow_answers, list_buttons, program_wording, settings, sponsored, wording
from actions.answering import AnswerAction, answering_action
from actions.flow_answers import RefusedAnswerError
from actions.flow_state import SKIPPED, FlowState
from actions.list_buttons import PAGE
from actions.program_choice import NOT_IN_DATA
from actions.question import Question, whole_message
from actions.responses import Responses
from actions.situated import SituatedAction
from knowledge import fields, institutions, programs
from knowledge.programs import Program, Relaxation, SearchResult

# Metropolitan areas have codes of seven digits, states of two letters.
_METRO_CODE = 7


class ActionSearchPrograms(AnswerAction):
    """Shows the first programs that fit the flow's answers, or says which condition stands in the way."""

    topic = "find_programs"
    continues_with = frozenset({"area", "field", "education_level", "credential", "sort_by", "control"})

    def __init__(self, responses: Responses | None = None) -> None:
        super().__init__(responses)
        # A wrong file is said when the action server starts, not to a visitor.
        sponsored.read(settings.load().sponsored)

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_search_programs"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Searches with the slots as they are; the message has filled them already."""
        return show(FlowState.read(tracker), 0, dispatcher, self.responses)

    def answer(self, question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Searches again with what a bare value changes, such as another state."""
        return refine(question, dispatcher, tracker, self.responses)


class ActionRefinePrograms(SituatedAction):
    """Shows the list again, changed by what the visitor wishes: another state, public only, lower debt."""

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_refine_programs"

    def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Changes the answers and searches; where pay was the topic and no list is open, the wish is about pay."""
        question, pay = whole_message(tracker), answering_action("ask_salary")
        has_no_list = not tracker.get_slot("listed_program_ids")
        if pay is not None and has_no_list and (question.values("occupation") or question.values("statistic")):
            return [*pay.answer(question, dispatcher, tracker), SlotSet("last_topic", pay.topic)]
        return refine(question, dispatcher, tracker, Responses())


class ActionMorePrograms(SituatedAction):
    """Shows the next programs of the list."""

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_more_programs"

    def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Goes on where the list ended, or says that it has ended."""
        if NOT_IN_DATA.search(whole_message(tracker).text):
            return say_not_in_data(dispatcher, tracker)
        shown = tracker.get_slot("list_offset")
        if shown is None or not tracker.get_slot("listed_program_ids"):
            dispatcher.utter_message(response="utter_programs_none_listed")
            return []
        offset = int(shown) + PAGE
        return show(FlowState.read(tracker), offset, dispatcher, Responses())


def refine(
    question: Question, dispatcher: CollectingDispatcher, tracker: Tracker, responses: Responses
) -> list[EventType]:
    """Takes the wish in a message and shows the list that follows from it."""
    before = FlowState.read(tracker)
    is_listed = before.next_step() is None
    try:
        found = flow_answers.answers(question, before, None, listed=is_listed)
    except RefusedAnswerError as refused:
        dispatcher.utter_message(response=refused.response)
        return []
    if not is_listed:
        return _begin(found, dispatcher)
    if flow_answers.sorts_by_size(question):
        dispatcher.utter_message(
            response="utter_programs_no_size_order", buttons=[] if found else list_buttons.beside_open_list(tracker)
        )
    elif not found:
        return say_not_in_data(dispatcher, tracker)
    if not found:
        return []
    after = before.changed(**found)
    say_what_is_searched(question, after, dispatcher)
    if after.next_step() == "graduation_year":
        after = after.changed(graduation_year=SKIPPED)  # a list is not taken away for a question that may be skipped
    if after.next_step() is not None:
        return [*after.events_since(before), FollowupAction("find_programs_form")]
    return [*after.events_since(before), *show(after, 0, dispatcher, responses)]


def say_what_is_searched(question: Question, state: FlowState, dispatcher: CollectingDispatcher) -> None:
    """Says where a search is not quite what was wished: one of two states, the whole state of a city."""
    place = program_wording.searched_place(state)
    if flow_answers.names_several_states(question):
        dispatcher.utter_message(response="utter_find_programs_one_state", place=place)
    elif state.state and any(len(area) == _METRO_CODE for area in question.values("area")):
        dispatcher.utter_message(response="utter_find_programs_whole_state", place=place)
    if flow_answers.names_community_colleges(question):
        dispatcher.utter_message(response="utter_programs_community_colleges")


def say_not_in_data(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Says what the data holds and what not, and where else to look."""
    dispatcher.utter_message(
        response="utter_programs_not_in_data",
        sources=wording.sources([programs.source()]),
        buttons=list_buttons.beside_open_list(tracker),
    )
    return []


def _begin(found: dict[str, Any], dispatcher: CollectingDispatcher) -> list[EventType]:
    """Starts the flow for a wish that is uttered before there is a list; the form reads the wish itself."""
    if found:
        return [FollowupAction("find_programs_form")]
    dispatcher.utter_message(response="utter_programs_none_listed")
    return []


def show(state: FlowState, offset: int, dispatcher: CollectingDispatcher, responses: Responses) -> list[EventType]:
    """Says a page of the list and returns what later wishes refer to; the year of the diploma is let go."""
    no_prices = state.sort_by == "net_price" and not institutions.has_details()
    # Without prices low debt is the nearest to a low price.
    searched = state.changed(priority="debt") if no_prices else state
    found = programs.search(
        state.searched_fields, state.levels, state.state, searched.sort_by, state.searched_control, PAGE, offset
    )
    if not found.total:
        return _say_no_match(state, dispatcher, responses)
    if not found.programs:
        buttons = list_buttons.beside_list(state, offset, 0)
        dispatcher.utter_message(response="utter_programs_none_left", total=f"{found.total:,}", buttons=buttons)
        return []
    before = _before(state, offset, no_prices, responses)
    _say_page(found, searched, offset, before, dispatcher, responses)
    return [
        SlotSet("listed_program_ids", [program.id for program in found.programs]),
        SlotSet("list_offset", offset),
        SlotSet("graduation_year", SKIPPED if state.graduation_year else None),
        SlotSet("last_program_id", None),
        SlotSet("last_topic", "find_programs"),
    ]


def _say_page(
    found: SearchResult,
    state: FlowState,
    offset: int,
    before: str,
    dispatcher: CollectingDispatcher,
    responses: Responses,
) -> None:
    """Says a page in words, with cards beside them for channels that show some."""
    last = offset + len(found.programs)
    page = "found" if offset == 0 else "more"
    values = {
        "before": before,
        "what": program_wording.counted(found, state.searched_control),
        "fields": program_wording.searched_fields(state.searched_fields),
        "place": program_wording.searched_place(state),
        "order": program_wording.order(state.sort_by, found),
        "total": f"{found.total:,}",
        "first": str(offset + 1),
        "last": str(last),
        "notes": _notes(state, offset, found, responses),
    }
    paid = [] if offset else sponsored.matching(state, found.programs)
    beside_cards = responses.sentence(f"utter_programs_{page}_cards", **values).strip()
    values["notes"] += _campuses(found.programs, responses)
    dispatcher.utter_message(
        response=f"utter_programs_{page}" if last < found.total else f"utter_programs_{page}_last",
        json_message=cards.program_list(found.programs, offset + 1, paid, beside_cards, responses),
        buttons=list_buttons.beside_list(state, offset, len(found.programs)),
        **values,
        programs=_lines(found, offset, len(programs.cips_of(state.searched_fields)) > 1),
        sponsored=_sponsored(paid, responses),
        meaning=_meaning(found.programs, responses),
        sources=wording.sources([programs.source()]),
    )


def _before(state: FlowState, offset: int, no_prices: bool, responses: Responses) -> str:
    """Says the next step that fits, and that prices are missing, before the first page."""
    said = responses.sentence(f"utter_next_step_{state.education_level}") if _has_step(state, offset) else ""
    return said + (responses.sentence("utter_programs_no_prices") if no_prices else "")


def _meaning(listed: list[Program], responses: Responses) -> str:
    """Says what the figures of a list mean, and why some are missing."""
    figures = [figure for program in listed for figure in (program.earnings, program.debt)]
    said = responses.sentence("utter_programs_meaning") if any(f is not None for f in figures) else ""
    return said + (responses.sentence("utter_programs_too_few") if None in figures else "")


def _has_step(state: FlowState, offset: int) -> bool:
    return offset == 0 and state.education_level not in (None, SKIPPED) and not state.credential


def _lines(found: SearchResult, offset: int, several_fields: bool) -> str:
    """Sets out the programs under the name of their level, numbered from the beginning of the list."""
    lines: list[str] = []
    level = None
    for index, program in enumerate(found.programs, offset + 1):
        if program.level != level and len(found.totals_by_level) > 1:
            lines.append(f"**{wording.capitalised(program_wording.LEVELS[program.level][1])}**")
        level = program.level
        lines.append(program_wording.program(index, program, several_fields))
    return "\n".join(lines)


def _sponsored(paid: list[Program], responses: Responses) -> str:
    """Sets paid listings under the first page, each marked as such."""
    return "".join(
        responses.sentence("utter_programs_sponsored", program=program_wording.unnumbered(program)) for program in paid
    )


def _notes(state: FlowState, offset: int, found: SearchResult, responses: Responses) -> str:
    """Says what a figure in the list does not say by itself."""
    notes = "".join(
        responses.sentence("utter_programs_group", contains=field.contains, field=field.name.lower())
        for field in (fields.get(key) for key in state.searched_fields if key != programs.UNSURE)
        if field.contains
    )
    if state.searched_fields == ("computer_science",) and not offset:
        notes += responses.sentence("utter_programs_filed_elsewhere")
    below = [program.institution.name for program in found.programs if program.below_high_school]
    if below:
        notes += responses.sentence("utter_programs_below_high_school", schools=wording.listing(below))
    return notes + _neighbor(state, found, offset, responses)


def _neighbor(state: FlowState, found: SearchResult, offset: int, responses: Responses) -> str:
    """Names the field next to one that has no figures, where that one has."""
    beside = None if offset or found.with_figure else list_buttons.neighbor(state, with_figures=True)
    if beside is None:
        return ""
    field, there = beside
    return responses.sentence(
        "utter_programs_neighbor",
        field=fields.get(field).name.lower(),
        count=f"{there.with_figure:,}",
        total=f"{there.total:,}",
    )


def _campuses(listed: list[Program], responses: Responses) -> str:
    is_shared = any(program.campuses > 1 and program.earnings is not None for program in listed)
    return responses.sentence("utter_programs_same_figures") if is_shared else ""


def _say_no_match(state: FlowState, dispatcher: CollectingDispatcher, responses: Responses) -> list[EventType]:
    """Says which condition excludes most, and offers to go without it, or to look in the field next to it."""
    freed = programs.relaxations(state.searched_fields, state.levels, state.state, state.searched_control)
    helpful: Relaxation | None = next((relaxation for relaxation in freed if relaxation.total), None)
    beside = list_buttons.neighbor(state, with_figures=False)
    near = ""
    if beside:
        name, total = fields.get(beside[0]).name.lower(), f"{beside[1].total:,}"
        near = responses.sentence("utter_programs_neighbor_none", field=name, total=total)
    dispatcher.utter_message(
        response=f"utter_programs_none_{helpful.condition}" if helpful else "utter_programs_none",
        levels=program_wording.levels(state.levels),
        fields=program_wording.searched_fields(state.searched_fields)
        + program_wording.at_schools(state.searched_control),
        place=program_wording.searched_place(state),
        usual_fields=program_wording.searched_fields((programs.UNSURE,)),
        total=f"{helpful.total:,}" if helpful else "",
        near=near,
        buttons=[list_buttons.neighbor_button(beside[0])] if beside else [],
    )
    return [SlotSet("listed_program_ids", []), SlotSet("last_topic", "find_programs")]
