"""Conditions of education levels, credentials, fields of study and occupations (see `entity_context`)."""

from __future__ import annotations

from collections.abc import Callable

from components import entity_cues as cues
from components.entity_words import Words

_MAJOR = frozenset(("degree", "major", "subject"))
_LISTED = frozenset(("available", "covered", "included", "offered"))
_LISTS = frozenset(("data", "database", "fields", "list", "subjects"))
_PICKING = frozenset(("chose", "choose", "did", "do", "pick", "picked", "take", "took", "want"))
# Data science that is like this is work.
_COMPARED_WORK = frozenset(
    ("dead", "differ", "difference", "different", "dying", "easier", "growing", "harder", "than", "torn")
)


def _answer(w: Words, start: int, end: int) -> bool:
    if w.word(end) in ("alone", "enough", "sufficient"):
        return True
    years = frozenset(word for word in w.words if word.isdigit())
    return w.is_alone(start, end, cues.SMALL | cues.HAVE_BEFORE | years | {"level", "highest", "education"})


def _degree(w: Words, start: int, end: int) -> bool:
    if w.word(end) in ("in", "only", "degree", "degrees") or _answer(w, start, end):
        return True
    is_behind = w.word(start - 1) in cues.ARTICLES | cues.HAVE_BEFORE | {"after", "for", "without"}
    return is_behind and w.word(end) not in ("class", "file", "key", "program", "programs")


def _in_school(w: Words, start: int, end: int) -> bool:
    joined = w.word(start - 1) == "and" and w.speaks_of(cues.PERSONAL)
    return joined or w.word(start - 1) in cues.IN_SCHOOL_BEFORE or w.is_only(start, end)


def _letters(w: Words, start: int, end: int) -> bool:
    """Letters of a degree that somebody has; small ones ("a bs in math") only before "in" or at the end."""
    behind = w.word(start - 1) in cues.ARTICLES and w.before(start, cues.ARTICLES) in cues.HAVE_BEFORE | {""}
    if w.written(start, end).isupper():
        beside = behind or w.word(start - 1) in cues.HAVE_BEFORE or w.word(end) == "in"
        return w.is_alone(start, end) or (beside and not w.is_shouted)
    return behind and w.words[start] not in ("as", "aa") and (w.word(end) == "in" or w.ends_clause(end))


def _mine(w: Words, start: int, end: int) -> bool:
    return w.speaks_of(cues.PERSONAL) or w.is_only(start, end)


def _plural(w: Words, start: int, end: int) -> bool:
    if _is_requirement(w):
        return False
    return not any(w.word(start - n) in cues.HAVE_BEFORE - {"just", "only", "with"} for n in (1, 2, 3))


def _program(w: Words, start: int, end: int) -> bool:
    """The nearest word that speaks of wanting or having decides; without any it is having."""
    if w.word(end) in cues.PROGRAM_AFTER:
        return True
    if _is_requirement(w):
        return False
    if _is_offered(w, start) or _is_chosen(w, start, end):
        return True
    is_mine = False
    for position in range(start - 1, max(start - 9, -1), -1):
        word = w.words[position]
        # "get my master's" speaks of one to come, "after my master's" of one that is there
        if word in cues.HAVE_BEFORE - {"just", "only", "my"}:
            return False
        if word in cues.WANT_BEFORE or (word in ("do", "doing") and w.speaks_of(("like", "would", "love", "where"))):
            return True
        is_mine |= word == "my"
    if is_mine:
        return False
    if any(word in cues.WANT_BEFORE for word in w.words[end:]):
        return False  # "bachelor's in physics, want a master's": what stands before the wish is there
    beside = w.word(end) in ("in", "for") and w.possible.get(end + 1) == "field"
    # "data science master's in Ohio"
    beside |= w.possible.get(start - 1) == "field" and w.word(start - 1) not in cues.ORDINARY_CODES
    return beside and _only_fields(w, start, end)


