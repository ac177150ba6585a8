"""Whether a phrase means its value in a message: the conditions of `knowledge.vocabulary.CONTEXTS`."""

from __future__ import annotations

from collections.abc import Callable

from components import entity_cues as cues
from components.entity_context_places import CONDITIONS as PLACES
from components.entity_context_studies import CONDITIONS as STUDIES
from components.entity_words import Words

# Of schools "cheap" may stand before these.
_PRICED = frozenset(
    ("class", "classes", "education", "path", "route", "routes", "than", "tuition", "undergrad", "ways")
)


def holds(context: str, words: Words, start: int, end: int) -> bool:
    """Tells whether a condition is met for the phrase at `start` up to `end`."""
    return not context or CONDITIONS[context](words, start, end)


def _alone(w: Words, start: int, end: int) -> bool:
    return w.is_alone(start, end)


def _only(w: Words, start: int, end: int) -> bool:
    return w.is_only(start, end, cues.SMALL - cues.QUESTION)


def _beside_field(w: Words, start: int, end: int) -> bool:
    others = {n for n, entity in w.possible.items() if entity in cues.FLOW}
    nothing_else = all(
        start <= n < end or n in others or word in cues.SMALL - cues.QUESTION or not word[0].isalnum()
        for n, word in enumerate(w.words)
    )
    has_study = any(w.possible.get(n) in cues.STUDIES for n in others)
    return nothing_else and (has_study or _only(w, start, end))


def _capitals(w: Words, start: int, end: int) -> bool:
    return w.is_capital(start, end) or (w.is_alone(start, end) and w.written(start, end).isupper())


def _averaged(w: Words, start: int, end: int) -> bool:
    if w.word(start - 1) == "than" and not w.speaks_of(cues.PAY):
        return False
    return w.word(end) not in cues.NOT_AVERAGE_PAY and _pay(w, start, end)


def _sorting(w: Words, start: int, end: int) -> bool:
    """Whether a list is to be put in order, and not one or two schools are asked about."""
    # "which one has the lowest debt" asks for the first of a list, "which one has less debt" about two
    some = cues.ONE_OF_A_LIST - {"one"} if w.words[start] in cues.SUPERLATIVE else cues.ONE_OF_A_LIST
    about_some = "institution" in w.certain.values() or w.speaks_of(some)
    return not (about_some and w.speaks_of(cues.ASKING))


def _mean(w: Words, start: int, end: int) -> bool:
    if w.word(end) in cues.PAY | {"annual", "hourly", "yearly"}:
        return w.word(start - 1) not in ("you", "i", "they", "that", "it")
    if w.speaks_of(("does", "do", "did", "you", "u", "i", "that", "this", "it", "would")):
        return False
    return w.word(start - 1) in ("the", "and", "or") or w.is_alone(start, end)


def _percentile(w: Words, start: int, end: int) -> bool:
    return any(w.word(end + ahead) in ("percentile", "percentiles") for ahead in range(5))


def _pay(w: Words, start: int, end: int) -> bool:
    if "tuition" in w.words:
        return False
    if w.speaks_of(cues.PAY):
        return True
    if w.words[start] in ("year", "years") or w.words[:2] == ["is", "it"]:
        return False  # "years of experience", "is it entry level"
    is_time = w.words[end - 1] in cues.OF_TIME
    is_duration = (is_time and w.before(start, ("a", "an", "one")) in cues.DURATION_BEFORE) or w.word(end) in (
        "at",
        "of",
    )
    return not is_duration and (w.is_alone(start, end) or w.speaks_of(("much",)))


def _extreme(w: Words, start: int, end: int) -> bool:
    """Whether places are to be ranked, and not two of them, two jobs or levels of something compared."""
    if w.word(end) in cues.NOT_RANKED:
        return False
    if w.speaks_of(cues.RANKED_NOUN | cues.WHERE):
        return True
    # "and the highest?" continues a ranking; "the highest salary" is one figure
    return w.words[end - 1] not in cues.ONE_FIGURE and _ranked_alone(w, start, end) and not w.speaks_of(cues.COMPARING)


