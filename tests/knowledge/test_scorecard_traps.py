"""What goes wrong when the Scorecard file is read carelessly: a test for each line of data_sources.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from knowledge import programs
from knowledge.database import connect, one

DATA_SCIENCE = "3070"


@pytest.fixture(autouse=True)
def _database(knowledge: Path) -> None:
    """Every test here reads the built database."""


def values(query: str) -> tuple[Any, ...]:
    """Returns the only row of a query."""
    row = one(query)
    assert row is not None
    return tuple(row)


def column(query: str) -> set[Any]:
    """Returns the first column of a query."""
    return {row[0] for row in connect().execute(query)}


def test_counts() -> None:
    listed = "count(DISTINCT CASE WHEN listable THEN unitid END)"
    query = f"SELECT count(*), sum(listable), count(DISTINCT unitid), {listed} FROM program"
    assert values(query) == (220_960, 156_241, 6_127, 5_547)


def test_closed_schools_are_never_listed() -> None:
    query = "SELECT count(*), count(DISTINCT unitid), sum(listable) FROM program WHERE state IS NULL"
    assert values(query) == (4_276, 461, 0)
    assert values("SELECT state FROM institution WHERE name = 'Vermont State University'") == ("VT",)


def test_a_closed_school_says_so() -> None:
    unitid, cip, level = values(
        "SELECT unitid, cip, level FROM program JOIN institution USING (unitid) "
        "WHERE name = 'Limestone University' LIMIT 1"
    )
    program = programs.details(unitid, cip, level)
    assert program and not program.institution.is_current


def test_branches_share_their_figures() -> None:
    differing = " OR ".join(f"count(DISTINCT {name}) > 1" for name in ("earnings_4yr", "earnings_1yr", "debt"))
    groups = f"SELECT 1 FROM program GROUP BY opeid6, cip, level HAVING {differing}"
    assert values(f"SELECT count(*) FROM ({groups})") == (0,)


def test_branches_stand_once_in_a_list() -> None:
    everywhere = programs.search(["computer_information_sciences"], ["bachelors"], limit=2_000).programs
    strayer = [program for program in everywhere if program.institution.name.startswith("Strayer")]
    assert [program.campuses for program in strayer] == [17]
    in_virginia = programs.search(["computer_information_sciences"], ["bachelors"], "VA", limit=200).programs
    names = [program.institution.name for program in in_virginia]
    assert [name for name in names if "Strayer" in name] == ["Strayer University-Virginia"]


def test_the_two_horizons_never_mix() -> None:
    both = "sum(earnings_4yr IS NOT NULL AND earnings_1yr IS NOT NULL)"
    counts = values(f"SELECT count(earnings_4yr), count(earnings_1yr), {both} FROM program")
    assert counts == (57_172, 4_754, 0)
    listed = programs.search(["computer_science"], ["bachelors"], "OH", limit=50).programs
    capital = [program for program in listed if program.institution.name == "Capital University"]
    assert [(p.earnings, p.earnings_1yr, p.debt) for p in capital] == [(None, 62_806, 27_000)]


def test_the_high_school_benchmark_is_for_undergraduates_and_four_years() -> None:
    compared = "FROM program WHERE below_high_school IS NOT NULL"
    assert column(f"SELECT level {compared}") == {"undergraduate_certificate", "associate", "bachelors"}
    assert values(f"SELECT count(*) {compared} AND (earnings_4yr < high_school_earnings) IS NOT below_high_school") == (
        0,
    )
    (below,) = values("SELECT count(*) FROM program WHERE below_high_school AND listable")
    assert below > 1_000


def test_a_suppressed_figure_is_nothing_and_never_zero() -> None:
    (earnings, debt) = values(
        "SELECT avg(coalesce(earnings_4yr, earnings_1yr) IS NOT NULL), avg(debt IS NOT NULL) FROM program"
    )
    assert (round(earnings, 3), round(debt, 3)) == (0.280, 0.209)
    assert values("SELECT count(*) FROM program WHERE earnings_4yr = 0 OR earnings_1yr = 0 OR debt = 0") == (0,)


def test_programs_that_nobody_finished_are_not_listed() -> None:
    counts = values("SELECT sum(completers IS NULL), sum(completers = 0) FROM program")
    assert counts == (23_598, 37_320)
    unfinished = "FROM program WHERE coalesce(completers, 0) < 1"
    assert values(f"SELECT count(coalesce(earnings_4yr, earnings_1yr)) {unfinished}") == (5_594,)
    listed = column(f"SELECT cip {unfinished} AND listable")
    assert listed <= {"3070", "3071", "2706", "1447", "3039", "3048", "3049"}


def test_levels_that_are_no_step_of_the_way_are_not_listed() -> None:
    unlisted = column("SELECT level FROM program GROUP BY level HAVING sum(listable) = 0")
    assert unlisted == {"postbacc_certificate", "first_professional", "non_credential"}


def test_territories_have_no_benchmark_but_puerto_rico() -> None:
    compared = "FROM program WHERE below_high_school IS NOT NULL"
    territories = "('PR', 'GU', 'AS', 'FM', 'MH', 'MP', 'PW', 'VI')"
    assert column(f"SELECT state {compared} AND state IN {territories}") == {"PR"}
    assert column("SELECT high_school_earnings FROM program WHERE state = 'PR'") == {None, 16_495}


def test_names_are_cleaned_for_display_and_shared_ones_kept_apart() -> None:
    untidy = "display_name LIKE '%  %' OR display_name LIKE '%-Main Campus'"
    assert values(f"SELECT count(*) FROM institution WHERE {untidy}") == (0,)
    tidied = values("SELECT sum(name LIKE '%  %'), sum(name LIKE '%-Main Campus') FROM institution")
    assert tidied == (8, 18)
    shared = "SELECT 1 FROM institution GROUP BY name HAVING count(*) > 1"
    assert values(f"SELECT count(*) FROM ({shared})") == (86,)


def test_no_code_means_artificial_intelligence() -> None:
    assert values("SELECT count(*), min(length(code)), max(length(code)) FROM cip") == (421, 4, 4)
    assert column("SELECT title FROM cip WHERE title LIKE '%artificial%' OR title LIKE '%.'") == set()


def test_misleading_ratios_are_not_taken() -> None:
    columns = {row["name"] for row in connect().execute("PRAGMA table_info(program)")}
    assert not {"debt_payback_years", "debt_to_earnings_ratio", "value_flag"} & columns


@pytest.mark.parametrize(
    ("level", "schools", "with_figure"), [("bachelors", 660, 327), ("masters", 261, 46), ("doctoral", 115, 0)]
)
def test_schools_without_a_figure_stay_in_the_list(level: str, schools: int, with_figure: int) -> None:
    result = programs.search(["computer_science"], [level])
    assert (result.total, result.with_figure) == (schools, with_figure)


def test_new_fields_are_listed_before_their_graduates_are_counted() -> None:
    query = f"SELECT sum(listable), count(*) FROM program WHERE cip = '{DATA_SCIENCE}' AND level = 'bachelors'"
    assert values(query) == (144, 144)
    listed = programs.search(["data_science"], ["bachelors"], limit=200).programs
    assert {program.completers for program in listed} > {None, 0}


def test_what_the_optional_file_adds() -> None:
    there, current = values("SELECT count(city), count(state) FROM institution")
    assert current == 5_666
    details = one("SELECT sha256 FROM source WHERE data_set = 'institutions'")
    # where it was there at the build it knows exactly the current schools, else nothing is made up
    assert there == (current if details else 0)
    assert values("SELECT count(city) FROM institution WHERE state IS NULL") == (0,)
