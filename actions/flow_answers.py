"""Reads answers to the flow's questions out of a message, in any order and all at once."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from actions import field_answers
from actions.field_answers import CREDENTIALS, HAS
from actions.flow_state import SKIPPED, FlowState
from actions.question import Question
from knowledge import areas
from knowledge.areas import NATION, OUTSIDE_US
from knowledge.programs import UNSURE

EARLIEST_YEAR = 1940
YEARS_AHEAD = 10
_UNFINISHED = re.compile(
    r"\b(never|not|didn'?t|without|before) (finish|complet|graduat|get)|\bdropp?ed out|\bunfinished", re.I
)
SOME_COLLEGE = re.compile(
    r"\b(years?|semesters?|credits?|bit|part) (of|in|at) (college|university|uni)\b"
    r"|\b(college|university|uni)\b.*\b(never|not|didn'?t|without) (finish|graduat|complet)"
    r"|\b(\d+|some|a few|thirty|sixty) (college )?credits\b|\bone semester\b",
    re.I,
)
_NOT = re.compile(r"\b(no|not|without|leave out|drop|except|remove|exclude|skip)( the| any)?\s*$", re.I)
_ANY_SCHOOL = re.compile(r"\b(any|all)( kinds? of| type of)? schools?\b|\bpublic (or|and) private\b", re.I)
_ANOTHER_STATE = re.compile(r"\b(another|a different|some other|change( the| my)?) state\b", re.I)
_YEAR = re.compile(r"\b\d{4}\b")
_SORT = re.compile(r"\b(sort|order|rank|arrange|first|lowest|least|smallest|highest|most|best)", re.I)
_WISHES_PAY = re.compile(
    r"\b(good|great|high|best|better|most|top)[- ](paid|pay|paying|salar\w+|money|earnings|income)\b", re.I
)
_WISHES_LOW_COST = re.compile(
    r"\b(owing|owe|costs?|borrow\w*|debts?) (me |us )?(the )?(least|less)\b"
    r"|\b(least|lowest|less) (debt|costs?|owing)\b",
    re.I,
)
_ENDS_WITH_EARNINGS = re.compile(r"(^|[,;]|\band) *earnings\W*$", re.I)
_ANYWHERE = re.compile(
    r"\b((other|any|all|every|more) (the )?states?|(remove|without|forget|drop|clear) (the |my )?state)\b", re.I
)
_AT_SCHOOL = re.compile(r"\b(school|diploma|ged|class of)\b", re.I)
AS_WELL = re.compile(r"\b(as well|too|also)\b", re.I)
_STUDY = re.compile(r"\b(fields?|subjects?|stud(y|ying|ies)|majors?)\b", re.I)
_PUBLIC = re.compile(
    r"\b(not?|without|except) (the )?private\b|\brun by (the|a) state\b|\bstate (schools?|universit\w+|colleges?)\b"
    r"|\buniversit(y|ies) of (the )?state\b",
    re.I,
)
_COMMUNITY_COLLEGE = re.compile(r"\b(community|junior|two[- ]year|2[- ]year) colleges?\b", re.I)
_LARGEST = re.compile(r"\b(largest|biggest)\b(?!.*\b(debt|earn|pay|salar))", re.I)
_SIZE = re.compile(
    r"\b(completers?|number of grad(uate)?s|(most|many) grad(uate)?s|(by|largest|biggest) (size|program\w*)|size)\b",
    re.I,
)
_PRIORITY_WORDS = (
    (re.compile(r"\b(debt|loans?|ow(e|ing)|borrow|cheap|afford|costs? (me|us))", re.I), "debt"),
    (re.compile(r"\b(earn|pay|salar|money|income|wage)", re.I), "earnings"),
    (re.compile(r"\b(public|state school|state universit)", re.I), "public"),
)


class RefusedAnswerError(Exception):
    """An answer that was understood but cannot be taken; `response` says why."""

    def __init__(self, response: str) -> None:
        super().__init__(response)
        self.response = response


def answers(question: Question, state: FlowState, requested: str | None, listed: bool = False) -> dict[str, Any]:
    """Returns the answers that a message gives, by slot; empty where it gives none.

    `requested` is the step just asked, `listed` tells that a list has been shown, so that a degree that is merely
    named is one to look for. Raises RefusedAnswerError for a year or a place that cannot be.
    """
    if _is_unsure_of(question, requested):
        return skipped(requested) if requested else {}
    found: dict[str, Any] = {}
    found.update(_level(question, state, requested, listed))
    found.update(field_answers.read(question, requested, listed))
    found.update(_area(question, requested, listed, found))
    found.update(_priority(question, requested, listed) or _priority_in_words(question, requested, listed))
    if found.get("priority") == SKIPPED and state.priority not in (None, "public"):
        del found["priority"]  # who runs the school is another wish than the order chosen before
    if names_community_colleges(question) and (listed or question.intent == "find_programs"):
        found.setdefault("credential", ("associate",))
        found["control"] = "public"
    if state.priority == "public" and state.control is None and found.get("priority") not in (None, "public"):
        found.setdefault("control", "public")
    found.update(_year(question, requested, found.get("education_level", state.education_level)))
    return found


def _is_unsure_of(question: Question, requested: str | None) -> bool:
    """Tells whether "dunno", which is a field where one is asked for, answers the question for something else."""
    only_unsure = [(entity.name, entity.value) for entity in question.entities] == [("field", UNSURE)]
    elsewhere = requested not in (None, "field") and not question.is_button
    return elsewhere and only_unsure and not _STUDY.search(question.text)


def names_several_states(question: Question) -> bool:
    """Tells whether more places are wanted than one search takes: two, or one more ("Ohio as well")."""
    named = [area for area in question.values("area") if area != OUTSIDE_US]
    return len(named) > 1 or bool(named and AS_WELL.search(question.text))


def names_community_colleges(question: Question) -> bool:
    """Tells whether somebody looks for community colleges, rather than having been at one."""
    is_own = HAS.search(question.text) or question.values("education_level") or SOME_COLLEGE.search(question.text)
    return bool(_COMMUNITY_COLLEGE.search(question.text)) and not is_own


def sorts_by_size(question: Question) -> bool:
    """Tells whether a list is wanted in the order of how many finish."""
    return bool(_LARGEST.search(question.text) or (_SORT.search(question.text) and _SIZE.search(question.text)))


def names_a_year(question: Question) -> bool:
    """Tells whether a message holds a year, in whatever words."""
    return bool(_YEAR.search(question.text))


def wish(question: Question) -> str | None:
    """Returns the figure to sort by that a message asks for in its own words, wherever it is said."""
    if _WISHES_PAY.search(question.text) or _ENDS_WITH_EARNINGS.search(question.text):
        return "earnings"
    return "debt" if _WISHES_LOW_COST.search(question.text) else None


def names_debt(question: Question) -> str | None:
    """Returns the order by debt where a message speaks of owing, borrowing or a low cost."""
    return "debt" if _PRIORITY_WORDS[0][0].search(question.text) else None


def skipped(step: str) -> dict[str, Any]:
    """Returns what stands for an answer that somebody would rather not give."""
    if step == "field":
        return {"field": (UNSURE,)}
    return {step: NATION if step == "area" else SKIPPED}


def _level(question: Question, state: FlowState, requested: str | None, listed: bool) -> dict[str, Any]:
    if listed and (left_out := _left_out(question)):
        return {"credential": tuple(level for level in state.levels if level not in left_out) or state.levels}
    reached, wanted = question.values("education_level"), question.values("credential")
    if requested == "education_level" and not reached and wanted and wanted[0] in CREDENTIALS:
        return {"education_level": wanted[0]}
    found: dict[str, Any] = {"credential": tuple(wanted)} if wanted else {}
    looks_for = listed or (question.intent == "find_programs" and requested is None and question.values("field"))
    is_own = question.is_button or HAS.search(question.text)
    if reached and looks_for and not wanted and not is_own and reached[0] in CREDENTIALS:
        return {"credential": tuple(level for level in reached if level in CREDENTIALS)}
    if not reached and not wanted and SOME_COLLEGE.search(question.text):
        return {"education_level": "some_college"}
    if reached:
        unfinished = reached[0] in CREDENTIALS and _UNFINISHED.search(question.text)
        found["education_level"] = "some_college" if unfinished else reached[0]
        if listed and not wanted:
            found["credential"] = None
    return found


def _left_out(question: Question) -> set[str]:
    """Returns the degrees that somebody does not want: "without associates", "no bachelor's"."""
    degrees = [entity for entity in question.entities if entity.name in ("credential", "education_level")]
    return {e.value for e in degrees if _NOT.search(question.text[: e.start])}


def _area(question: Question, requested: str | None, listed: bool, found: dict[str, Any]) -> dict[str, Any]:
    """Reads where to search; a country named beside other answers is where somebody comes from."""
    area = next((area for area in question.values("area") if area != OUTSIDE_US), question.value("area"))
    letters = question.text.strip().upper()
    if requested == "area" and letters in areas.state_codes():
        return {"area": letters}
    if area is None and listed and _ANOTHER_STATE.search(question.text):
        return {"area": None}
    if area is None:
        return {"area": NATION} if listed and _ANYWHERE.search(question.text) else {}
    if area == OUTSIDE_US and (found or requested not in (None, "area")):
        return {}
    if area == OUTSIDE_US:
        raise RefusedAnswerError("utter_invalid_area_outside_us")
    return {"area": areas.get(area).states[0] if len(area) == 7 else area}


def _priority(question: Question, requested: str | None, listed: bool) -> dict[str, Any]:
    sort_by = question.value("sort_by")
    controls = question.values("control")
    # "private nonprofits" names both; the narrower of the two is meant.
    control = next((c for c in controls if c.startswith("private_")), question.value("control"))
    if _PUBLIC.search(question.text) and not control:
        control = "public"
    found: dict[str, Any] = {}
    if control == "any" or (listed and _ANY_SCHOOL.search(question.text)):
        found = {"control": None, "priority": SKIPPED}
    elif control is not None:
        is_priority = control == "public" and not listed
        found = {"priority": "public", "control": None} if is_priority else {"control": control}
        if requested == "priority":
            found.setdefault("priority", SKIPPED)
    if sort_by is not None:
        found["priority"] = "debt" if re.search(r"\bdebt", question.text, re.I) else sort_by
        if control == "public":
            found["control"] = "public"
    return found


def _priority_in_words(question: Question, requested: str | None, listed: bool) -> dict[str, Any]:
    """Reads "how much they earn" as an answer where the question was what matters most."""
    if (wished := wish(question)) and not question.values("sort_by"):
        return {"priority": wished}
    if requested != "priority" and not (listed and _SORT.search(question.text)):
        return {}
    said = (step for words, step in _PRIORITY_WORDS if words.search(question.text))
    return next(({"priority": step} for step in said), {})


def _year(question: Question, requested: str | None, level: str | None) -> dict[str, Any]:
    """Reads the year of the diploma; a year to come means that the visitor is still at school."""
    year = question.value("graduation_year")
    this_year = date.today().year
    if year is None and requested in ("graduation_year", "education_level") and (found := _YEAR.search(question.text)):
        # Where the level is asked, a year to come tells it, and a year gone by could be that of any degree.
        year = found[0] if requested == "graduation_year" or int(found[0]) > this_year else None
    about_school = requested in ("graduation_year", "education_level") or level in ("high_school", "in_high_school")
    is_to_come = year is not None and this_year < int(year) <= this_year + YEARS_AHEAD
    is_to_come = is_to_come and level is None and bool(_AT_SCHOOL.search(question.text))
    if year is None or not (about_school or is_to_come):
        return {}
    if not EARLIEST_YEAR <= int(year) <= this_year + YEARS_AHEAD:
        raise RefusedAnswerError("utter_invalid_graduation_year")
    if int(year) > this_year:
        return {"education_level": "in_high_school", "graduation_year": str(year)}
    told = {"education_level": "high_school"} if level is None else {}
    return {**told, "graduation_year": str(year)}
