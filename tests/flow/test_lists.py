"""Lists as they are said in the chat, against the same lists worked out from the untouched Scorecard file."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.flow import reading, scorecard
from tests.flow.scorecard import Wanted
from tests.guide import Guide

MOST_PAGES = 4
UNDERGRADUATE = ("associate", "bachelors")
AFTER_A_BACHELORS = ("masters", "graduate_certificate")


@dataclass(frozen=True)
class Case:
    """What a visitor says until a list is shown, and the list that must come."""

    name: str
    turns: tuple[str, ...]
    wanted: Wanted


CASES = [
    Case(
        "the example of the ranking rule",
        ("find programs", "high school diploma", "2016", "computer science", "Ohio", "low debt",
         "what about a bachelor's"),
        Wanted(("computer science",), ("bachelors",), "OH", "debt"),
    ),
    Case(
        "two levels of four fields anywhere, by earnings",
        ("find programs", "still in high school", "not sure", "anywhere", "earnings"),
        Wanted(("unsure",), UNDERGRADUATE),
    ),
    Case(
        "a field of which no figure is published, two graduate levels",
        ("find programs", "bachelor's", "data science", "anywhere", "skip"),
        Wanted(("data science",), AFTER_A_BACHELORS),
    ),
    Case(
        "doctorates without any figure, by debt",
        ("find programs", "master's", "computer science", "Massachusetts", "low debt"),
        Wanted(("computer science",), ("doctoral",), "MA", "debt"),
    ),
    Case(
        "public schools alone, by earnings",
        ("find programs", "associate's", "computer science", "California", "a public school"),
        Wanted(("computer science",), ("bachelors",), "CA", control="public"),
    ),
    Case(
        "a state with a single program",
        ("find programs", "associate's", "computer science", "Wyoming", "earnings"),
        Wanted(("computer science",), ("bachelors",), "WY"),
    ),
    Case(
        "an engineering field of the article, by debt",
        ("find programs", "some college", "mechanical engineering", "Michigan", "low debt"),
        Wanted(("mechanical engineering",), UNDERGRADUATE, "MI", "debt"),
    ),
    Case(
        "graduate levels of one field in one state, by debt",
        ("find programs", "bachelor's", "statistics", "Florida", "low debt"),
        Wanted(("statistics",), AFTER_A_BACHELORS, "FL", "debt"),
    ),
    Case(
        "graduate certificates after a doctorate",
        ("find programs", "doctorate", "not sure", "anywhere", "earnings"),
        Wanted(("unsure",), ("graduate_certificate",)),
    ),
    Case(
        "schools of many campuses that share their figures",
        ("find programs", "associate's", "artificial intelligence", "Virginia", "low debt"),
        Wanted(("computer and information sciences",), ("bachelors",), "VA", "debt"),
    ),
    Case(
        "a territory, where most figures are missing",
        ("find programs", "some college", "computer science", "Puerto Rico", "earnings"),
        Wanted(("computer science",), UNDERGRADUATE, "PR"),
    ),
    Case(
        "schools whose graduates earn less than people with a diploma",
        ("find programs", "GED", "skip", "computer science", "Texas", "earnings"),
        Wanted(("computer science",), UNDERGRADUATE, "TX"),
    ),
    Case(
        "a list changed three times: another state, private schools, the other order",
        ("find programs", "associate's", "electrical engineering", "Ohio", "earnings",
         "in Pennsylvania instead", "only private schools", "low debt first"),
        Wanted(("electrical engineering",), ("bachelors",), "PA", "debt", "private"),
    ),
    Case(
        "a public school first, low debt afterwards",
        ("find programs", "associate's", "computer science", "Ohio", "a public school", "low debt first"),
        Wanted(("computer science",), ("bachelors",), "OH", "debt", "public"),
    ),
    Case(
        "all at once, two levels of schooling in one sentence",
        ("I have a bachelor's in physics, want a CS master's in California, good pay",),
        Wanted(("computer science",), ("masters",), "CA"),
    ),
]  # fmt: skip


@pytest.fixture(scope="module", params=CASES, ids=lambda case: case.name)
def held(request: pytest.FixtureRequest, servers: Guide) -> tuple[Case, list[str]]:
    """A case with what is said from its list on, a text a page, and what follows the last one."""
    case = request.param
    sender = f"lists, {case.name}"
    for turn in case.turns:
        said = _said(servers, sender, turn)
    number = min(len(scorecard.pages(case.wanted)), MOST_PAGES)
    return case, [said, *(_said(servers, sender, "more") for _ in range(number))]


def _said(servers: Guide, sender: str, text: str) -> str:
    return "\n".join(reply.get("text", "") for reply in servers.say(sender, text))


def test_list_is_the_one_worked_out_from_the_source(held: tuple[Case, list[str]]) -> None:
    case, texts = held
    expected = scorecard.pages(case.wanted)
    assert expected, "the case lists something"
    for number, (rows, text) in enumerate(zip(expected[:MOST_PAGES], texts, strict=False), 1):
        said = [line.said for line in reading.lines(text)]
        wanted = [row.said for row in rows]
        if number > 1 and len(scorecard.places(case.wanted)) == 1:
            # A list of a single level names it on its first page.
            said, wanted = [line[1:] for line in said], [row[1:] for row in wanted]
        assert said == wanted, f"page {number} of {case.name}:\n{text}"
    assert reading.total(texts[0]) == scorecard.total(case.wanted), texts[0]
    if len(expected) <= MOST_PAGES:
        assert not reading.lines(texts[-1]), f"after the end:\n{texts[-1]}"


def test_list_says_how_it_came_about(held: tuple[Case, list[str]]) -> None:
    case, (first, *_) = held
    expected = ["College Scorecard", "June 2026"]
    if any(row.earnings is not None for row in scorecard.pages(case.wanted)[0]):
        expected += ["four years after", "federal aid"]
    for words in expected:
        assert words in first, f"{words!r} is not in:\n{first}"
    assert "best" not in first.lower()
    if case.wanted.control:
        heading = first.partition("\n1. ")[0]
        assert case.wanted.control in heading, f"does not say that it keeps to {case.wanted.control} schools:\n{first}"


def test_every_line_says_what_it_leads_to(held: tuple[Case, list[str]]) -> None:
    case, (first, *_) = held
    rows = scorecard.pages(case.wanted)[0]
    for row, line in zip(rows, reading.lines(first), strict=True):
        assert line.level == row.level, f"{row.name}: which level?\n{first}"
        if len(case.wanted.cips) > 1:
            assert row.field.lower() in line.text.lower(), f"{row.name}: which of the fields?\n{first}"


def test_list_says_what_its_figures_do_not(held: tuple[Case, list[str]]) -> None:
    case, (first, *_) = held
    rows = scorecard.pages(case.wanted)[0]
    below = [row.name for row in rows if row.is_below_high_school]
    careful = next((line for line in first.splitlines() if "high-school diploma" in line), "")
    assert [name for name in below if name not in careful] == [], first
    assert bool(careful) == bool(below), first
    if any(row.earnings is not None and scorecard.campuses(row) > 1 for row in rows):
        assert "the same for all of them" in first


def test_list_claims_no_order_that_it_cannot_have(held: tuple[Case, list[str]]) -> None:
    case, (first, *_) = held
    figure = "earnings" if case.wanted.sort_by == "earnings" else "debt"
    heading = first.partition("\n1. ")[0]
    if any(getattr(row, figure) for rows in scorecard.places(case.wanted).values() for row in rows):
        assert {"earnings": "highest first", "debt": "lowest first"}[figure] in heading, first
    else:
        missing = {"earnings": "none publishes what its graduates earn", "debt": "none publishes its graduates' debt"}
        assert missing[figure] in heading, f"does not say first that no figure is there:\n{first}"
        assert "highest first" not in first and "lowest first" not in first, first


def test_missing_figure_is_said_with_its_reason(held: tuple[Case, list[str]]) -> None:
    case, (first, *_) = held
    if any(row.earnings is None or row.debt is None for row in scorecard.pages(case.wanted)[0]):
        assert "not published" in first
        assert "too few graduates" in first, f"does not say why a figure is missing:\n{first}"


def test_the_example_of_the_ranking_rule_has_the_figures_of_the_design() -> None:
    wanted = CASES[0].wanted
    assert [(row.name, row.debt) for row in scorecard.pages(wanted)[0]] == [
        ("Youngstown State University", 20_930),
        ("Ohio University", 21_490),
        ("Cleveland State University", 22_115),
        ("Kent State University at Kent", 22_500),
        ("John Carroll University", 24_625),
    ]


def test_the_cases_differ_in_what_the_ranking_rule_speaks_of() -> None:
    wanted = [case.wanted for case in CASES]
    assert {level for w in wanted for level in w.levels} >= set(scorecard.LEVEL_CODES) - {"undergraduate_certificate"}
    assert len({w.fields for w in wanted}) >= 6 and len({w.state for w in wanted}) >= 8
    assert {w.sort_by for w in wanted} == {"earnings", "debt"} and {w.control for w in wanted} == {
        "",
        "public",
        "private",
    }
    assert any(row.is_below_high_school for w in wanted for row in scorecard.pages(w)[0])
