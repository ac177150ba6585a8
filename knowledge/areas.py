"""Places with wages of their own: the nation, states, metropolitan and other areas, and their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from knowledge.database import connect, path
from knowledge.phrases import Entry, expand, joined, read

NATION = "US"
# Pay abroad is asked for too; the parse keeps the words, so that the answer can name the place.
OUTSIDE_US = "outside_us"

# A hyphen or two stand between the cities of a title; these names hold one themselves.
_HYPHENATED = ("Winston-Salem", "Wilkes-Barre")
_ALL_OCCUPATIONS = "00-0000"


@dataclass(frozen=True)
class Area:
    """A place of OEWS: code 'US', a state's two letters or 7 digits; `states` has the letters of its states.

    `kind` is nation, state, metro or nonmetro; `jobs` counts employees of all occupations, None where not
    published.
    """

    code: str
    kind: str
    name: str
    states: tuple[str, ...]
    jobs: int | None


@dataclass(frozen=True)
class City:
    """A city named in the title of a metropolitan area; `names` are its spellings, in lower case."""

    names: tuple[str, ...]
    area: Area
    is_first: bool


def get(code: str) -> Area:
    """Returns an area by its code; raises KeyError when there is none."""
    return _areas(str(path()))[code]


def all_areas() -> list[Area]:
    """Returns every area, by code."""
    return list(_areas(str(path())).values())


def state_codes() -> frozenset[str]:
    """Returns the two letters of every state and territory that has wages."""
    return frozenset(area.code for area in all_areas() if area.kind == "state")


def cities() -> list[City]:
    """Returns every city of the metropolitan titles; a name of several cities occurs several times."""
    return list(_cities(str(path())))


def city_area(name: str) -> Area | None:
    """Returns the area that a city's name without a state means, or None where no title names the city.

    The area whose title begins with the name comes first, else the one with most jobs; exceptions are
    `bare_cities`.
    """
    chosen = read("areas")["bare_cities"].get(name.lower())
    if chosen:
        return get(chosen)
    named = _by_name(str(path())).get(name.lower(), ())
    best = max(named, key=lambda city: (city.is_first, city.area.jobs or 0), default=None)
    return best.area if best else None


def entries() -> Iterator[Entry]:
    """Yields the phrases of every area, and of places outside the United States."""
    for phrase in _phrases(read("areas")["nation"]["phrases"]):
        yield Entry("area", NATION, phrase)
    yield Entry("area", NATION, "us", "nation")
    for area in all_areas():
        if area.kind == "state":
            yield from _state_entries(area)
        elif area.kind != "nation":
            yield from _title_entries(area)
    yield from _city_entries()
    for phrase, code in _nicknames().items():
        yield Entry("area", code, phrase, _context(phrase))
    for phrase in _phrases(read("areas")["outside_us"]["phrases"]):
        yield Entry("area", OUTSIDE_US, phrase, _context(phrase))


@lru_cache(maxsize=4)
def _areas(_database: str) -> dict[str, Area]:
    rows = connect().execute(
        "SELECT a.code, a.kind, a.name, a.states, w.employment AS jobs FROM area a "
        "LEFT JOIN wage w ON w.area = a.code AND w.occupation = ? ORDER BY a.code",
        (_ALL_OCCUPATIONS,),
    )
    return {
        row["code"]: Area(
            row["code"], row["kind"], row["name"], tuple(filter(None, row["states"].split(","))), row["jobs"]
        )
        for row in rows
    }


@lru_cache(maxsize=4)
def _cities(_database: str) -> tuple[City, ...]:
    return tuple(city for area in all_areas() if area.kind == "metro" for city in _cities_of(area))


@lru_cache(maxsize=4)
def _by_name(_database: str) -> dict[str, list[City]]:
    named: dict[str, list[City]] = {}
    for city in cities():
        for name in city.names:
            named.setdefault(name, []).append(city)
    return named


def _cities_of(area: Area) -> Iterator[City]:
    title = area.name.rsplit(", ", 1)[0]
    for name in _HYPHENATED:
        title = title.replace(name, name.replace("-", "~"))
    parts = [part.replace("~", "-") for part in re.split("[-/]+", title)]
    for position, part in enumerate(parts):
        if part not in read("areas")["not_cities"]:
            yield City(_spellings(part), area, position == 0)


def _spellings(name: str) -> tuple[str, ...]:
    """Gives the short form too where a title adds a word: "Boise City", "Urban Honolulu"."""
    short = re.sub(r"^Urban | Town$|(?<=Boise) City$", "", name)
    return tuple(dict.fromkeys((name.lower(), short.lower())))


def _context(phrase: str) -> str:
    lists = read("areas")
    if phrase in lists["foreign_words"]:
        return "abbreviation"
    if phrase in lists["words"]:
        return "word"
    return "name" if phrase in lists["names"] else ""


def _state_entries(area: Area) -> Iterator[Entry]:
    name, letters = area.name.lower(), area.code.lower()
    for phrase in (name, f"{name} state", f"state of {name}", *joined(name)):
        yield Entry("area", area.code, phrase)
    for phrase in _phrases(read("areas")["states"].get(area.code, ())):
        yield Entry("area", area.code, phrase)
    if letters in _nicknames():
        return
    yield Entry("area", area.code, f"{letters[0]}.{letters[1]}.")
    is_ambiguous = area.code in read("areas")["ambiguous_abbreviations"]
    yield Entry("area", area.code, letters, "ambiguous_abbreviation" if is_ambiguous else "abbreviation")


def _city_entries() -> Iterator[Entry]:
    """Yields each city alone, for the area it means then, and with its state."""
    names = {name for city in cities() for name in city.names}
    # a bare "New York", "Washington" or "Wyoming" is the state, a bare "Manhattan" the borough
    taken = {area.name.lower() for area in all_areas() if area.kind == "state"} | set(_nicknames())
    for name in sorted(names - taken):
        abroad = name in read("areas")["foreign_first"]
        area = city_area(name)
        assert area, "the names are those of the titles"
        context = "" if abroad else _context(name)
        for written in (name, *(joined(name) if not context else ())):
            yield Entry("area", OUTSIDE_US if abroad else area.code, written, context)
    by_state: dict[tuple[str, str], City] = {}
    for city in cities():
        for name, state in ((name, state) for name in city.names for state in city.area.states):
            if state != "DC" and (city.is_first or (name, state) not in by_state):
                by_state[name, state] = city
    for (name, state), city in by_state.items():
        yield from _city_in_state(name, state, city.area.code)


def _city_in_state(name: str, state: str, code: str) -> Iterator[Entry]:
    full = get(state).name.lower()
    for written in (f"{name} {full}", f"{name}, {full}", f"{name} in {full}"):
        yield Entry("area", code, written)
    is_ambiguous = state in read("areas")["ambiguous_abbreviations"]
    for written in (f"{name} {state.lower()}", f"{name}, {state.lower()}"):
        yield Entry("area", code, written, "state_behind" if is_ambiguous else "")


def _title_entries(area: Area) -> Iterator[Entry]:
    """Yields a title whole and its first cities together: "dallas fort worth"."""
    yield Entry("area", area.code, area.name.lower())
    names = [city.names[-1] for city in _cities_of(area)] if area.kind == "metro" else []
    for count in range(2, len(names) + 1):
        yield Entry("area", area.code, " ".join(names[:count]))


def _phrases(patterns: Iterable[str]) -> list[str]:
    return [phrase for pattern in patterns for phrase in expand(pattern)]


@cache
def _nicknames() -> dict[str, str]:
    return {phrase: code for code, patterns in read("areas")["metros"].items() for phrase in _phrases(patterns)}
