"""What a message means by what stands before the visitor: a list that is open, or the pay just told.

Understanding labels a message without knowing the conversation; the words that point at it are read here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import flow_answers, list_buttons, program_wording
from actions.answering import answering_action
from actions.explaining import ActionExplain, explain_figure, explain_place, figure_asked_about, place_asked_about
from actions.flow_state import FlowState
from actions.pay_situations import PAY_SITUATIONS
from actions.program_choice import IN_DOUBT, NOT_IN_DATA, VETERANS, named_fields, wants_a_pick
from actions.program_details import ActionComparePrograms, ActionShowProgram, show_school
from actions.programs import refine, say_not_in_data
from actions.question import Entity, Question
from actions.responses import Responses
from actions.situated import Answer, is_doubtful
from knowledge.ranking import LEVELS

# What these say is the same wherever they are said.
_ALWAYS_THEMSELVES = frozenset(
    {"distress", "human_handoff", "stop", "start_over", "go_back", "skip", "goodbye", "greet", "affirm", "deny"}
)
# Surely about something other than the list when nothing but the words "compare" and "why" point at it.
_ABOUT_JOBS = frozenset({"ask_salary", "compare_careers", "ask_outlook", "ask_education"})
_COMPARES = re.compile(r"^\W*(\w+ ){0,3}compare\b|\b\d\s*(v|vs|versus)\.?\s*#?\d\b", re.I)
_NUMBER_ALONE = re.compile(r"\W{0,5}(number |no\.? ?|nr\.? ?)?\d{1,2}( please| pls)?\W{0,5}", re.I)
_POINTS_AT_LIST = re.compile(
    r"\b(any|all|some|each|most|which|one|either|none|both) of (these|them|those)\b"
    r"|^\W*(and |so |but |ok )?(do|does|did|are|is) (these|those|they|this|that|it)\b",
    re.I,
)
_SPANS_PLACES = re.compile(r"\b(includ\w*|cover\w*|both|all|only|just)\b.*\b(states?|countr\w+|places?)\b", re.I)
_PUBLIC_OR_PRIVATE = re.compile(r"\b(public|private)\b", re.I)
_OTHER_FIELD = re.compile(r"\b(that|the) (other|nearby|next|second) (field|subject)\b", re.I)
_WHY_MISSING = re.compile(
    r"\bwhy\b.{0,80}\b(no|not|none|nothing|missing|without)\b.{0,80}\b(figures?|numbers?|money|earnings|debts?|published|data)\b",
    re.I,
)
_HYPE = re.compile(r"\b(hype|fad|(a |an actual |actually a )?real (job|thing)|made[- ]up)\b", re.I)
_PAY = re.compile(r"\b(pay|pays|paid|earn\w*|make|salar\w+|wages?)\b", re.I)
_SCHOLARSHIPS = re.compile(r"\bscholarships?\b", re.I)
_CONDITIONS = re.compile(
    r"\b(how (hard|tough|difficult) is (it|(this|the|that|an? ml) (job|work|career))|stress\w*|burn ?(ed )?out"
    r"|long hours|work[- ]life|overtime|work(ing)? from home|wfh|work remotely|remote (work|jobs?))\b",
    re.I,
)
_EARNINGS_AND_DEBT = re.compile(r"\bearnings?\b.*\bdebts?\b|\bdebts?\b.*\bearnings?\b", re.I)
_ASKS_MEANING = re.compile(r"\b(difference|differ|mean(s|ing)?|what('?s| is| are))\b", re.I)
_GRADUATES = re.compile(r"\bgraduates?\b", re.I)
_THEY = re.compile(r"\b(they|it|there|that (school|one|college|university))\b", re.I)
_FOLLOWS_UP = re.compile(r"^\W*(and|n|but|(what|how) about)\b|\bsame (question|thing|for)\b", re.I)
_MORE_SCHOOLS = re.compile(r"\b(more|other) (schools?|programs?|colleges?|universit\w+)\b", re.I)
_BETTER = re.compile(r"\b(better|best|rather|smarter)\b", re.I)
_Recognises = Callable[[Question, Tracker], bool]


def meant(question: Question, tracker: Tracker) -> Answer | None:
    """Returns what answers a question as it is meant here, or None where its intent tells."""
    if question.is_button or question.intent in _ALWAYS_THEMSELVES:
        return None
    return next((answer for recognises, answer in _SITUATIONS if recognises(question, tracker)), None)


def _has_list(tracker: Tracker) -> bool:
    """Tells whether a list is what was talked about last."""
    is_topic = tracker.get_slot("last_topic") == "find_programs" and not tracker.get_slot("requested_slot")
    return is_topic and bool(tracker.get_slot("listed_program_ids"))


def _compares(question: Question, tracker: Tracker) -> bool:
    listed = _has_list(tracker) and question.intent not in _ABOUT_JOBS
    return listed and not question.values("occupation") and bool(_COMPARES.search(question.text))


def _compare(question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    return ActionComparePrograms().respond(dispatcher, tracker, {})


def _says_a_number(question: Question, tracker: Tracker) -> bool:
    return _has_list(tracker) and bool(_NUMBER_ALONE.fullmatch(question.text))


def _show_program(question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    return ActionShowProgram().respond(dispatcher, tracker, {})


def _shown_school(tracker: Tracker) -> str | None:
    """Returns the school whose programs were shown last, or None where another list was."""
    listed = tracker.get_slot("listed_program_ids") or []
    schools = {program_id.partition(":")[0] for program_id in listed}
    is_school = len(schools) == 1 and tracker.get_slot("list_offset") is None and not tracker.get_slot("requested_slot")
    return schools.pop() if is_school else None


def _asks_of_the_school(question: Question, tracker: Tracker) -> bool:
    """Tells whether a field or a degree is asked for at that school: "do they have a master's in CS?"."""
    asks = question.values("field") or _degrees(question)
    elsewhere = question.values("institution") or question.values("area")
    return bool(asks and not elsewhere and _THEY.search(question.text)) and _shown_school(tracker) is not None


def _degrees(question: Question) -> tuple[str, ...]:
    """Returns the degrees named, also where they sound like one that somebody has."""
    named = question.values("credential") or question.values("education_level")
    return tuple(degree for degree in named if degree in LEVELS)


def _show_of_the_school(question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    wished = {"field": named_fields(question) or None, "credential": _degrees(question) or None}
    return show_school(_shown_school(tracker), FlowState.read(tracker).changed(**wished), dispatcher, tracker)


def _asks_why_there(question: Question, tracker: Tracker) -> bool:
    return _has_list(tracker) and place_asked_about(question, tracker) is not None


def _asks_why_so_much(question: Question, tracker: Tracker) -> bool:
    return _has_list(tracker) and figure_asked_about(question, tracker) is not None


def _asks_where_the_list_is(question: Question, tracker: Tracker) -> bool:
    points = _has_list(tracker) and list_buttons.is_list_open(tracker) and _POINTS_AT_LIST.search(question.text)
    return bool(points and _SPANS_PLACES.search(question.text))


def _say_where(question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    state = FlowState.read(tracker)
    place, buttons = program_wording.searched_place(state), list_buttons.beside_open_list(tracker)
    response = "utter_programs_one_place" if state.state else "utter_programs_every_place"
    dispatcher.utter_message(response=response, place=place, buttons=buttons)
    return []


def _asks_whether_public(question: Question, tracker: Tracker) -> bool:
    points = _has_list(tracker) and list_buttons.is_list_open(tracker) and _POINTS_AT_LIST.search(question.text)
    return bool(points and _PUBLIC_OR_PRIVATE.search(question.text))


def _say_how_many_public(question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    state = FlowState.read(tracker)
    public = 0 if state.searched_control not in (None, "public") else list_buttons.search(state, control="public").total
    dispatcher.utter_message(
        response="utter_programs_public",
        public=f"{public:,}",
        total=f"{list_buttons.search(state).total:,}",
        buttons=list_buttons.beside_open_list(tracker),
    )
    return []


def _asks_what_data_lacks(question: Question, tracker: Tracker) -> bool:
    points = _has_list(tracker) and _POINTS_AT_LIST.search(question.text)
    return bool(points and NOT_IN_DATA.search(question.text))


def _say_lacking(question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    return say_not_in_data(dispatcher, tracker)


def _asks_of_graduates(question: Question, tracker: Tracker) -> bool:
    of_studies = question.values("field") and not question.values("occupation") and not question.values("statistic")
    return question.intent == "ask_salary" and bool(of_studies and _GRADUATES.search(question.text))


def _asks_which_is_better(question: Question, tracker: Tracker) -> bool:
    about_studies = question.intent in ("ask_fields_of_study", "compare_careers", "compare_programs")
    return about_studies and bool(question.values("field") and _BETTER.search(question.text))


def _asks_meaning(question: Question, tracker: Tracker) -> bool:
    both = _EARNINGS_AND_DEBT.search(question.text) and _ASKS_MEANING.search(question.text)
    return bool(both) and not question.values("rank") and not question.values("institution")


def _asks_conditions(question: Question, tracker: Tracker) -> bool:
    return not _has_list(tracker) and bool(_CONDITIONS.search(question.text))


def _wants_more_of_field(question: Question, tracker: Tracker) -> bool:
    more = _has_list(tracker) and question.values("field") and _MORE_SCHOOLS.search(question.text)
    return bool(more) and question.intent != "find_programs"


def _adds_a_state(question: Question, tracker: Tracker) -> bool:
    """Tells whether a follow-up on a list, which sounds like one on pay, wants the list for one more state."""
    adds = question.values("area") and flow_answers.AS_WELL.search(question.text) and not _PAY.search(question.text)
    return question.intent == "ask_salary" and _has_list(tracker) and bool(adds)


def _sorts_by_size(question: Question, tracker: Tracker) -> bool:
    is_open = question.intent in ("explain", "nlu_fallback") or is_doubtful(tracker)
    return _has_list(tracker) and is_open and flow_answers.sorts_by_size(question)


def _refine(question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    return refine(question, dispatcher, tracker, Responses())


def _takes_the_neighbor(question: Question, tracker: Tracker) -> bool:
    said = _has_list(tracker) and not question.values("field") and _OTHER_FIELD.search(question.text)
    return bool(said) and list_buttons.neighbor(FlowState.read(tracker), with_figures=True) is not None


def _search_neighbor(question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    beside = list_buttons.neighbor(FlowState.read(tracker), with_figures=True)
    assert beside, "recognised before"
    field = Entity("field", beside[0], "", 0, 0)
    return refine(replace(question, entities=(field,)), dispatcher, tracker, Responses())


def _asks_why_missing(question: Question, tracker: Tracker) -> bool:
    return _has_list(tracker) and list_buttons.is_list_open(tracker) and bool(_WHY_MISSING.search(question.text))


def _explain_list(question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    return ActionExplain().respond(dispatcher, tracker, {})


def _asks_to_judge(question: Question, tracker: Tracker) -> bool:
    return _has_list(tracker) and not question.values("institution") and bool(IN_DOUBT.search(question.text))


def _wants_a_pick(question: Question, tracker: Tracker) -> bool:
    about_programs = tracker.get_slot("last_topic") == "find_programs" or tracker.get_slot("requested_slot")
    return bool(about_programs) and wants_a_pick(question)


def _say_no_pick(question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    has_list = list_buttons.is_list_open(tracker) and not tracker.get_slot("requested_slot")
    buttons = list_buttons.beside_open_list(tracker) if has_list else []
    dispatcher.utter_message(response="utter_programs_no_pick", buttons=buttons)
    return []


def _follows_up(question: Question, tracker: Tracker) -> bool:
    """Tells whether a message that was hardly understood names something that the topic before it can use."""
    before = answering_action(tracker.get_slot("last_topic"))
    is_useful = before is not None and bool(question.entities) and before.can_continue(question)
    return is_useful and is_doubtful(tracker) and bool(_FOLLOWS_UP.search(question.text))


def _continue(question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    before = answering_action(tracker.get_slot("last_topic"))
    return before.answer(question, dispatcher, tracker) if before else []


def _written(words: re.Pattern[str]) -> _Recognises:
    return lambda question, tracker: bool(words.search(question.text))


def _says(response: str) -> Answer:
    def say(question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        dispatcher.utter_message(response=response, **Responses().values(response))
        return []

    return say


_SITUATIONS: tuple[tuple[_Recognises, Answer], ...] = (
    (_written(VETERANS), _says("utter_programs_veterans")),
    (lambda q, t: q.intent == "ask_cost" and bool(_SCHOLARSHIPS.search(q.text)), _says("utter_cost_scholarships")),
    (_compares, _compare),
    (_says_a_number, _show_program),
    (_asks_of_the_school, _show_of_the_school),
    (_asks_why_there, explain_place),
    (_asks_why_so_much, explain_figure),
    (_asks_where_the_list_is, _say_where),
    (_asks_whether_public, _say_how_many_public),
    (_asks_what_data_lacks, _say_lacking),
    *PAY_SITUATIONS,
    (_asks_of_graduates, _says("utter_salary_graduates")),
    (_wants_a_pick, _say_no_pick),
    (_asks_why_missing, _explain_list),
    (_takes_the_neighbor, _search_neighbor),
    (_asks_to_judge, _says("utter_programs_no_verdict")),
    (_wants_more_of_field, _refine),
    (_adds_a_state, _refine),
    (_sorts_by_size, _refine),
    (_asks_which_is_better, _says("utter_fields_of_study_unranked")),
    (_asks_meaning, _says("utter_explain_figures")),
    (lambda q, t: q.intent in ("ask_role", "ask_outlook") and bool(_HYPE.search(q.text)), _says("utter_role_real")),
    (_asks_conditions, _says("utter_role_conditions")),
    (_follows_up, _continue),
)
