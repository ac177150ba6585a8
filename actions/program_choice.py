"""Which programs a visitor means: by number, by a school's name, or by "that one"."""

from __future__ import annotations

import re

from rasa_sdk import Tracker

from actions import list_buttons
from actions.flow_state import FlowState
from actions.question import Entity, Question
from knowledge import fields, programs
from knowledge.programs import Program
from knowledge.ranking import LEVELS

# A place as it is numbered in the list, and not "the 1st".
_NUMBER = re.compile(r"\b\d+\b|\b(number|option)\b", re.I)
_THAT_ONE = re.compile(r"\b(it|its|it's|that|this|there)\b", re.I)
_COMPARE_ANY = re.compile(r"/compare_programs|compare( (them|two|both|these|those|the (first )?two))?\W*", re.I)
# Words that many schools have in their names.
_SCHOOL_WORDS = frozenset(
    {
        "campus",
        "college",
        "community",
        "compare",
        "institute",
        "main",
        "school",
        "state",
        "technology",
        "university",
        "with",
    }
)
# The data says nothing of these; "it" and the like point at a program that it does say something of.
NOT_IN_DATA = re.compile(
    r"\b(online|remote|accredit\w*|graduation rate|acceptance|admi(t|ssion)\w*|dorms?|housing|safe|rankings?|tuition"
    r"|scholarships?|deadlines?|gre|sat|part[- ]time|close(st|r)?|near(est)?|far)\b",
    re.I,
)
# Nobody can answer these; what is published is said beside.
IN_DOUBT = re.compile(
    r"\b(scam\w*|rip[- ]?off\w*|legit\w*|fraud\w*|diploma mill|trustworthy|worthless|any good"
    r"|good (school|college|university)|reputable)\b",
    re.I,
)
# The data says nothing of what the GI Bill and the like pay for.
VETERANS = re.compile(
    r"\bg\.?i\.? ?bill\b|\bpost[- ]?9/?11\b|\bva (education|benefits?|money|fund\w*|loans?|pays?)\b|\byellow ribbon\b"
    r"|\b(veterans?'?s?|military|army|navy) (education )?(benefits?|affairs|money|tuition)\b",
    re.I,
)
_WOULD_PICK = re.compile(
    r"\b(which|what|where)\b.*\b(would|do|should) (you|u|i) (pick|choose|recommend|suggest|go|take)\b"
    r"|\b(which|what) (is|one is)( the)? best (school|college|university|program)\b",
    re.I,
)
# A school has up to hundreds of programs; without a wish these are the ones that lead to the job.
USUAL_FIELDS = (
    "computer_science",
    "computer_information_sciences",
    "computer_engineering",
    "statistics",
    "data_science",
    "data_analytics",
    "applied_mathematics",
)


def wants_a_pick(question: Question) -> bool:
    """Tells whether the guide is to choose a school itself: "which one would you take?"."""
    wishes = any(question.values(name) for name in ("area", "field", "sort_by", "control", "credential"))
    return not wishes and bool(_WOULD_PICK.search(question.text))


def named_fields(question: Question) -> tuple[str, ...]:
    """Returns the fields that a question about schools names, also by a name that needs such a context."""
    text = f" {question.text.lower()} "
    written = (field.key for field in fields.all_fields() if f" {field.name.lower()} " in re.sub(r"[^a-z ]", " ", text))
    return tuple(value for value in question.values("field") if value != programs.UNSURE) or tuple(written)


def chosen_program(question: Question, tracker: Tracker) -> str | None:
    """Returns the id of the program meant: by number, by a name or city in the list, or by "that one"."""
    listed = tracker.get_slot("listed_program_ids") or []
    ranks = _ranks(question) or _written(question)
    if ranks and ranks[0].value != "this":
        return _at_rank(ranks[0], question, tracker)
    named = _named_in_list(question.text, listed)
    if named or not _THAT_ONE.search(question.text):
        return named
    return tracker.get_slot("last_program_id") or (listed[0] if len(listed) == 1 else None)


def _ranks(question: Question) -> list[Entity]:
    """Returns the places of a list that a question names, each once: by rank, then by bare number."""
    named = [entity for name in ("rank", "number") for entity in question.entities if entity.name == name]
    return list({entity.value: entity for entity in named}.values())


def _written(question: Question) -> list[Entity]:
    """Returns the numbers that stand in the words of a question, whatever they were understood as."""
    digits = [] if question.is_button else re.findall(r"\b\d{1,2}\b", question.text)
    return [Entity("number", int(number), number, 0, 0) for number in digits]


