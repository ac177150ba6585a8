"""Wages against the untouched OEWS file, and the traps of that file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from knowledge import wages
from knowledge.database import connect, one
from knowledge.figures import COLUMNS, Figure

RESEARCH, DATA, DEVELOPERS, HARDWARE, MANAGERS = "15-1221", "15-2051", "15-1252", "17-2061", "11-3021"
KINDS = ("nation", "state", "metro", "nonmetro")
OCCUPATIONS = (
    RESEARCH, DATA, DEVELOPERS, HARDWARE, MANAGERS,
    "15-1251", "15-2021", "15-2041", "15-2031", "15-1211", "15-1243",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _database(knowledge: Path) -> None:
    """Every test here reads the built database."""


def areas_of(occupation: str, kind: str) -> set[str]:
    """Returns the areas of a kind that have a cell for the occupation."""
    rows = connect().execute(
        "SELECT area FROM wage JOIN area ON code = area WHERE occupation = ? AND kind = ?", (occupation, kind)
    )
    return {row["area"] for row in rows}


@pytest.mark.parametrize(
    ("occupation", "area", "median"),
    [
        (RESEARCH, "US", 140_300),
        (RESEARCH, "TX", 121_210),
        (DATA, "TX", 122_090),
        (DEVELOPERS, "TX", 132_150),
        (RESEARCH, "WA", 202_400),
        (DATA, "WA", 163_350),
        (DEVELOPERS, "WA", 166_540),
        (DATA, "ID", 89_380),
        ("15-2031", "US", 88_940),
        ("15-1299", "US", 116_580),
        ("00-0000", "US", 50_980),
    ],
)
def test_median(occupation: str, area: str, median: int) -> None:
    wage = wages.lookup(occupation, area)
    assert wage
    assert wage.figure("median", "year") == Figure(median, "published", "year")


def test_every_figure_is_the_source_s(raw_wages: sqlite3.Connection) -> None:
    code_of = dict(connect().execute("SELECT name, code FROM area").fetchall()) | {"National": "US"}
    rows = raw_wages.execute(
        "SELECT substr(key, 18, 2) || '-' || substr(key, 20), area_name, v01, "
        "v03, v06, v07, v08, v09, v10, v04, v11, v12, v13, v14, v15 "
        "FROM cell JOIN area ON area_code = substr(key, 5, 7) WHERE substr(key, 12, 6) = '000000'"
    )
    checked = 0
    for occupation, area_name, employment, *texts in rows:
        if occupation not in OCCUPATIONS:
            continue
        wage = wages.lookup(occupation, code_of[area_name])
        assert wage
        assert ("-" if wage.employment is None else str(wage.employment)) == employment
        for column, text in zip(COLUMNS, texts, strict=True):
            value = wage.figure(*column).value
            assert (value is None and text == "-") or value == float(text)
        checked += 1
    assert checked == sum(len(areas_of(code, kind)) for code in OCCUPATIONS for kind in KINDS)


@pytest.mark.parametrize("occupation", OCCUPATIONS)
def test_every_occupation_has_all_national_figures(occupation: str) -> None:
    wage = wages.lookup(occupation, "US")
    assert wage
    assert all(wage.figure(*column).status == "published" for column in COLUMNS)


def test_title() -> None:
    assert wages.title(DATA) == "Data Scientists"
    with pytest.raises(KeyError):
        wages.title("99-9999")


def test_release_and_source() -> None:
    assert wages.release() == "May 2025"
    assert wages.source().name.startswith("BLS ")
    assert wages.source().url.startswith("https://www.bls.gov/")


class TestTraps:
    """What goes wrong when OEWS is read carelessly, a test each, for each line of data_sources.md."""

    def test_a_suppressed_value_is_nothing_and_never_zero(self) -> None:
        wage = wages.lookup(RESEARCH, "ID")
        assert wage
        assert wage.employment == 70
        assert {figure.status for figure in wage.figures.values()} == {"suppressed"}
        assert {figure.value for figure in wage.figures.values()} == {None}

    def test_hourly_and_annual_only_occupations_are_not_among_ours(self, raw_wages: sqlite3.Connection) -> None:
        codes = ", ".join(
            f"'{row['code'].replace('-', '')}'" for row in connect().execute("SELECT code FROM occupation_title")
        )
        query = f"SELECT count(*) FROM cell WHERE substr(key, 18, 6) IN ({codes}) AND '4' IN (f03, f08, f04, f13)"
        assert raw_wages.execute(query).fetchone() == (0,)

    def test_physicians_are_top_coded(self) -> None:
        rows = connect().execute("SELECT occupation, area FROM wage WHERE median_year_status = 'top_coded'").fetchall()
        assert len(rows) == 32
        assert {row["occupation"] for row in rows} == {"29-1215", "29-1216", "29-1229"}
        for row in rows:
            wage = wages.lookup(row["occupation"], row["area"])
            assert wage
            assert wage.figure("median", "year").text == "at least $239,200"
            assert wage.figure("median", "hour").at_least == 115.0

    @pytest.mark.parametrize("occupation", OCCUPATIONS)
    def test_no_occupation_of_ours_is_top_coded(self, occupation: str) -> None:
        query = "SELECT count(*) AS n FROM wage WHERE occupation = ? AND p90_year_status = 'top_coded'"
        row = one(query, occupation)
        assert row and row["n"] == 0

    def test_values_above_the_old_cap_are_kept(self) -> None:
        wage = wages.lookup(MANAGERS, "US")
        assert wage
        assert wage.figure("p90", "year").value == 297_510

    def test_states_without_research_scientists(self) -> None:
        everywhere = areas_of("00-0000", "state")
        missing = "AK, AR, DE, GU, IA, KS, KY, ME, MT, ND, NE, PR, SD, VI, VT, WI, WV, WY"
        assert ", ".join(sorted(everywhere - areas_of(RESEARCH, "state"))) == missing
        assert wages.lookup(RESEARCH, "WY") is None
        assert len(areas_of(RESEARCH, "metro") | areas_of(RESEARCH, "nonmetro")) == 76

    def test_states_without_data_scientists_and_developers(self) -> None:
        assert len(areas_of(DATA, "state")) == 51
        assert [wages.lookup(DATA, area) for area in ("WY", "GU", "VI")] == [None, None, None]
        delaware = wages.lookup(DATA, "DE")
        assert delaware and delaware.figure().status == "suppressed"
        assert len(areas_of(DEVELOPERS, "state")) == 52

    def test_small_samples_are_marked(self) -> None:
        oregon, california, new_york = (wages.lookup(RESEARCH, area) for area in ("OR", "CA", "NY"))
        assert oregon and california and new_york
        assert (oregon.employment, oregon.figure().value, oregon.wage_rse) == (730, 206_220, 5.1)
        assert (california.figure().value, california.small_sample) == (159_100, False)
        assert (new_york.wage_rse, new_york.small_sample, oregon.small_sample) == (7.1, True, True)
        idaho = wages.lookup(RESEARCH, "ID")
        assert idaho and idaho.small_sample

    def test_states_have_letters_and_territories_stay_out_of_rankings(self) -> None:
        rows = connect().execute("SELECT code FROM area WHERE kind = 'state'").fetchall()
        assert len(rows) == 54
        assert {"DC", "GU", "PR", "VI"} < {row["code"] for row in rows}
        ranked = {place.area for place in wages.rank("00-0000", number=99)}
        assert len(ranked) == 51
        assert not ranked & {"GU", "PR", "VI"}

    def test_metropolitan_and_other_areas(self) -> None:
        counts = dict(connect().execute("SELECT kind, count(*) FROM area GROUP BY kind").fetchall())
        assert counts == {"nation": 1, "state": 54, "metro": 393, "nonmetro": 135}
        row = connect().execute("SELECT states FROM area WHERE code = '0035620'").fetchone()
        assert row["states"] == "NY,NJ"

    def test_only_all_industries_together_are_used(self, raw_wages: sqlite3.Connection) -> None:
        (national,) = raw_wages.execute(
            "SELECT count(*) FROM cell WHERE key LIKE 'OEUN%' AND substr(key, 18, 6) = '151221'"
        ).fetchone()
        assert national > 1
        assert areas_of(RESEARCH, "nation") == {"US"}
        wage = wages.lookup(RESEARCH, "US")
        assert wage and wage.employment == 37_200

    def test_computer_occupations_all_other_is_kept_under_its_own_name(self) -> None:
        wage = wages.lookup("15-1299", "US")
        assert wage and wage.employment == 435_370
        assert wages.title("15-1299") == "Computer Occupations, All Other"

    @pytest.mark.parametrize("statistic", ["entry", "experienced"])
    def test_percentiles_are_no_experience_levels(self, statistic: str) -> None:
        wage = wages.lookup(DATA, "US")
        assert wage
        with pytest.raises(KeyError):
            wage.figure(statistic)  # type: ignore[arg-type]


class TestRank:
    """Areas that pay most and least."""

    def test_states_of_research_scientists(self) -> None:
        ranked = wages.rank(RESEARCH)
        assert [(place.area, place.figure.value) for place in ranked[:2]] == [
            ("OR", 206_220),
            ("WA", 202_400),
        ]
        assert len(ranked) == 5
        assert ranked[0].small_sample and not ranked[1].small_sample

    @pytest.mark.parametrize("order", ["highest", "lowest"])
    @pytest.mark.parametrize(("statistic", "period", "column"), [("median", "year", "v13"), ("p90", "hour", "v10")])
    def test_metros_against_the_source(
        self, raw_wages: sqlite3.Connection, order: wages.Order, statistic: str, period: str, column: str
    ) -> None:
        rows = raw_wages.execute(
            f"SELECT CAST({column} AS REAL) FROM cell JOIN area ON area_code = substr(key, 5, 7) "
            f"WHERE key LIKE 'OEUM%' AND substr(key, 12) = '000000152051' AND {column} != '-' "
            "AND area_name NOT LIKE '%nonmetro%' AND area_name NOT LIKE '%, PR'"
        ).fetchall()
        expected = sorted((value for (value,) in rows), reverse=order == "highest")[:10]
        ranked = wages.rank(DATA, "metro", order, statistic, period, number=10)  # type: ignore[arg-type]
        assert [place.figure.value for place in ranked] == expected

    def test_within_a_state_counts_areas_that_reach_into_it(self) -> None:
        areas = [place.area for place in wages.rank(DATA, "metro", within="NJ", number=99)]
        assert "0035620" in areas
        states = connect().execute("SELECT code, states FROM area").fetchall()
        states_of = {row["code"]: row["states"].split(",") for row in states}
        assert all("NJ" in states_of[area] for area in areas)

    def test_a_territory_that_is_asked_for(self) -> None:
        assert {place.area for place in wages.rank(DEVELOPERS, "metro", within="PR", number=99)}

    def test_only_published_figures(self) -> None:
        assert "ID" not in [place.area for place in wages.rank(RESEARCH, order="lowest", number=99)]

    @pytest.mark.parametrize(("area_type", "order"), [("county", "highest"), ("state", "best")])
    def test_unknown_rankings_are_refused(self, area_type: str, order: str) -> None:
        with pytest.raises(ValueError, match="No ranking"):
            wages.rank(DATA, area_type, order)  # type: ignore[arg-type]
