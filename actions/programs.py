"""Lists of programs: the first, more of it, and the list changed by a wish."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import cards, flow_answers, list_buttons, list_sentences, program_wording, settings, sponsored, wording
from actions.answering import AnswerAction, answering_action
from actions.flow_answers import RefusedAnswerError
from actions.flow_state import SKIPPED, FlowState
from actions.list_buttons import PAGE
from actions.program_choice import IN_DOUBT, NOT_IN_DATA, VETERANS, wants_a_pick
from actions.question import Question, whole_message
from actions.responses import Responses
from actions.situated import SituatedAction
from knowledge import fields, programs
from knowledge.programs import Relaxation, SearchResult

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
        if list_buttons.is_list_open(tracker) and wants_a_pick(whole_message(tracker)):
            dispatcher.utter_message(response="utter_programs_no_pick", buttons=list_buttons.beside_open_list(tracker))
            return []
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
            goes_on = replace(question, is_bare=True)
            return [*pay.answer(goes_on, dispatcher, tracker), SlotSet("last_topic", pay.topic)]
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
            dispatcher.utter_message(response=none_listed(tracker))
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
        return _begin(found, dispatcher, tracker)
    listed = tracker.get_slot("listed_program_ids") or []
    if flow_answers.sorts_by_size(question):
        _say_no_size_order(listed, bool(found), dispatcher, tracker)
    elif not found and listed:
        return say_not_in_data(dispatcher, tracker)
    elif not found:
        return _begin(found, dispatcher, tracker)
    if not found:
        return []
    after = before.changed(**found)
    say_what_is_searched(question, after, dispatcher)
    if after.next_step() == "graduation_year":
        after = after.changed(graduation_year=SKIPPED)  # a list is not taken away for a question that may be skipped
    if after.next_step() is not None:
        return [*after.events_since(before), FollowupAction("find_programs_form")]
    # The next step was said with the first list; it is said again where another level makes it another.
    says_step = after.levels != before.levels
    return [*after.events_since(before), *show(after, 0, dispatcher, responses, says_step)]


def _say_no_size_order(listed: list[str], shows_list: bool, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Says that lists are not sorted by size, and which program of the one shown has the most graduates."""
    shown = [program for program in map(programs.by_id, listed) if program and program.completers]
    largest = max(shown, key=lambda program: program.completers or 0, default=None)
    dispatcher.utter_message(response="utter_programs_no_size_order")
    if largest and not shows_list:
        dispatcher.utter_message(
            response="utter_programs_largest",
            program=program_wording.unnumbered(largest),
            sources=wording.sources([programs.source()]),
            buttons=list_buttons.beside_open_list(tracker),
        )


def say_what_is_searched(question: Question, state: FlowState, dispatcher: CollectingDispatcher) -> None:
    """Says where a search is not quite what was wished: one of two states, the whole state of a city."""
    place = program_wording.searched_place(state)
    if flow_answers.names_several_states(question):
        dispatcher.utter_message(response="utter_find_programs_one_state", place=place)
    elif state.state and any(len(area) == _METRO_CODE for area in question.values("area")):
        dispatcher.utter_message(response="utter_find_programs_whole_state", place=place)
    if flow_answers.names_community_colleges(question):
        dispatcher.utter_message(response="utter_programs_community_colleges")
    if VETERANS.search(question.text):
        dispatcher.utter_message(response="utter_programs_veterans")
    if IN_DOUBT.search(question.text):
        dispatcher.utter_message(response="utter_programs_no_verdict")


def say_not_in_data(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Says what the data holds and what not, and where else to look."""
    dispatcher.utter_message(
        response="utter_programs_not_in_data",
        sources=wording.sources([programs.source()]),
        buttons=list_buttons.beside_open_list(tracker),
    )
    return []


def none_listed(tracker: Tracker) -> str:
    """Returns the response that says that there is no list, and in the flow that there is none yet."""
    return "utter_programs_not_yet_listed" if tracker.get_slot("requested_slot") else "utter_programs_none_listed"


def _begin(found: dict[str, Any], dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Starts the flow for a wish that is uttered before there is a list; the form reads the wish itself."""
    if found:
        return [FollowupAction("find_programs_form")]
    dispatcher.utter_message(response=none_listed(tracker))
    return []


def show(
    state: FlowState, offset: int, dispatcher: CollectingDispatcher, responses: Responses, says_step: bool = True
) -> list[EventType]:
    """Says a page of the list and returns what later wishes refer to; the year of the diploma is let go."""
    searched = list_buttons.as_searched(state)
    no_prices = searched != state
    found = programs.search(
        state.searched_fields, state.levels, state.state, searched.sort_by, state.searched_control, PAGE, offset
    )
    if not found.total:
        return _say_no_match(state, dispatcher, responses)
    if not found.programs:
        buttons = list_buttons.beside_list(state, offset, 0)
        dispatcher.utter_message(response="utter_programs_none_left", total=f"{found.total:,}", buttons=buttons)
        return []
    before = list_sentences.before(state, says_step and offset == 0, no_prices, responses)
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
        "notes": list_sentences.notes(state, offset, found, responses),
    }
    paid = [] if offset else sponsored.matching(state, found.programs)
    beside_cards = responses.sentence(f"utter_programs_{page}_cards", **values).strip()
    values["notes"] += list_sentences.campuses(found.programs, responses)
    dispatcher.utter_message(
        response=f"utter_programs_{page}" if last < found.total else f"utter_programs_{page}_last",
        json_message=cards.program_list(found.programs, offset + 1, paid, beside_cards, responses),
        buttons=list_buttons.beside_list(state, offset, len(found.programs)),
        **values,
        programs=list_sentences.lines(found, offset, len(programs.cips_of(state.searched_fields)) > 1),
        sponsored=list_sentences.sponsored(paid, responses),
        meaning=list_sentences.meaning(found.programs, responses),
        sources=wording.sources([programs.source()]),
    )


def _say_no_match(state: FlowState, dispatcher: CollectingDispatcher, responses: Responses) -> list[EventType]:
    """Says which condition excludes most, and offers to go without it, or to look in the field next to it."""
    freed = programs.relaxations(state.searched_fields, state.levels, state.state, state.searched_control)
    helpful: Relaxation | None = next((relaxation for relaxation in freed if relaxation.total), None)
    beside = list_buttons.neighbor(state, with_figures=False)
    near = ""
    if beside:
        name, total = fields.get(beside[0]).name.lower(), f"{beside[1].total:,}"
        near = " " + responses.sentence("utter_programs_neighbor_none", field=name, total=total).strip()
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
