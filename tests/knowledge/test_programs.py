"""Search, details, campuses and what stands in the way of a match."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import fields, programs
from knowledge.ranking import LEVELS

CS, DATA_SCIENCE = "1107", "3070"
CASE_WESTERN = "201645"


@pytest.fixture(autouse=True)
def _database(knowledge: Path) -> None:
    """Every test here reads the built database."""


class TestSearch:
    """A page of a list."""

    def test_the_example_of_the_design(self) -> None:
        result = programs.search(["computer_science"], ["bachelors"], "OH", "debt")
        assert [(program.institution.name, program.debt) for program in result.programs] == [
            ("Youngstown State University", 20_930),
            ("Ohio University", 21_490),
            ("Cleveland State University", 22_115),
            ("Kent State University at Kent", 22_500),
            ("John Carroll University", 24_625),
        ]

    def test_fields_are_searched_by_their_codes(self) -> None:
        assert programs.cips_of(["computer_science"]) == (CS,)
        for field in fields.all_fields():
            assert programs.cips_of([field.key]) == tuple(field.cips)

    def test_unsure_searches_four_fields_together(self) -> None:
        assert set(programs.cips_of(["unsure"])) == {CS, DATA_SCIENCE, "2705", "1409"}
        together = programs.search(["unsure"], ["bachelors"], "OH")
        assert together == programs.search(programs.UNSURE_FIELDS, ["bachelors"], "OH")
        assert together.total > programs.search(["computer_science"], ["bachelors"], "OH").total

    def test_an_unknown_field_is_refused(self) -> None:
        with pytest.raises(KeyError, match="alchemy"):
            programs.search(["alchemy"], ["bachelors"])

    def test_those_without_a_figure_follow_by_graduates(self) -> None:
        result = programs.search(["computer_science"], ["masters"], limit=300)
        has_figure = [program.earnings is not None for program in result.programs]
        assert has_figure == sorted(has_figure, reverse=True)
        assert result.with_figure == sum(has_figure) > 0
        without = [program.completers or 0 for program in result.programs if program.earnings is None]
        assert without == sorted(without, reverse=True)

    def test_a_list_can_have_no_figure_at_all(self) -> None:
        result = programs.search(["data_science"], ["bachelors"])
        assert (result.with_figure, len(result.programs)) == (0, 5)

    def test_two_levels_share_a_page_lower_first(self) -> None:
        result = programs.search(["computer_science"], ["bachelors", "associate"], "OH")
        assert [program.level for program in result.programs] == ["associate"] * 3 + ["bachelors"] * 2
        assert result.total == sum(result.totals_by_level.values())
        assert set(result.totals_by_level) == {"associate", "bachelors"}

    def test_pages_together_are_the_whole_list(self) -> None:
        total = programs.search(["computer_science"], ["associate", "bachelors"], "OH").total
        ids: list[str] = []
        for offset in range(0, total + 5, 5):
            page = programs.search(["computer_science"], ["associate", "bachelors"], "OH", offset=offset).programs
            ids += [program.id for program in page]
        assert len(ids) == len(set(ids)) == total

    def test_no_match(self) -> None:
        result = programs.search(["surveying"], ["doctoral"], "WY")
        assert (result.programs, result.total, result.with_figure) == ([], 0, 0)


class TestDetails:
    """One program, by its key."""

    def test_details(self) -> None:
        program = programs.details(CASE_WESTERN, CS, "bachelors")
        assert program
        assert program.institution.name == "Case Western Reserve University"
        assert (program.institution.state, program.institution.control) == ("OH", "private_nonprofit")
        assert program.field_title == "Computer Science"
        assert (program.completers, program.earnings, program.debt) == (141, 143_580, 25_391)
        assert (program.below_high_school, program.earnings_1yr, program.campuses) == (False, None, 1)

    def test_id_leads_back(self) -> None:
        (program,) = programs.search(["computer_science"], ["bachelors"], "OH", limit=1).programs
        assert programs.by_id(program.id) == program

    @pytest.mark.parametrize("program_id", ["", "1:2", "201645:1107:diploma", "x:y:z:w"])
    def test_an_id_of_nothing(self, program_id: str) -> None:
        assert programs.by_id(program_id) is None

    def test_campuses_that_share_figures(self) -> None:
        listed = programs.search(["computer_science"], ["bachelors"], "OH", limit=50).programs
        (kent,) = [program for program in listed if "Kent" in program.institution.name]
        assert kent.campuses == 2
        names = [institution.name for institution in programs.campuses(kent)]
        assert names == ["Kent State University at Kent", "Kent State University at Stark"]

    def test_programs_of_a_school(self) -> None:
        everything = programs.at_institution(CASE_WESTERN)
        levels = [LEVELS.index(program.level) for program in everything]
        assert levels == sorted(levels) and len(everything) > 50
        assert {program.institution.unitid for program in everything} == {CASE_WESTERN}
        computing = programs.at_institution(CASE_WESTERN, ["computer_science"])
        assert {program.cip for program in computing} == {CS}
        masters = programs.at_institution(CASE_WESTERN, levels=["masters"])
        assert {program.level for program in masters} == {"masters"}
        assert programs.at_institution("000000") == []

    def test_source(self) -> None:
        source = programs.source()
        assert source.as_of == "June 2026"
        assert "Scorecard" in source.name and "Truewise" in source.name and "CC BY 4.0" in source.name


class TestRelaxations:
    """What a search without a match would find without each of its conditions."""

    def test_counts_are_those_of_the_searches(self) -> None:
        wanted = ["data_science"]
        assert programs.search(wanted, ["bachelors"], "WY", control="private").total == 0
        relaxations = programs.relaxations(wanted, ["bachelors"], "WY", "private")
        without = {
            "fields": programs.search([programs.UNSURE], ["bachelors"], "WY", control="private"),
            "levels": programs.search(wanted, LEVELS, "WY", control="private"),
            "state": programs.search(wanted, ["bachelors"], control="private"),
            "control": programs.search(wanted, ["bachelors"], "WY"),
        }
        found = {relaxation.condition: relaxation.total for relaxation in relaxations}
        assert found == {condition: result.total for condition, result in without.items()}
        assert list(found.values()) == sorted(found.values(), reverse=True)

    def test_only_what_was_asked(self) -> None:
        relaxations = programs.relaxations(["surveying"], ["doctoral"])
        assert {relaxation.condition for relaxation in relaxations} == {"fields", "levels"}
