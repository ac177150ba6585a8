"""The visitor of the random walks notices what it is there to notice."""

from __future__ import annotations

from typing import Any

import pytest

from tests.flow import reading, scorecard
from tests.flow.scorecard import Wanted
from tests.flow.visitor import Visitor
from tests.flow.wishes import QUESTIONS, Wishes

LEVEL, FIELD = QUESTIONS["level"], QUESTIONS["field"]
OHIO = Wishes(credential=("bachelors",), field="computer science", area="OH", matters="debt")
LIST = """I found 29 bachelor's degrees in computer science in Ohio, by median federal debt, lowest first:
1. **Youngstown State University** (Youngstown, OH, public): earn **$85,028**; debt $20,930; 35 graduates
2. **Ohio University** (OH, public): earn **$93,282**; debt $21,490; 53 graduates
3. **Cleveland State University** (OH, public): earn **$100,385**; debt $22,115; 48 graduates
4. **Kent State University at Kent** (OH, public): earn **$91,614**; debt $22,500; 108 graduates
5. **John Carroll University** (OH, private nonprofit): earn **$88,824**; debt $24,625; 18 graduates
Earnings: medians four years after finishing."""


def answered(*texts: str, buttons: tuple[str, ...] = ()) -> Visitor:
    """Returns a visitor who hears these messages, whatever is said."""
    offered = [{"title": title, "payload": "/skip"} for title in buttons]
    replies: list[dict[str, Any]] = [{"text": text, "buttons": offered} for text in texts]
    return Visitor("somebody", lambda sender, text: replies)


def looking_at_ohio(text: str) -> Visitor:
    """Returns a visitor who has told all and is answered so."""
    visitor = answered(text)
    visitor.wishes = OHIO
    return visitor


def test_reads_what_a_list_says() -> None:
    lines = reading.lines(LIST)
    assert [line.said for line in lines] == [row.said for row in scorecard.pages(OHIO.wanted())[0]]
    assert reading.total(LIST) == 29
    (capital,) = reading.lines(
        "5. **Capital University** (OH, private nonprofit): earn $62,806 one year after finishing"
    )
    assert (capital.earnings, capital.one_year, capital.debt) == (None, 62_806, None)


def test_a_right_list_is_accepted() -> None:
    looking_at_ohio(LIST).tell("low debt", {})


@pytest.mark.parametrize(
    ("before", "after"),
    [("$20,930", "$20,931"), ("public", "private nonprofit"), ("35 gr", "36 gr"), ("29", "28")],
)
def test_a_list_with_one_wrong_thing_is_noticed(before: str, after: str) -> None:
    visitor = looking_at_ohio(LIST.replace(before, after, 1))
    with pytest.raises(AssertionError, match="not "):
        visitor.tell("low debt", {})


def test_a_school_too_many_or_too_few_is_noticed() -> None:
    for text in (
        LIST.replace("\n5. ", "\n5 "),
        f"{LIST}\n6. **Xavier University** (OH, private nonprofit): debt $27,000",
    ):
        with pytest.raises(AssertionError, match="not page 1|lists more"):
            looking_at_ohio(text).tell("low debt", {})


def test_silence_is_noticed() -> None:
    with pytest.raises(AssertionError, match="silence"):
        answered().tell("find programs", {})


def test_a_lost_answer_is_noticed() -> None:
    with pytest.raises(AssertionError, match="not for field"):
        answered(LEVEL).tell("bachelor's", {"education_level": "bachelors"})


def test_a_flow_that_forgets_to_go_on_is_noticed() -> None:
    visitor = answered("Median pay is $140,300.")
    visitor.is_asking = True
    with pytest.raises(AssertionError, match="not for level"):
        visitor.interrupt("what is the pay?", "140,300")


def test_two_misunderstandings_without_a_way_out_are_noticed() -> None:
    visitor = answered("I did not get that.", LEVEL, buttons=("Bachelor's",))
    visitor.is_asking = True
    visitor.talk_nonsense("blorf")
    with pytest.raises(AssertionError, match="no way out"):
        visitor.talk_nonsense("wibbit")


def test_a_flow_that_asks_on_after_stop_is_noticed() -> None:
    with pytest.raises(AssertionError, match="asks on"):
        answered("I will leave it at that.", LEVEL).stop("stop")


def test_an_answer_stays_until_it_is_changed() -> None:
    public = Wishes().told(education_level="associate", field="statistics", area="OH", control="public")
    assert public.open_step() is None
    assert public.told(sort_by="debt").wanted() == Wanted(("statistics",), ("bachelors",), "OH", "debt", "public")
    assert public.told(sort_by="debt", control="any").wanted().control == ""
    assert public.told(sort_by="debt", control="any").wanted().sort_by == "debt"
    assert public.told(credential="masters").told(education_level="masters").wanted().levels == ("doctoral",)
    assert public.taken_back(None).open_step() == "matters"
    assert Wishes(level="high_school").open_step() == "year"
