"""What a visitor has told the flow, kept a second time so that a walk can tell what must come next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from tests.flow.scorecard import Wanted

STEPS = ("level", "year", "field", "area", "matters")
QUESTIONS = {
    "level": "What is your highest level of education?",
    "year": "In which year did you",
    "field": "What would you like to study?",
    "area": "In which state?",
    "matters": "What matters most to you?",
}
# The next step that fits each level, as the source article has it.
NEXT_STEPS = {
    "in_high_school": ("associate", "bachelors"),
    "high_school": ("associate", "bachelors"),
    "some_college": ("associate", "bachelors"),
    "associate": ("bachelors",),
    "bachelors": ("masters", "graduate_certificate"),
    "masters": ("doctoral",),
    "doctoral": ("graduate_certificate",),
    "skipped": ("associate", "bachelors"),
}
_CONTROLS = {"private_nonprofit": "private nonprofit", "private_for_profit": "private for-profit"}


@dataclass(frozen=True)
class Wishes:
    """The answers that stand: each stays until the visitor changes it, takes it back or starts over."""

    level: str | None = None
    year: str | None = None
    field: str | None = None
    area: str | None = None
    matters: str | None = None
    credential: tuple[str, ...] | None = None
    control: str | None = None

    def told(self, **answers: Any) -> Wishes:
        """Returns the wishes after answers, by the names of the flow's entities."""
        wishes = self
        for name, value in answers.items():
            wishes = getattr(wishes, f"_told_{name}")(value)
        return wishes

    def skipped(self, step: str) -> Wishes:
        """Returns the wishes after a question that the visitor would rather not answer."""
        return replace(self, **{step: {"field": "unsure", "area": "US"}.get(step, "skipped")})

    def taken_back(self, step: str | None) -> Wishes:
        """Returns the wishes without the answer before a step, or before the list where there is no step."""
        steps = self._steps()
        index = steps.index(step) if step in steps else len(steps)
        return replace(self, **{steps[index - 1]: None}) if index else self

    def open_step(self) -> str | None:
        """Returns what is still to be asked first, or None."""
        return next((step for step in self._steps() if getattr(self, step) is None), None)

    def wanted(self) -> Wanted:
        """Returns the list that these wishes lead to."""
        control = self.control or ("public" if self.matters == "public" else "")
        return Wanted(
            fields=(self.field or "unsure",),
            levels=self.credential or NEXT_STEPS[self.level or "skipped"],
            state=None if self.area in (None, "US") else self.area,
            sort_by="debt" if self.matters == "debt" else "earnings",
            control=_CONTROLS.get(control, control),
        )

    def _steps(self) -> list[str]:
        left_out = set()
        if self.level != "high_school" or self.credential:
            left_out.add("year")
        if self.credential and self.level is None:
            left_out.add("level")
        return [step for step in STEPS if step not in left_out]

    def _told_education_level(self, level: str) -> Wishes:
        return replace(self, level=level, credential=None)

    def _told_credential(self, credential: str | list[str]) -> Wishes:
        return replace(self, credential=(credential,) if isinstance(credential, str) else tuple(credential))

    def _told_graduation_year(self, year: str) -> Wishes:
        return replace(self, year=year)

    def _told_field(self, field: str) -> Wishes:
        return replace(self, field=field.replace("_", " "))

    def _told_area(self, area: str) -> Wishes:
        return replace(self, area=area)

    def _told_sort_by(self, figure: str) -> Wishes:
        """A public school stays wished for when the order changes."""
        keeps = {"control": "public"} if self.matters == "public" else {}
        return replace(self, matters=figure, **keeps)

    def _told_control(self, control: str) -> Wishes:
        """Who runs the school is an answer to what matters, where that has not been answered."""
        if control == "any":
            return replace(self, control=None, matters="skipped" if self.matters == "public" else self.matters)
        if control == "public":
            answer = {"matters": "public", "control": None} if self.matters is None else {"control": control}
            return replace(self, **answer)
        return replace(self, control=control, matters="skipped" if self.matters in (None, "public") else self.matters)
