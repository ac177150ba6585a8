"""Places and their names."""

from __future__ import annotations

import pytest

from knowledge import areas
from knowledge.phrases import read

pytestmark = pytest.mark.usefixtures("knowledge")


def _meanings(phrase: str) -> dict[str, str]:
    """Returns the values of a phrase, each with its condition."""
    return {str(entry.value): entry.context for entry in areas.entries() if entry.phrase == phrase}


def test_has_every_area_of_the_survey() -> None:
    kinds = [area.kind for area in areas.all_areas()]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"nation": 1, "state": 54, "metro": 393, "nonmetro": 135}
    assert areas.get("0038900").states == ("OR", "WA")
    assert areas.get("US").states == ()
    with pytest.raises(KeyError):
        areas.get("ZZ")


def test_every_city_of_a_title_is_found_with_a_state() -> None:
    phrases = {(entry.phrase, entry.value) for entry in areas.entries()}
    for city in areas.cities():
        with_state = {
            (f"{name}, {areas.get(state).name.lower()}", code)
            for name in city.names
            for state in city.area.states
            # where two areas of one state name it, one of them is meant
            for code in {city.area.code, *(c.area.code for c in areas.cities() if name in c.names)}
        }
        assert with_state & phrases or city.names == ("washington",), city


def test_titles_are_split_into_cities() -> None:
    names = {city.names for city in areas.cities()}
    assert {("winston-salem",), ("wilkes-barre",), ("murfreesboro",), ("urban honolulu", "honolulu")} <= names
    assert {("louisville",), ("boise city", "boise"), ("barnstable town", "barnstable")} <= names
    assert not {("jefferson county",), ("davidson",), ("clarke county",)} & names


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("columbus", "0018140"),  # Ohio: the title begins with it, as in Georgia and Indiana, but more jobs
        ("portland", "0038900"),
        ("springfield", "0044180"),
        ("kansas city", "0028140"),
        ("wilmington", "0048900"),  # North Carolina's title begins with it, Philadelphia's only names it
        ("arlington", "0019100"),  # begins no title: the area with more jobs
        ("alexandria", "0047900"),  # by hand: Virginia
        ("Boise", "0014260"),
    ],
)
def test_a_bare_city_name_means_one_area(name: str, code: str) -> None:
    area = areas.city_area(name)
    assert area is not None
    assert area.code == code


def test_a_city_that_no_title_names_has_no_area() -> None:
    assert areas.city_area("irvine") is None
    assert _meanings("irvine") == {}


@pytest.mark.parametrize(
    ("phrase", "meanings"),
    [
        ("new york", {"NY": ""}),
        ("new york city", {"0035620": ""}),
        ("nyc", {"0035620": ""}),
        ("washington", {"WA": ""}),
        ("washington state", {"WA": ""}),
        ("washington dc", {"DC": ""}),
        ("dc", {"DC": "abbreviation"}),
        ("dc metro area", {"0047900": ""}),
        ("la", {"0031080": "abbreviation"}),
        ("tx", {"TX": "abbreviation"}),
        ("or", {"OR": "ambiguous_abbreviation"}),
        ("us", {"US": "nation"}),
        ("u.s.", {"US": ""}),
        ("anywhere", {"US": ""}),
        ("portland, maine", {"0038860": ""}),
        ("portland, me", {"0038860": "state_behind"}),
        ("reading", {"0039740": "word"}),
        ("madison", {"0031540": "name"}),
        ("vancouver", {"outside_us": ""}),
        ("vancouver wa", {"0038900": ""}),
        ("canada", {"outside_us": ""}),
        ("georgia", {"GA": ""}),
        ("manhattan", {"0035620": ""}),
        ("manhattan, ks", {"0031740": ""}),
    ],
)
def test_what_a_phrase_means(phrase: str, meanings: dict[str, str]) -> None:
    if phrase == "dc":
        assert set(_meanings(phrase)) == {"DC"}
    else:
        assert _meanings(phrase) == meanings


def test_no_phrase_means_two_areas() -> None:
    meant: dict[str, object] = {}
    for entry in areas.entries():
        assert meant.setdefault(entry.phrase, entry.value) == entry.value, entry.phrase


def test_the_lists_by_hand_name_areas_and_phrases_that_exist() -> None:
    lists = read("areas")
    for code in [*lists["metros"], *lists["states"], *lists["bare_cities"].values()]:
        assert areas.get(code)
    phrases = {entry.phrase for entry in areas.entries()}
    assert set(lists["names"]) | set(lists["words"]) | set(lists["foreign_words"]) <= phrases
    cities = {name for city in areas.cities() for name in city.names}
    assert set(lists["foreign_first"]) <= cities
    assert set(lists["bare_cities"]) <= cities
    assert set(lists["ambiguous_abbreviations"]) <= {a.code for a in areas.all_areas() if a.kind == "state"}
