"""How people write the names of schools: official names, short forms by rule, well-known ones by hand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from knowledge import areas, institutions
from knowledge.institutions import Institution
from knowledge.phrases import Entry, read

# More campuses than this are no answer to "which one do you mean".
_MOST_CAMPUSES = 20
# In "Mid-State Technical College" the hyphen stands inside a word; behind one of these it sets off a campus.
_SCHOOL_WORD = re.compile(
    r"\b(university|college|colleges|institute|institutes|school|schools|academy|center|campus|tech|seminary)\b",
    re.I,
)
_STATE_UNIVERSITY = re.compile(r"(?P<name>.+) state university")


def entries() -> Iterator[Entry]:
    """Yields the phrases of every current school; the value is a UNITID, several where a name is shared."""
    schools = [school for school in institutions.all_institutions() if school.is_current]
    by_phrase: dict[str, list[str]] = defaultdict(list)
    for school in schools:
        for phrase in _official_phrases(school.name):
            by_phrase[phrase].append(school.unitid)
    by_hand = {name: row["unitid"] for row in read("schools")["short_names"] for name in row["names"]}
    states = {area.code: area.name.lower() for area in areas.all_areas() if area.kind == "state"}
    for phrase, unitids in (by_phrase | _campus_groups(schools, set(by_phrase))).items():
        if phrase not in by_hand:
            yield Entry("institution", _value(unitids), phrase, _context(phrase, set(states.values())))
    for phrase, unitid in by_hand.items():
        yield Entry("institution", unitid, phrase, _short_context(phrase, states))
    yield from _state_short_forms(by_phrase, set(by_hand), states)
    yield from _in_their_state(schools, states)
    for kind, context in (("shared_names", ""), ("letters", "school_letters"), ("behind_at", "behind_at")):
        for phrase, unitids in read("schools")[kind].items():
            yield Entry("institution", _value(unitids), phrase, context)


def well_known() -> set[str]:
    """Returns the short names made by hand: those in which a typing error is worth correcting."""
    return {name for row in read("schools")["short_names"] for name in row["names"]}


def _value(unitids: list[str]) -> str | tuple[str, ...]:
    unique = tuple(dict.fromkeys(unitids))
    return unique[0] if len(unique) == 1 else unique


def _official_phrases(name: str) -> list[str]:
    """Returns the spellings of a display name: without "The", with the campus set off in several ways."""
    plain = re.sub(r"\(.*?\)|\bInc$| Main Campus$| Campus$|^The (?!New School)", "", name).lower()
    phrases = [plain, name.lower()]
    campus = _split_campus(plain)
    if campus:
        phrases += [f"{campus[0]}{between}{campus[1]}" for between in (" ", " at ", " in ", ", ")]
    if campus and campus[1].startswith("penn state "):
        phrases.append(campus[1])
    if " at " in plain:
        phrases += [plain.replace(" at ", between, 1) for between in (" ", ", ")]
    phrases.append(plain.replace(",", ""))
    phrases += [f"u of {p.removeprefix('university of ')}" for p in phrases if p.startswith("university of ")]
    return list(dict.fromkeys(" ".join(phrase.split()) for phrase in phrases))


def _split_campus(name: str) -> tuple[str, str] | None:
    """Splits "school-campus" at the hyphen that follows a word such as university."""
    for hyphen in re.finditer("-", name):
        before, after = name[: hyphen.start()].strip(), name[hyphen.end() :].strip()
        if _SCHOOL_WORD.search(before) and after:
            return before, after
    return None


def _campus_groups(schools: list[Institution], taken: set[str]) -> dict[str, list[str]]:
    """Gives the name before the campus to all campuses, unless a school bears it itself."""
    groups: dict[str, list[str]] = defaultdict(list)
    for school in schools:
        campus = _split_campus(school.name.lower().removeprefix("the "))
        if campus and campus[0] not in taken:
            groups[campus[0]].append(school.unitid)
    return {name: unitids for name, unitids in groups.items() if len(unitids) <= _MOST_CAMPUSES}


def _state_short_forms(by_phrase: dict[str, list[str]], taken: set[str], states: dict[str, str]) -> Iterator[Entry]:
    """Yields "Ohio State" for "Ohio State University"; "Washington State" stays the place."""
    for phrase, unitids in by_phrase.items():
        match = _STATE_UNIVERSITY.fullmatch(phrase)
        short = f"{match['name']} state" if match else ""
        if short and short not in taken and short not in ("washington state", "central state", "northern state"):
            yield Entry("institution", _value(unitids), short, _short_context(short, states))


def _short_context(phrase: str, states: dict[str, str]) -> str:
    return "state_school" if phrase.removesuffix(" state") in states.values() else ""


def _in_their_state(schools: list[Institution], states: dict[str, str]) -> Iterator[Entry]:
    """Yields a shared name with its state, which tells the schools apart unless they lie in one state."""
    by_name: dict[str, list[Institution]] = defaultdict(list)
    for school in schools:
        by_name[school.name.lower()].append(school)
    for name, sharing in by_name.items():
        for state in sorted({school.state or "" for school in sharing}) if len(sharing) > 1 else ():
            value = _value([school.unitid for school in sharing if school.state == state])
            for between in (" ", ", ", " in "):
                if state in states:
                    yield Entry("institution", value, f"{name}{between}{states[state]}")
                yield Entry("institution", value, f"{name}{between}{state.lower()}", "state_behind")


def _context(phrase: str, state_names: set[str]) -> str:
    words = re.findall(r"[a-z]+", phrase)
    if len(words) == 1 or all(word in read("schools")["ordinary_words"] for word in words):
        return "capitalised"
    rest = next((words[n:] for n in (1, 2) if " ".join(words[:n]) in state_names), None)
    return "capitalised" if rest in (["college"], ["academy"], ["technical", "college"]) else ""