def _ranked_alone(w: Words, start: int, end: int) -> bool:
    """Whether what is ranked may be places: "best", "the highest in Texas", not "my highest is a bachelor's"."""
    is_other = (cues.STUDIES | {"institution"}) & set(w.possible.values())
    return w.is_alone(start, end) and not is_other and not w.speaks_of(cues.LIST_TALK | {"only"})


def _of_list(w: Words, start: int, end: int) -> bool:
    """Whether "that one" is a program: not a career, and not the beginning of "that one of"."""
    is_question = w.words[end - 1] == "one" and w.speaks_of(cues.OF_QUESTIONS)
    return w.word(end) not in ("of", "day", "time", "thing") and not w.speaks_of(cues.OF_CAREERS) and not is_question


def _rank_noun(w: Words, start: int, end: int) -> bool:
    following = w.word(end)
    if following in cues.COUNTS and not w.speaks_of(cues.COMPARE):
        return w.word(end + 1) in cues.RANKED_NOUN or w.ends_clause(end + 1)
    return following in cues.RANKED_NOUN


def _numbered(w: Words, start: int, end: int) -> bool:
    """Whether "number 1" is a place in the list, and not "the number 1 skill" or "left school 2 years ago"."""
    behind = w.word(end)
    if behind in cues.UNIT_AFTER | cues.RANKED_NOUN | cues.NOT_RANKED | cues.ORDINAL_NOT_BEFORE - {"in", "is"}:
        return False
    is_noun = w.word(start - 1) in ("the", "your", "their") and behind not in cues.BEHIND_RANK | {"on"}
    return not is_noun or w.ends_clause(end)


def _picked(w: Words, start: int, end: int) -> bool:
    """Whether "the first one" is of a list, and not "my first school" or "the first one in my family"."""
    if w.word(start - 1) in ("a", "her", "his", "my", "our", "their"):
        return False
    return w.word(end) != ":" and not (w.word(end) == "in" and w.word(end + 1) in ("her", "his", "my", "our"))


def _priced(w: Words, start: int, end: int) -> bool:
    """Whether schools are cheap, and not sneakers."""
    behind = w.word(end)
    if w.ends_clause(end) or end in w.possible or behind in cues.SMALL | cues.SCHOOL_WORDS | cues.STUDY_AFTER:
        return True
    return behind in _PRICED or (behind in cues.RANKED_NOUN and w.speaks_of(cues.STUDY_BEFORE | {"learn"}))


def _ordinal(w: Words, start: int, end: int) -> bool:
    """Whether "second" picks something from a list: behind "the", beside another of its kind, or alone."""
    on_date = w.word(start - 2) in ("on", "until", "beginning") and w.word(start - 3) not in cues.LIST_TALK
    is_date = on_date or w.speaks_of(cues.MONTHS)
    is_aim = w.word(end) == "to" and not w.speaks_of(cues.COMPARE)  # "the first to know"
    if is_date or is_aim or w.word(end) in cues.ORDINAL_NOT_BEFORE:
        return False
    if w.word(start - 1) == "the":
        return w.ends_clause(end) or w.speaks_of(cues.LIST_TALK)
    if w.is_only(start, end, cues.SMALL - cues.QUESTION) and w.word(end) != ",":
        return True
    return _is_ordinal(w, end) or _is_ordinal(w, start - 1, -1)


def _is_ordinal(w: Words, at: int, step: int = 1) -> bool:
    """Whether an ordinal stands behind "or" and the like at a position: "first or second"."""
    position = at + step
    while w.word(position) == "the":
        position += step
    return w.word(at) in cues.PLACE_JOIN and w.word(position) in cues.ORDINALS


CONDITIONS: dict[str, Callable[[Words, int, int], bool]] = {
    "alone": _alone,
    "averaged": _averaged,
    "beside_field": _beside_field,
    "capitals": _capitals,
    "extreme": _extreme,
    "mean": _mean,
    "numbered": _numbered,
    "of_list": _of_list,
    "only": _only,
    "ordinal": _ordinal,
    "pay": _pay,
    "percentile": _percentile,
    "picked": _picked,
    "priced": _priced,
    "rank_noun": _rank_noun,
    "ranked_alone": _ranked_alone,
    "sorting": _sorting,
    **PLACES,
    **STUDIES,
}
