"""Listings that somebody has paid the operator for: read from the operator's file, said as sponsored, and last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from actions import settings
from actions.flow_state import FlowState
from knowledge import fields, institutions, programs
from knowledge.programs import Program
from knowledge.ranking import LEVELS

_KEYS = ("institution", "field", "level", "from", "until")


class SponsoredError(ValueError):
    """The operator's file names something that does not exist; the message says which entry and what."""


@dataclass(frozen=True)
class SponsoredListing:
    """A paid listing: UNITID, field and level keys, and the first and last day on which it is shown."""

    institution: str
    field: str
    level: str
    first_day: date
    last_day: date

    def fits(self, state: FlowState, today: date) -> bool:
        """Tells whether the listing is of what the visitor looks for, and of today."""
        wanted = set(programs.cips_of(state.searched_fields)) & set(fields.get(self.field).cips)
        return bool(wanted) and self.level in state.levels and self.first_day <= today <= self.last_day

    def program(self, state: FlowState) -> Program | None:
        """Returns the program itself, where it lies in the state asked for."""
        offered = programs.at_institution(self.institution, (self.field,), (self.level,))
        near = [p for p in offered if state.state in (None, p.institution.state)]
        return near[0] if near else None


def matching(state: FlowState, listed: Iterable[Program], today: date | None = None) -> list[Program]:
    """Returns the sponsored programs that fit, without those that the list holds anyway."""
    shown = {program.id for program in listed}
    fitting = (s.program(state) for s in read(settings.load().sponsored) if s.fits(state, today or date.today()))
    return [program for program in fitting if program is not None and program.id not in shown]


@lru_cache(maxsize=4)
def read(path: str) -> tuple[SponsoredListing, ...]:
    """Reads the operator's file, nothing where no path is set; raises SponsoredError for an entry that cannot be."""
    if not path:
        return ()
    entries = YAML(typ="safe", pure=True).load(Path(path).read_text(encoding="utf-8")) or []
    return tuple(_listing(number, entry) for number, entry in enumerate(entries, 1))


def _listing(number: int, entry: dict[str, Any]) -> SponsoredListing:
    missing = [key for key in _KEYS if key not in entry]
    if missing:
        raise SponsoredError(f"Sponsored listing {number} lacks {', '.join(missing)}.")
    unitid, field, level = str(entry["institution"]), str(entry["field"]), str(entry["level"])
    if institutions.get(unitid) is None:
        raise SponsoredError(f"Sponsored listing {number}: no school has the UNITID {unitid}.")
    if field not in {f.key for f in fields.all_fields()}:
        raise SponsoredError(f"Sponsored listing {number}: no field is called {field!r}.")
    if level not in LEVELS:
        raise SponsoredError(f"Sponsored listing {number}: the level {level!r} is none of {', '.join(LEVELS)}.")
    if not isinstance(entry["from"], date) or not isinstance(entry["until"], date):
        raise SponsoredError(f"Sponsored listing {number}: 'from' and 'until' are days, as in 2026-09-01.")
    return SponsoredListing(unitid, field, level, entry["from"], entry["until"])
