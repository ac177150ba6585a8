from __future__ import annotations

import pytest

from actions.pay_question import PayQuestion, Ranking, complete
from actions.question import Question, questions
from actions.unknown_places import names_unknown_place
from tests.actions.messages import tracker

MEMORY = {
    "last_topic": "ask_salary",
    "last_occupations": ["15-2051"],
    "last_areas": ["TX"],
    "last_statistic": "mean",
    "last_period": "hour",
}


def asked(text: str, *entities: tuple, slots: dict | None = None) -> PayQuestion:
    message = tracker(text, "ask_salary", list(entities), slots or {})
    return complete(questions(message)[0], message)


def read(text: str, *entities: tuple) -> Question:
    return questions(tracker(text, "ask_salary", list(entities)))[0]


def test_a_question_that_names_nothing_is_for_the_job_in_the_whole_country() -> None:
    assert asked("what do they pay") == PayQuestion(("mle",), ("US",), ("median",), "year", None)


def test_a_bare_follow_up_changes_only_what_it_names() -> None:
    found = asked("and in Washington?", ("area", "WA", "Washington"), slots=MEMORY)
    assert found == PayQuestion(("15-2051",), ("WA",), ("mean",), "hour", None)


def test_a_question_of_its_own_starts_with_the_yearly_median_again() -> None:
    found = asked("how much do statisticians make", ("occupation", "15-2041", "statisticians"), slots=MEMORY)
    assert found == PayQuestion(("15-2041",), ("US",), ("median",), "year", None)


def test_a_ranking_keeps_the_occupation_and_forgets_the_period() -> None:
    found = asked("which state pays most", ("area_type", "state", "state"), ("order", "highest", "most"), slots=MEMORY)
    assert found.ranking == Ranking("state", "highest", 5, None)
    assert (found.occupations, found.statistic, found.period) == (("15-2051",), "median", "year")


def test_a_ranking_within_a_state_is_of_its_metro_areas() -> None:
    words = [("area", "TX", "texas"), ("order", "highest", "most"), ("number", 3, "3")]
    found = asked("which 3 places in texas pay most", *words)
    assert found.ranking == Ranking("metro", "highest", 3, "TX")


def test_the_highest_pay_without_a_place_is_the_ninetieth_percentile() -> None:
    found = asked(
        "highest salary for data scientists",
        ("order", "highest", "highest"),
        ("occupation", "15-2051", "data scientists"),
    )
    assert (found.ranking, found.statistic) == (None, "p90")


def test_two_places_stand_side_by_side() -> None:
    found = asked("pay in Ohio vs Texas", ("area", "OH", "Ohio"), ("area", "TX", "Texas"))
    assert found.areas == ("OH", "TX")


def test_a_ranking_goes_on_for_another_occupation() -> None:
    before = {**MEMORY, "last_order": "lowest", "last_area_type": "metro"}
    found = asked("and statisticians?", ("occupation", "15-2041", "statisticians"), slots=before)
    assert found.ranking == Ranking("metro", "lowest", 5, None)


@pytest.mark.parametrize("text", ["ml engineer salary in Palo Alto", "what do they pay near mountain view?"])
def test_a_city_that_no_metro_area_is_named_for_is_noticed(text: str) -> None:
    assert names_unknown_place(read(text))


@pytest.mark.parametrize(
    "text",
    ["how much do they make in total", "pay in the tech industry?", "what's the pay in dollars", "salary at google"],
)
def test_what_only_ends_like_a_place_is_none(text: str) -> None:
    assert not names_unknown_place(read(text))


def test_a_place_that_is_known_is_not_unknown() -> None:
    assert not names_unknown_place(read("pay in Ohio", ("area", "OH", "Ohio")))
