"""The order of programs against one written a second time, on the untouched Scorecard file."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from knowledge import ranking
from knowledge.database import connect, one
from knowledge.ranking import Conditions, Place

CS, INFORMATION, DATA_SCIENCE = "1107", "1101", "3070"
UNSURE = (CS, DATA_SCIENCE, "2705", "1409")
LEVEL_CODES = {"associate": "2", "bachelors": "3", "masters": "5", "doctoral": "6"}
NOT_COUNTED_YET = {"3070", "3071", "2706", "1447", "3039", "3048", "3049"}


@pytest.fixture(autouse=True)
def _database(knowledge: Path) -> None:
    """Every test here reads the built database."""


def listable(raw: sqlite3.Connection, cips: tuple[str, ...], level: str, state: str | None) -> list[dict[str, Any]]:
    """Returns the rows of the source that may be listed."""
    marks = ", ".join("?" * len(cips))
    query = f"SELECT * FROM v WHERE cip_code IN ({marks}) AND credential_level = ?"
    cursor = raw.execute(query, (*cips, LEVEL_CODES[level]))
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor]
    rows = [row for row in rows if row["state"] is not None and state in (None, row["state"])]
    return [row for row in rows if row["cip_code"] in NOT_COUNTED_YET or (row["completers_count"] or 0) >= 1]


def expected_order(rows: list[dict[str, Any]], sort_by: str) -> list[tuple[str, str]]:
    """Returns (unitid, cip), one a school, in the order that the design describes."""

    def place(row: dict[str, Any]) -> tuple[Any, ...]:
        figure = float("inf")
        if sort_by == "debt" and row["debt_median"] is not None:
            figure = row["debt_median"]
        if sort_by == "earnings" and row["earnings_horizon"] == "4yr_after_completion":
            figure = -row["earnings"]
        shown = " ".join(row["inst_name"].split()).replace("-Main Campus", "")
        return figure, -(row["completers_count"] or 0), shown, row["unitid"], row["cip_code"]

    schools: dict[str, tuple[str, str]] = {}
    for row in sorted(rows, key=place):
        schools.setdefault(row["opeid6"], (row["unitid"], row["cip_code"]))
    return list(schools.values())


@pytest.mark.parametrize("sort_by", ["earnings", "debt"])
@pytest.mark.parametrize("cips", [(CS,), (INFORMATION,), UNSURE, (DATA_SCIENCE,)])
@pytest.mark.parametrize("level", ["associate", "bachelors", "masters", "doctoral"])
@pytest.mark.parametrize("state", [None, "OH", "CA", "PR"])
def test_order_against_the_source(
    raw_programs: sqlite3.Connection,
    cips: tuple[str, ...],
    level: str,
    state: str | None,
    sort_by: ranking.SortBy,
) -> None:
    expected = expected_order(listable(raw_programs, cips, level, state), sort_by)
    conditions = Conditions(cips, (level,), state)
    places = ranking.ranked(conditions, sort_by)
    assert [(place.unitid, place.cip) for place in places] == expected
    assert ranking.count(conditions) == len(expected)


def test_a_school_stands_once_a_level() -> None:
    places = ranking.ranked(Conditions(UNSURE, ("bachelors", "masters")), "earnings")
    schools = dict(connect().execute("SELECT unitid, opeid6 FROM institution").fetchall())
    keys = [(schools[place.unitid], place.level) for place in places]
    assert len(keys) == len(set(keys)) > 500


@pytest.mark.parametrize("control", list(ranking.CONTROLS))
def test_control(control: str) -> None:
    places = ranking.ranked(Conditions((INFORMATION,), ("bachelors",), control=control), "earnings")
    kinds = {one("SELECT control FROM institution WHERE unitid = ?", p.unitid)["control"] for p in places}
    assert kinds == set(ranking.CONTROLS[control])


@pytest.mark.parametrize(
    ("levels", "control"),
    [(("diploma",), None), ((), None), (("first_professional",), None), (("bachelors",), "foreign")],
)
def test_unknown_conditions_are_refused(levels: tuple[str, ...], control: str | None) -> None:
    with pytest.raises(ValueError, match="No programs at the levels"):
        Conditions((CS,), levels, control=control)


def test_an_unknown_figure_is_refused() -> None:
    with pytest.raises(ValueError, match="'prestige'"):
        ranking.ranked(Conditions((CS,), ("bachelors",)), "prestige")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("associate", "bachelors", "pages"),
    [
        (6, 4, ["aaabb", "aaabb", ""]),
        (1, 9, ["abbbb", "bbbbb"]),
        (7, 1, ["aaaab", "aaa"]),
        (0, 6, ["bbbbb", "b"]),
        (4, 4, ["aaabb", "abb"]),
        (0, 0, [""]),
    ],
)
def test_levels_share_a_page(associate: int, bachelors: int, pages: list[str]) -> None:
    places = [Place(str(number), CS, "associate", None) for number in range(associate)]
    places += [Place(str(number), CS, "bachelors", None) for number in range(bachelors)]
    shown = [ranking.page(places, 5, 5 * number) for number in range(len(pages))]
    assert ["".join(place.level[0] for place in page) for page in shown] == pages
    for level in ("associate", "bachelors"):
        order = [int(place.unitid) for page in shown for place in page if place.level == level]
        assert order == sorted(order)


@pytest.mark.parametrize(("limit", "offset"), [(0, 0), (5, -1)])
def test_a_page_that_cannot_be_is_refused(limit: int, offset: int) -> None:
    with pytest.raises(ValueError, match="No page"):
        ranking.page([], limit, offset)


@pytest.fixture
def priced(knowledge: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Net prices come with the optional file, so these are made up, on a copy."""
    prices = {
        "Kent State University at Kent": 18_000,
        "Kent State University at Stark": 9_000,
        "Ohio University": 15_000,
        "John Carroll University": 30_000,
    }
    copy = tmp_path / "priced.sqlite"
    copy.write_bytes(knowledge.read_bytes())
    with sqlite3.connect(copy) as connection:
        connection.execute("UPDATE institution SET net_price = NULL")
        for name, price in prices.items():
            connection.execute("UPDATE institution SET net_price = ? WHERE display_name = ?", (price, name))
    connection.close()
    monkeypatch.setenv("GUIDE_KNOWLEDGE", str(copy))


@pytest.mark.usefixtures("priced")
def test_net_price_is_the_campus_with_most_graduates_lowest_first() -> None:
    places = ranking.ranked(Conditions((CS,), ("bachelors",), "OH"), "net_price")
    # the cheaper campus of Kent State has no graduates, so it is not what the list shows
    assert [place.figure for place in places[:4]] == [15_000, 18_000, 30_000, None]
    graduates = [
        one(
            "SELECT completers FROM program WHERE unitid = ? AND cip = '1107' AND level = 'bachelors'",
            p.unitid,
        )
        for p in places[3:]
    ]
    counts = [row["completers"] for row in graduates]
    assert counts == sorted(counts, reverse=True)
