"""How schools are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import institutions, schools
from knowledge.phrases import Entry, read


@pytest.fixture(scope="module")
def entries(knowledge_database: Path) -> dict[str, list[Entry]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GUIDE_KNOWLEDGE", str(knowledge_database))
        by_phrase: dict[str, list[Entry]] = {}
        for entry in schools.entries():
            by_phrase.setdefault(entry.phrase, []).append(entry)
        return by_phrase


@pytest.mark.usefixtures("knowledge")
def test_every_current_school_is_found_by_its_name(entries: dict[str, list[Entry]]) -> None:
    for school in institutions.all_institutions():
        named = {unitid for entry in entries.get(school.name.lower(), ()) for unitid in _values(entry)}
        assert (school.unitid in named) == school.is_current, school.name


@pytest.mark.usefixtures("knowledge")
def test_names_by_hand_belong_to_the_schools_they_say() -> None:
    rows = read("schools")["short_names"]
    assert len(rows) > 200
    for row in rows:
        school = institutions.get(row["unitid"])
        assert school is not None
        assert school.is_current
        assert school.name == row["name"]


@pytest.mark.usefixtures("knowledge")
@pytest.mark.parametrize("kind", ["shared_names", "letters", "behind_at"])
def test_other_lists_hold_current_schools(kind: str) -> None:
    for unitid in (unitid for unitids in read("schools")[kind].values() for unitid in unitids):
        school = institutions.get(unitid)
        assert school is not None
        assert school.is_current


@pytest.mark.parametrize(
    ("phrase", "unitids", "context"),
    [
        ("ohio state university", ("204796",), ""),
        ("ohio state", ("204796",), "state_school"),
        ("kent state", ("203517",), ""),
        ("mit", ("166683",), ""),
        ("university of washington", ("236948",), ""),
        ("university of washington bothell", ("377555",), ""),
        ("university of california, berkeley", ("110635",), ""),
        ("university of texas at austin", ("228778",), ""),
        ("u of michigan ann arbor", ("170976",), ""),
        ("penn state altoona", ("214689",), ""),
        ("columbia college", ("112561", "177065", "217934", "455983"), ""),
        ("columbia college, missouri", ("177065",), ""),
        ("osu", ("204796", "207388", "209542"), ""),
        ("bu", ("164988",), "school_letters"),
        ("brown", ("217156",), "behind_at"),
        ("texas college", ("228884",), "capitalised"),
        ("national university", ("119605",), "capitalised"),
    ],
)
def test_what_a_phrase_means(
    entries: dict[str, list[Entry]], phrase: str, unitids: tuple[str, ...], context: str
) -> None:
    (entry,) = entries[phrase]
    assert (_values(entry), entry.context) == (unitids, context)


def test_washington_state_is_a_place_and_large_groups_have_no_phrase(entries: dict[str, list[Entry]]) -> None:
    assert "washington state" not in entries
    assert "paul mitchell the school" not in entries
    assert len(_values(entries["university of california"][0])) == 10


def test_no_single_ordinary_word_is_a_school(entries: dict[str, list[Entry]]) -> None:
    by_hand = schools.well_known() | set(read("schools")["shared_names"])
    for phrase in (phrase for phrase in entries if phrase.isalpha() and phrase not in by_hand):
        assert all(entry.needs_context for entry in entries[phrase]), phrase


def _values(entry: Entry) -> tuple[str, ...]:
    return entry.value if isinstance(entry.value, tuple) else (str(entry.value),)
