"""Schools by their UNITID."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import institutions


@pytest.fixture(autouse=True)
def _database(knowledge: Path) -> None:
    """Every test here reads the built database."""


def test_get() -> None:
    school = institutions.get("204857")
    assert school
    assert (school.name, school.official_name) == ("Ohio University", "Ohio University-Main Campus")
    assert (school.state, school.control, school.is_current) == ("OH", "public", True)


def test_get_of_nothing() -> None:
    assert institutions.get("000000") is None


def test_all_institutions() -> None:
    schools = institutions.all_institutions()
    assert len(schools) == 6_127
    assert sum(school.is_current for school in schools) == 5_666


def test_details_are_there_with_the_optional_file_and_only_then() -> None:
    school = institutions.get("204857")
    assert school
    if institutions.has_details():
        assert (school.city, school.url) == ("Athens", "https://www.ohio.edu/")
        assert school.net_price and school.net_price_by_income["0-30k"]
    else:
        assert institutions.source() is None
        assert (school.city, school.url, school.net_price, school.completion_rate) == (None,) * 4
        assert set(school.net_price_by_income.values()) == {None}