def _is_chosen(w: Words, start: int, end: int) -> bool:
    """Whether a list is narrowed down: "just masters", "phd only", "bachelor's instead", "the same for master's"."""
    if w.speaks_of(cues.PERSONAL - {"i"}) or w.speaks_of(cues.HAVE_BEFORE - {"just", "only", "with"}):
        return False
    is_many = w.words[end - 1].endswith("s") or w.words[end - 1] == "phd"
    is_limited = is_many and w.word(start - 1) in ("just", "only")
    is_behind = w.word(end) in ("only", "instead") and w.ends_clause(end + 1)
    return is_limited or is_behind or w.words[-1] == "instead" or w.speaks_of(("again", "same"))


def _is_offered(w: Words, start: int) -> bool:
    """Whether schools have it: "colleges with a bachelor's in math", "does Purdue have a master's"."""
    at = start - 2 if w.word(start - 1) in cues.ARTICLES else start - 1
    if w.word(at) == "with":
        return w.word(at - 1) in cues.SCHOOL_BEFORE
    owner = w.word(at - 1)
    has = w.word(at) in ("have", "has", "give", "gives") and owner not in cues.PERSONAL | {
        "you",
        "they",
        "who",
        "already",
    }
    return has and (w.speaks_of(cues.MANY_SCHOOLS) or w.certain.get(at - 1) == "institution")


def _is_requirement(w: Words) -> bool:
    """Whether a degree is asked about as what employers want, or for its use: "do I need a master's"."""
    if w.speaks_of(cues.REQUIREMENT) or ("how" in w.words and w.speaks_of(("long", "years", "old", "take"))):
        return True
    if "should" in w.words and not w.speaks_of(cues.MANY_SCHOOLS):
        return True
    return "need" in w.words and w.speaks_of(("do", "does", "dont", "really"))


def _study_letters(w: Words, start: int, end: int) -> bool:
    beside_field = w.word(end) == "in" and w.possible.get(end + 1) == "field"
    is_looked_for = _program(w, start, end) or w.speaks_of(("program", "programs"))
    return (w.is_capital(start, end) or beside_field) and is_looked_for


def _code(w: Words, start: int, end: int) -> bool:
    code, is_large = w.words[start], w.is_capital(start, end)
    if code in cues.ORDINARY_CODES and (code != "it" or not is_large):
        is_named = w.word(end) in ("degree", "degrees", "program", "programs", "major")
        return (is_named and (is_large or code == "it")) or (code == "it" and w.is_only(start, end, ()))
    if code in cues.SUBJECT_CODES:
        return _subject(w, start, end)
    return is_large or _subject(w, start, end)


def _subject(w: Words, start: int, end: int) -> bool:
    """Whether studying is spoken of beside it: "a degree in math", "math majors", "schools for robotics"."""
    is_skill = w.word(end) == "background" and w.words[end - 1] in ("coding", "programming")
    if is_skill or w.word(end) in cues.STUDY_VETO_AFTER or _is_aim(w, start):
        return False
    if w.before(start, cues.STUDY_LINKS, 6) in cues.STUDY_BEFORE or w.word(end) in cues.STUDY_AFTER:
        return True
    if w.word(start - 1) in cues.SCHOOL_LINKS and w.word(start - 2) in cues.SCHOOL_BEFORE:
        return True
    if w.word(start - 1) in cues.OFFER_LINKS and w.speaks_of(cues.MANY_SCHOOLS):
        return True
    if w.word(start - 1) in ("for", "with") and "same" in w.words:
        return True
    # "ap stats", "is math a good major"
    is_named = w.word(end) in ("a", "the") and any(w.word(end + n) in _MAJOR for n in (1, 2, 3))
    if is_named or w.word(start - 1) == "ap":
        return True
    if _is_listed(w, start, end) or _is_picked(w, start, end):
        return True
    return _joined_to_study(w, end) or _only_fields(w, start, end)


def _is_aim(w: Words, start: int) -> bool:
    """Whether AI is where somebody wants to go, and not what is studied: "a degree for ai", "from math to ml"."""
    is_school = w.speaks_of(cues.SCHOOL_BEFORE) or "institution" in w.certain.values()
    if w.words[start] not in cues.GENERAL_SUBJECT or is_school:
        return False
    return w.word(start - 1) in ("did", "do", "for", "into", "to") and w.word(0) not in ("switch", "change")


