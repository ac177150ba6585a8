"""What a visitor has said about the programs wanted, and what is still to be asked."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from knowledge.programs import UNSURE
from knowledge.ranking import SortBy

SKIPPED = "skipped"
# The order in which the flow asks; each is a slot of the form.
STEPS = ("education_level", "graduation_year", "field", "area", "priority")
# The step that fits next, as the article has it, carried on to its end; lowest level first.
NEXT_LEVELS: dict[str, tuple[str, ...]] = {
    "in_high_school": ("associate", "bachelors"),
    "high_school": ("associate", "bachelors"),
    "some_college": ("associate", "bachelors"),
    "associate": ("bachelors",),
    "bachelors": ("masters", "graduate_certificate"),
    "masters": ("doctoral",),
    "doctoral": ("graduate_certificate",),
    SKIPPED: ("associate", "bachelors"),
}
SORTS: tuple[SortBy, ...] = ("earnings", "debt", "net_price")


@dataclass(frozen=True)
class FlowState:
    """The flow's answers, each None while it has not been given.

    `field` holds keys of `knowledge.fields`; `area` is 'US' or a state; `priority` is a figure to sort by, 'public' or
    'skipped'; `credential` is a level that the visitor asked for, whatever the education level suggests.
    """

    education_level: str | None = None
    graduation_year: str | None = None
    field: tuple[str, ...] | None = None
    area: str | None = None
    priority: str | None = None
    credential: tuple[str, ...] | None = None
    control: str | None = None

    @classmethod
    def read(cls, tracker: Tracker) -> FlowState:
        """Reads the answers out of the slots."""
        slots: dict[str, Any] = {f.name: tracker.get_slot(f.name) for f in fields(cls)}
        answers: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in slots.items()}
        return cls(**answers)

    def changed(self, **answers: Any) -> FlowState:
        """Returns the state with these answers."""
        return replace(self, **answers)

    def events_since(self, before: FlowState) -> list[EventType]:
        """Returns the slots in which this state differs from an earlier one."""
        names = [f.name for f in fields(self) if getattr(self, f.name) != getattr(before, f.name)]
        return [SlotSet(name, _slot_value(getattr(self, name))) for name in names]

    def steps(self) -> list[str]:
        """Returns the steps of this visitor: who names a degree is not asked for their education level."""
        asked = set(STEPS)
        if self.education_level != "high_school" or self.credential:
            asked.discard("graduation_year")
        if self.credential and self.education_level is None:
            asked.discard("education_level")
        return [step for step in STEPS if step in asked]

    def next_step(self) -> str | None:
        """Returns what to ask next, or None when the search can begin."""
        return next((step for step in self.steps() if getattr(self, step) is None), None)

    def step_before(self, step: str | None) -> str | None:
        """Returns the step before one, or the last where none is given; None at the beginning."""
        steps = self.steps()
        index = steps.index(step) if step in steps else len(steps)
        return steps[index - 1] if index else None

    @property
    def levels(self) -> tuple[str, ...]:
        """Returns the levels to search, lowest first."""
        return self.credential or NEXT_LEVELS[self.education_level or SKIPPED]

    @property
    def searched_fields(self) -> tuple[str, ...]:
        """Returns the fields to search."""
        return self.field or (UNSURE,)

    @property
    def state(self) -> str | None:
        """Returns the state to search in, or None for the whole country."""
        return None if self.area in (None, "US") else self.area

    @property
    def sort_by(self) -> SortBy:
        """Returns the figure to sort by."""
        return next((sort for sort in SORTS if sort == self.priority), "earnings")

    @property
    def searched_control(self) -> str | None:
        """Returns who must run the school, or None."""
        return self.control or ("public" if self.priority == "public" else None)


def _slot_value(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