def _at_rank(rank: Entity, question: Question, tracker: Tracker) -> str | None:
    """Returns the program of a place in the list: "7" as it was numbered, "the second" of those shown last."""
    listed, offset = tracker.get_slot("listed_program_ids") or [], int(tracker.get_slot("list_offset") or 0)
    if rank.value == "last":
        return listed[-1] if listed else None
    index = int(rank.value)
    if _NUMBER.search(rank.raw) and not question.is_button:
        index -= offset
    if index < 1 <= index + offset:
        return _on_earlier_page(index + offset, tracker)
    return listed[index - 1] if 1 <= index <= len(listed) else None


def _on_earlier_page(number: int, tracker: Tracker) -> str | None:
    """Returns the program that had a number on a page before the one shown last."""
    state = list_buttons.as_searched(FlowState.read(tracker))
    page = (number - 1) // list_buttons.PAGE * list_buttons.PAGE
    shown = list_buttons.search(state, list_buttons.PAGE, offset=page).programs
    return shown[number - 1 - page].id if number - 1 - page < len(shown) else None


def _named_in_list(text: str, listed: list[str]) -> str | None:
    """Returns the listed program whose school or city the words name, where they name just one."""
    words = set(re.findall(r"[a-z]{4,}", text.lower())) - _SCHOOL_WORDS
    named = []
    for program_id in listed:
        program = programs.by_id(program_id)
        school = program.institution if program else None
        if school and words & set(re.findall(r"[a-z]{4,}", f"{school.name} {school.city or ''}".lower())):
            named.append(program_id)
    return named[0] if len(named) == 1 else None


def chosen_pair(question: Question, tracker: Tracker) -> tuple[Program, Program] | None:
    """Returns the two programs meant: by two schools, by numbers or names in the list, or its first two."""
    listed = tracker.get_slot("listed_program_ids") or []
    schools = [unitid for unitid in question.values("institution") if isinstance(unitid, str)]
    numbers = [rank for rank in _ranks(question) if rank.value != "this"]
    if len(numbers) < 2 and not schools:
        numbers = _written(question) or numbers
    if _COMPARE_ANY.fullmatch(question.text.strip()):
        numbers = []  # the two of "the first two" is a count
    chosen = [_at_rank(rank, question, tracker) for rank in numbers]
    chosen += [next((i for i in listed if i.startswith(f"{unitid}:")), None) for unitid in schools]
    last = tracker.get_slot("last_program_id") or (listed[0] if len(listed) == 1 else None)
    if len(schools) == 1 and not numbers and last and not last.startswith(schools[0]):
        # "And compared to the University of Arizona?" means the school just shown beside it.
        schools, chosen = [last.partition(":")[0], schools[0]], [last, *chosen]
    if len(schools) > 1 and None in chosen:
        return _alike(schools[0], schools[1], question, tracker)
    named = _named_in_list(question.text, listed)
    if len(chosen) < 2 and named:
        chosen.append(named)
    if len(chosen) == 1 and _THAT_ONE.search(question.text):
        chosen.insert(0, tracker.get_slot("last_program_id"))
    if not chosen and _COMPARE_ANY.fullmatch(question.text.strip()):
        chosen = listed[:2]
    found = [programs.by_id(program_id) for program_id in dict.fromkeys(chosen) if program_id]
    both = [program for program in found if program is not None]
    return (both[0], both[1]) if len(both) == 2 else None


def _alike(one: str, other: str, question: Question, tracker: Tracker) -> tuple[Program, Program] | None:
    """Returns a program of each of two schools, of the same field and level where both have one.

    The field asked for comes first, then those nearest to the job; a level asked for before the bachelor's.
    """
    state = FlowState.read(tracker)
    listed_levels = [program_id.split(":")[2] for program_id in tracker.get_slot("listed_program_ids") or []]
    named = named_fields(question) or state.field or ()
    wanted = [field for field in named if field != programs.UNSURE]
    levels = (*question.values("credential"), *listed_levels, "bachelors", *LEVELS)
    for field in (*wanted, *USUAL_FIELDS):
        offered = [{p.level: p for p in programs.at_institution(unitid, (field,))} for unitid in (one, other)]
        common = [level for level in levels if level in offered[0] and level in offered[1]]
        if common:
            return offered[0][common[0]], offered[1][common[0]]
    return None
