"""Programs of real schools (College Scorecard): search, details, and what stands in the way of a match."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge import institutions
from knowledge.database import Source, connect, one
from knowledge.database import source as _source
from knowledge.institutions import Institution
from knowledge.ranking import LEVELS, Conditions, SortBy, count, page, ranked

# What "not sure" searches, together.
UNSURE = "unsure"
UNSURE_FIELDS = ("computer_science", "data_science", "statistics", "computer_engineering")


@dataclass(frozen=True)
class Program:
    """A field at a level at a school; amounts in USD, None where nothing is published (too few graduates).

    `earnings` are medians four years after completion; `earnings_1yr` are given only where those are missing,
    and are to be said with their label. `completers` is None where graduates are not counted yet.
    `below_high_school` compares `earnings` with `high_school_earnings`, what people with a high-school
    diploma earn in that state; it is None above the bachelor's, where that comparison says nothing.
    `campuses` share these figures.
    """

    institution: Institution
    cip: str
    field_title: str
    level: str
    completers: int | None
    earnings: int | None
    earnings_1yr: int | None
    debt: int | None
    high_school_earnings: int | None
    below_high_school: bool | None
    campuses: int

    @property
    def id(self) -> str:
        """What a slot or a button keeps of it: 'unitid:cip:level'; `by_id` takes it back."""
        return f"{self.institution.unitid}:{self.cip}:{self.level}"


@dataclass(frozen=True)
class SearchResult:
    """A page of programs; `with_figure` of the `total` have the figure that they are sorted by."""

    programs: list[Program]
    total: int
    with_figure: int
    totals_by_level: dict[str, int]


@dataclass(frozen=True)
class Relaxation:
    """How many programs a search would find without one of its conditions."""

    condition: str  # 'fields', 'levels', 'state' or 'control'
    total: int


def search(
    fields: Sequence[str],
    levels: Sequence[str],
    state: str | None = None,
    sort_by: SortBy = "earnings",
    control: str | None = None,
    limit: int = 5,
    offset: int = 0,
) -> SearchResult:
    """Returns a page of programs in these fields (keys of `knowledge.fields`, or 'unsure') at these levels.

    The order is `ranking.ranked`'s; of several levels every page holds a share, the lower level first.
    `control` is a key of `ranking.CONTROLS`. Raises KeyError for an unknown field, ValueError for another
    unknown condition.
    """
    places = ranked(Conditions(cips_of(fields), tuple(levels), state, control), sort_by)
    shown = page(places, limit, offset)
    return SearchResult(
        programs=[_load(place.unitid, place.cip, place.level) for place in shown],
        total=len(places),
        with_figure=sum(place.figure is not None for place in places),
        totals_by_level=dict(Counter(place.level for place in places)),
    )


def relaxations(
    fields: Sequence[str], levels: Sequence[str], state: str | None = None, control: str | None = None
) -> list[Relaxation]:
    """Returns how many programs there would be without each condition that was set, most first.

    Without its field a search takes those that "not sure" stands for, without its level every level.
    """
    asked = Conditions(cips_of(fields), tuple(levels), state, control)
    without = {"fields": replace(asked, cips=cips_of((UNSURE,))), "levels": replace(asked, levels=LEVELS)}
    if state is not None:
        without["state"] = replace(asked, state=None)
    if control is not None:
        without["control"] = replace(asked, control=None)
    found = [Relaxation(condition, count(conditions)) for condition, conditions in without.items()]
    return sorted(found, key=lambda relaxation: -relaxation.total)


def details(unitid: str, cip: str, level: str) -> Program | None:
    """Returns one program, of a closed school too (see `Institution.is_current`), or None."""
    row = one(f"{_SELECT} WHERE p.cip = ? AND p.level = ? AND p.unitid = ?", cip, level, unitid)
    return _program(row) if row else None


def by_id(program_id: str) -> Program | None:
    """Returns the program of a `Program.id`, or None."""
    parts = program_id.split(":")
    return details(parts[0], parts[1], parts[2]) if len(parts) == 3 else None


def at_institution(unitid: str, fields: Sequence[str] = (), levels: Sequence[str] = LEVELS) -> list[Program]:
    """Returns a school's listable programs, by level and field; of all fields when none is given."""
    cips = cips_of(fields)
    rows = connect().execute(f"{_SELECT} WHERE p.unitid = ? AND p.listable ORDER BY c.title", (unitid,))
    programs = [_program(row) for row in rows if row["level"] in levels and (not fields or row["cip"] in cips)]
    return sorted(programs, key=lambda program: LEVELS.index(program.level))


def campuses(program: Program) -> list[Institution]:
    """Returns the current schools that share a program's figures, most graduates first; itself among them."""
    rows = connect().execute(
        "SELECT unitid FROM program WHERE opeid6 = ? AND cip = ? AND level = ? AND state IS NOT NULL "
        "ORDER BY completers DESC, unitid",
        (program.institution.opeid6, program.cip, program.level),
    )
    found = (institutions.get(row["unitid"]) for row in rows)
    return [institution for institution in found if institution is not None]


def cips_of(fields: Sequence[str]) -> tuple[str, ...]:
    """Returns the four-digit CIP codes of fields, each once; raises KeyError for an unknown field."""
    from knowledge import fields as catalogue  # here, so that opening the database needs no list of fields

    keys = [key for field in fields for key in (UNSURE_FIELDS if field == UNSURE else (field,))]
    return tuple(dict.fromkeys(cip for key in keys for cip in catalogue.get(key).cips))


def source() -> Source:
    """Returns whom to name for a program's figures."""
    found = _source("scorecard")
    assert found, "every build holds programs"
    return found


_SELECT = "SELECT p.*, c.title AS field_title FROM program p JOIN cip c ON c.code = p.cip"


def _load(unitid: str, cip: str, level: str) -> Program:
    program = details(unitid, cip, level)
    assert program, "a place in a list is a row of the program table"
    return program


def _program(row: sqlite3.Row) -> Program:
    institution = institutions.get(row["unitid"])
    assert institution, "every program belongs to an institution"
    return Program(
        institution=institution,
        cip=row["cip"],
        field_title=row["field_title"],
        level=row["level"],
        completers=row["completers"],
        earnings=row["earnings_4yr"],
        earnings_1yr=row["earnings_1yr"],
        debt=row["debt"],
        high_school_earnings=row["high_school_earnings"],
        below_high_school=None if row["below_high_school"] is None else bool(row["below_high_school"]),
        campuses=row["campuses"],
    )
