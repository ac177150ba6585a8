"""The list of occupations."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import facts, occupations
from knowledge.database import connect

_SOC = (
    "15-1221", "15-2051", "15-1252", "17-2061", "15-1251", "15-2021", "15-2041", "15-2031", "15-1211", "15-1243",
    "11-3021",
)  # fmt: skip


def test_has_every_occupation_whose_pay_is_answered() -> None:
    assert [occupation.code for occupation in occupations.all_occupations()] == ["mle", *_SOC]


def test_titles_are_those_of_bls(knowledge: Path) -> None:
    titles = dict(connect().execute("SELECT code, title FROM occupation_title").fetchall())
    for occupation in occupations.all_occupations():
        if occupation.code != "mle":
            assert occupation.plural == titles[occupation.code].lower()
            assert occupation.plural in (f"{occupation.title}s", occupation.title)


def test_pay_of_machine_learning_engineers_is_that_of_three_occupations() -> None:
    assert occupations.pay_occupations("mle") == ["15-1221", "15-2051", "15-1252"]
    assert occupations.pay_occupations("15-2041") == ["15-2041"]


def test_facts_exist(knowledge: Path) -> None:
    for occupation in occupations.all_occupations():
        assert {"outlook", "education", "duties"} <= set(occupation.facts)
        for fact_id in occupation.facts.values():
            assert facts.get(fact_id).source_url


def test_an_unknown_code_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="15-9999"):
        occupations.get("15-9999")


def test_no_phrase_means_two_occupations() -> None:
    meant: dict[tuple[str, str], str] = {}
    for entry in occupations.entries():
        assert meant.setdefault((entry.phrase, entry.context), str(entry.value)) == entry.value, entry.phrase


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("ml engineer", "mle"),
        ("machine learning engineers", "mle"),
        ("nlp engineer", "mle"),
        ("research scientist", "15-1221"),
        ("data scientists", "15-2051"),
        ("swe", "15-1252"),
        ("coders", "15-1251"),
        ("hardware engineer", "17-2061"),
        ("data engineer", "15-1243"),
        ("it manager", "11-3021"),
    ],
)
def test_what_people_call_them(phrase: str, code: str) -> None:
    assert phrase in [
        entry.phrase for entry in occupations.entries() if entry.value == code and not entry.needs_context
    ]


def test_what_needs_a_condition() -> None:
    data_scientist = occupations.get("15-2051")
    assert "DS" in data_scientist.needs_context
    assert "data science" in data_scientist.needs_context
    assert "data scientist" not in data_scientist.needs_context
