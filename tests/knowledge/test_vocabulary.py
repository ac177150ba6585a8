"""All phrases together, and how they are written down."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from knowledge import fields, vocabulary
from knowledge.phrases import Entry, expand, joined

_CLOSED_SETS = {
    "area_type": {"state", "metro"},
    "order": {"highest", "lowest"},
    "education_level": {
        "in_high_school", "high_school", "some_college", "associate", "bachelors", "masters", "doctoral",
    },
    "credential": {
        "undergraduate_certificate", "associate", "bachelors", "masters", "doctoral", "graduate_certificate",
    },
    "statistic": {"median", "mean", "p10", "p25", "p75", "p90", "entry", "experienced"},
    "period": {"hour", "year"},
    "rank": {1, 2, 3, 4, 5, "last", "this"},
    "sort_by": {"earnings", "debt", "net_price"},
    "control": {"public", "private", "private_nonprofit", "private_for_profit"},
}  # fmt: skip


@pytest.fixture(scope="module")
def entries(knowledge_database: Path) -> list[Entry]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GUIDE_KNOWLEDGE", str(knowledge_database))
        return list(vocabulary.entries())


def test_values_are_the_canonical_ones(entries: list[Entry]) -> None:
    found: dict[str, set[object]] = {}
    for entry in entries:
        found.setdefault(entry.entity, set()).add(entry.value)
    assert {entity: found[entity] for entity in _CLOSED_SETS} == _CLOSED_SETS
    assert found["field"] == {field.key for field in fields.all_fields()} | {fields.UNSURE}
    assert set(found) - set(_CLOSED_SETS) == {"occupation", "area", "field", "institution", vocabulary.NOTHING}


def test_every_condition_is_explained_and_used(entries: list[Entry]) -> None:
    assert {entry.context for entry in entries if entry.needs_context} == set(vocabulary.CONTEXTS)


def test_no_entry_stands_twice_and_none_is_empty(entries: list[Entry]) -> None:
    assert not [entry for entry, count in Counter(entries).items() if count > 1]
    assert all(entry.phrase.strip() == entry.phrase != "" for entry in entries)


@pytest.mark.parametrize(
    ("pattern", "phrases"),
    [
        ("plain", ["plain"]),
        ("(a|b) c", ["a c", "b c"]),
        ("(the |)city", ["the city", "city"]),
        ("year(s|)", ["years", "year"]),
        ("(a (b|c)|d)", ["a b", "d", "a c"]),
        ("x  (y|y)", ["x y"]),
    ],
)
def test_choices_are_written_out(pattern: str, phrases: list[str]) -> None:
    assert expand(pattern) == phrases


def test_two_words_may_be_typed_as_one() -> None:
    assert joined("data science") == ["datascience"]
    assert joined("ml engineer") == []
    assert joined("a b c") == []