def _is_listed(w: Words, start: int, end: int) -> bool:
    """Whether it is asked for among what there is: "do you have surveying", "is robotics on your list"."""
    owns = w.word(start - 1) == "have" and w.word(start - 2) in ("it", "one", "school", "they", "u", "you")
    if owns and w.ends_clause(end):
        return True
    behind = w.word(end)
    is_among = behind in ("among", "in", "on", "one") and w.word(0) in ("are", "is") and w.speaks_of(_LISTS)
    return behind in _LISTED or is_among


def _is_picked(w: Words, start: int, end: int) -> bool:
    """Whether somebody names his choice: "i'd rather do statistics", "change from math to physics"."""
    if not w.ends_clause(end) and w.word(end) not in ("but", "to"):
        return False
    if w.word(start - 1) in ("from", "to", "try") and w.word(0) in ("change", "switch", "try"):
        return True
    return w.word(start - 1) in _PICKING and w.speaks_of(cues.PERSONAL | {"id"})


def _only_fields(w: Words, start: int, end: int) -> bool:
    """Whether the message holds values alone, fields and others of the flow: "math or statistics, earnings"."""
    fields = {n for n, entity in w.possible.items() if entity in cues.FLOW}
    small = cues.SMALL - cues.NOT_BESIDE_SUBJECT
    return all(
        start <= n < end or n in w.certain or n in fields or word in small or not word[0].isalnum()
        for n, word in enumerate(w.words)
    )


def _joined_to_study(w: Words, end: int) -> bool:
    """Whether it is the first of two before a word about studying: "math or statistics degree"."""
    return w.word(end) in ("and", "or", "/", ",") and any(w.word(end + n) in cues.STUDY_AFTER for n in (2, 3))


def _compared(w: Words, start: int, end: int) -> bool:
    """Whether a name of a field is work that is compared: "is it harder than data science", "is it dying"."""
    if w.speaks_of(cues.STUDY_BEFORE | cues.STUDY_AFTER | cues.SCHOOL_BEFORE) or w.word(end) in cues.JOB_AFTER:
        return False
    if _job(w, start, end):
        return False
    is_work = w.word(start - 1) == "in" and w.speaks_of(("career", "industry", "job", "work", "working", "works"))
    is_topic = start <= 2 and w.word(0) in ("what", "whats") and w.word(start - 1) in ("is", "whats")
    is_alike = w.word(start - 1) == "like" and w.word(0) == "is"
    return is_work or is_topic or is_alike or w.speaks_of(_COMPARED_WORK)


def _unsure(w: Words, start: int, end: int) -> bool:
    if w.words[end - 1] in ("major", "field"):
        return True
    return any(w.word(n) in cues.UNSURE_AFTER for n in range(end, end + 4))


def _job(w: Words, start: int, end: int) -> bool:
    """Whether work is spoken of beside it: "ai jobs", "ai and ml salaries", "a career in data science"."""
    if w.word(end) in cues.STUDY_AFTER:
        return False
    behind = w.word(end + 2) if w.word(end) in ("and", "or", "/") else w.word(end)
    if w.words[start] in cues.GENERAL_SUBJECT and behind in cues.GENERAL_NOUN and not w.speaks_of(cues.PAY):
        return False
    if behind in cues.JOB_AFTER:
        return True
    # "switch to statistics" may be a command for a list of programs
    if w.word(start - 1) not in cues.JOB_LINKS or w.word(0) in ("switch", "change"):
        return False
    before = w.before(start, cues.JOB_LINKS)
    # "get into machine learning" speaks of the subject, "get into data science" of another job
    return before in cues.JOB_BEFORE or (before in cues.MOVE_BEFORE and w.words[start] == "data")


def _noun(w: Words, start: int, end: int) -> bool:
    before = w.word(start - 1)
    return not before or before in cues.NOUN_BEFORE or not before[0].isalnum() or start - 1 in w.certain


CONDITIONS: dict[str, Callable[[Words, int, int], bool]] = {
    "answer": _answer,
    "code": _code,
    "compared": _compared,
    "degree": _degree,
    "in_school": _in_school,
    "job": _job,
    "letters": _letters,
    "mine": _mine,
    "noun": _noun,
    "plural": _plural,
    "program": _program,
    "study_letters": _study_letters,
    "subject": _subject,
    "unsure": _unsure,
}
