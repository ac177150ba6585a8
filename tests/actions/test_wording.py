from __future__ import annotations

import pytest

from actions import wording
from knowledge.database import Source
from knowledge.figures import Figure


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (Figure(140_300, "published", "year"), "**$140,300** a year"),
        (Figure(67.45, "published", "hour"), "**$67.45** an hour"),
        (Figure(None, "top_coded", "year"), "at least **$239,200** a year"),
        (Figure(None, "suppressed", "year"), "not published"),
    ],
)
def test_a_wage_is_said_with_its_period_and_never_as_zero(figure: Figure, said: str) -> None:
    assert wording.wage(figure) == said


def test_a_source_is_named_once_and_pages_of_one_work_together() -> None:
    research = Source("Handbook, research scientists", "https://a.gov/1", "August 2025")
    data = Source("Handbook, data scientists", "https://a.gov/2", "August 2025")
    survey = Source("Wage survey", "https://a.gov/3", "May 2025")
    assert wording.sources([survey, research, data, survey]) == (
        "Sources: [Wage survey](https://a.gov/3), May 2025; "
        "[Handbook, research scientists](https://a.gov/1), [data scientists](https://a.gov/2), August 2025"
    )
    assert wording.sources([survey]) == "Source: [Wage survey](https://a.gov/3), May 2025"


def test_lists_read_as_in_a_sentence() -> None:
    assert [wording.listing(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
