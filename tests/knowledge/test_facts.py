"""Reading facts from the built database."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge import facts


@pytest.fixture(autouse=True)
def _database(knowledge: Path) -> None:
    """Every test here reads the built database."""


def test_every_fact_has_its_source_and_dates() -> None:
    for fact in facts.all_facts():
        assert fact.statement and fact.source_name and fact.source_url.startswith("http"), fact.id
        assert fact.as_of and date.fromisoformat(fact.checked), fact.id


def test_all_of_the_article_is_there() -> None:
    assert sum(fact.article for fact in facts.all_facts()) == 38


def test_get_returns_the_same_as_all() -> None:
    for fact in facts.all_facts():
        assert facts.get(fact.id) == fact


def test_get_names_a_fact_that_does_not_exist() -> None:
    with pytest.raises(KeyError, match="no-such-fact"):
        facts.get("no-such-fact")
