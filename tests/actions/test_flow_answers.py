from __future__ import annotations

from datetime import date

import pytest

from actions.flow_answers import RefusedAnswerError, answers
from actions.flow_state import FlowState
from actions.question import questions
from tests.actions.messages import tracker

NOTHING_SAID = FlowState()
DIPLOMA = FlowState(education_level="high_school")


def taken(
    text: str,
    *entities: tuple,
    state: FlowState = NOTHING_SAID,
    requested: str | None = None,
    listed: bool = False,
) -> dict:
    return answers(questions(tracker(text, entities=list(entities)))[0], state, requested, listed)


def test_everything_at_once() -> None:
    found = taken(
        "bachelor's in physics, want a CS master's in California, good pay",
        ("education_level", "bachelors", "bachelor's"),
        ("field", "physics", "physics"),
        ("field", "computer_science", "CS"),
        ("credential", "masters", "master's"),
        ("area", "CA", "California"),
        ("sort_by", "earnings", "good pay"),
    )
    assert found == {
        "education_level": "bachelors",
        "credential": ("masters",),
        "field": ("computer_science",),
        "area": "CA",
        "priority": "earnings",
    }


def test_a_degree_answers_the_question_for_the_level() -> None:
    found = taken("a master's degree", ("credential", "masters", "master's"), requested="education_level")
    assert found == {"education_level": "masters"}


def test_a_degree_named_at_a_list_is_looked_for() -> None:
    found = taken("what about bachelor's", ("education_level", "bachelors", "bachelor's"), listed=True)
    assert found == {"credential": ("bachelors",)}


def test_a_correction_at_a_list_changes_the_level() -> None:
    found = taken("actually I have an associate's", ("education_level", "associate", "associate's"), listed=True)
    assert found == {"education_level": "associate", "credential": None}


@pytest.mark.parametrize("years", [0, -3])
def test_a_year_gone_by_is_kept(years: int) -> None:
    year = str(date.today().year + years)
    found = taken(year, ("graduation_year", year, year), state=DIPLOMA, requested="graduation_year")
    assert found == {"graduation_year": year}


def test_a_year_to_come_means_still_at_school() -> None:
    year = str(date.today().year + 2)
    found = taken(year, ("graduation_year", year, year), state=DIPLOMA, requested="graduation_year")
    assert found == {"education_level": "in_high_school", "graduation_year": year}


@pytest.mark.parametrize("year", ["1939", "1066", str(date.today().year + 11), "9999"])
def test_a_year_that_cannot_be_is_asked_again(year: str) -> None:
    with pytest.raises(RefusedAnswerError, match="utter_invalid_graduation_year"):
        taken(year, ("graduation_year", year, year), state=DIPLOMA, requested="graduation_year")


def test_a_place_abroad_is_refused() -> None:
    with pytest.raises(RefusedAnswerError, match="utter_invalid_area_outside_us"):
        taken("Canada", ("area", "outside_us", "Canada"), requested="area")


def test_the_flow_asks_in_order_and_the_year_only_after_a_diploma() -> None:
    assert FlowState().next_step() == "education_level"
    assert DIPLOMA.next_step() == "graduation_year"
    assert FlowState(education_level="bachelors").next_step() == "field"
    assert FlowState(credential=("masters",)).next_step() == "field"
    assert FlowState("bachelors", None, ("physics",), "US", "debt").next_step() is None


def test_going_back_opens_the_step_before() -> None:
    state = FlowState("high_school", "2019", ("physics",))
    assert state.step_before("area") == "field"
    assert state.step_before("field") == "graduation_year"
    assert state.step_before("education_level") is None
    assert state.step_before(None) == "priority"


@pytest.mark.parametrize(
    ("level", "levels"),
    [
        ("in_high_school", ("associate", "bachelors")),
        ("high_school", ("associate", "bachelors")),
        ("some_college", ("associate", "bachelors")),
        ("associate", ("bachelors",)),
        ("bachelors", ("masters", "graduate_certificate")),
        ("masters", ("doctoral",)),
        ("doctoral", ("graduate_certificate",)),
    ],
)
def test_each_level_leads_to_the_next(level: str, levels: tuple[str, ...]) -> None:
    assert FlowState(education_level=level).levels == levels
