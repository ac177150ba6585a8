from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from actions import sponsored
from actions.flow_state import FlowState
from actions.sponsored import SponsoredError, matching, read
from knowledge import programs

KENT_STATE = "203517"
ENTRY = (
    f"- {{institution: {KENT_STATE}, field: computer_science, level: bachelors, from: 2026-09-01, until: 2026-12-31}}\n"
)
IN_OHIO = FlowState("associate", None, ("computer_science",), "OH", "earnings")
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, knowledge_database: Path) -> Path:
    path = tmp_path / "sponsored.yml"
    path.write_text(ENTRY, encoding="utf-8")
    monkeypatch.setenv("GUIDE_SPONSORED", str(path))
    read.cache_clear()
    return path


def test_a_listing_is_shown_where_field_level_place_and_day_fit() -> None:
    assert [p.institution.unitid for p in matching(IN_OHIO, [], TODAY)] == [KENT_STATE]
    assert matching(IN_OHIO, [], date(2027, 1, 1)) == []
    assert matching(IN_OHIO.changed(area="TX"), [], TODAY) == []
    assert matching(IN_OHIO.changed(field=("physics",)), [], TODAY) == []
    assert matching(IN_OHIO.changed(education_level="masters"), [], TODAY) == []


def test_a_program_that_the_list_holds_is_not_said_twice() -> None:
    ranked = programs.search(("computer_science",), ("bachelors",), "OH", "earnings", limit=60).programs
    assert KENT_STATE in [p.institution.unitid for p in ranked]
    assert matching(IN_OHIO, ranked, TODAY) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (ENTRY.replace(KENT_STATE, "1"), "no school has the UNITID 1"),
        (ENTRY.replace("computer_science", "alchemy"), "no field is called 'alchemy'"),
        (ENTRY.replace("bachelors", "wizard"), "the level 'wizard'"),
        (ENTRY.replace("2026-09-01", "soon"), "are days"),
        ("- {institution: 203517}\n", "lacks field, level, from, until"),
    ],
)
def test_a_wrong_entry_is_named(file: Path, wrong: str, said: str) -> None:
    file.write_text(wrong, encoding="utf-8")
    with pytest.raises(SponsoredError, match=said):
        read(str(file))


def test_without_a_file_nothing_is_sponsored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GUIDE_SPONSORED")
    assert sponsored.matching(IN_OHIO, [], TODAY) == []
