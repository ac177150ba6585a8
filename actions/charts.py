"""Pictures of pay: how it spreads over percentiles, and where it is highest or lowest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from actions import wording
from actions.pay_question import PayQuestion
from actions.responses import Responses
from actions.typed_message import chart, point, typed_message
from knowledge import areas, occupations, wages
from knowledge.figures import Period, Statistic, dollars
from knowledge.occupations import Occupation
from knowledge.wages import RankedArea, Wage

_PERCENTILES: tuple[tuple[Statistic, int], ...] = (("p10", 10), ("p25", 25), ("median", 50), ("p75", 75), ("p90", 90))
_UNITS: dict[Period, str] = {"year": "$ a year", "hour": "$ an hour"}
_MOST_ROWS = 6


def pay_by_percentile(asked: PayQuestion, responses: Responses) -> dict[str, Any] | None:
    """Returns the spread of pay of each occupation in each area, or None where too little of it is published."""
    rows = list(_rows(asked))[:_MOST_ROWS]
    points = [point(label, *amount) for label, amounts in rows for amount in amounts]
    if not points:
        return None
    places = wording.listing([wording.place(areas.get(code)) for code in asked.areas])
    title = responses.sentence("utter_salary_chart", places=places, release=wages.release()).strip()
    said = "; ".join(f"{label}: {_said(amounts, asked.period)}" for label, amounts in rows)
    alt = responses.sentence("utter_salary_chart_alt", rows=said).strip()
    return typed_message([wages.source()], charts=[chart("range", title, _UNITS[asked.period], points, alt)])


def ranking(
    ranked: Sequence[RankedArea], asked: PayQuestion, occupation: Occupation, statistic: str, responses: Responses
) -> dict[str, Any] | None:
    """Returns the areas of a ranking as bars, or None for one area or none."""
    if len(ranked) < 2:
        return None
    named = {"statistic": statistic, "occupation": occupation.plural, "release": wages.release()}
    title = responses.sentence("utter_salary_ranking_chart", **named).strip()
    amounts = [(areas.get(place.area).name, place.figure.value or 0) for place in ranked]
    said = "; ".join(f"{name} {dollars(amount, asked.period)}" for name, amount in amounts)
    alt = responses.sentence("utter_salary_ranking_chart_alt", title=title, areas=said).strip()
    bars = [point(name, amount) for name, amount in amounts]
    return typed_message([wages.source()], charts=[chart("bar", title, _UNITS[asked.period], bars, alt)])


def _rows(asked: PayQuestion) -> Iterable[tuple[str, list[tuple[float, int]]]]:
    """Yields a label and its (amount, percentile) pairs; a top-coded amount is not known and left out."""
    for area in map(areas.get, asked.areas):
        for code in dict.fromkeys(c for named in asked.occupations for c in occupations.pay_occupations(named)):
            wage = wages.lookup(code, area.code)
            amounts = _amounts(wage, asked.period) if wage else []
            if len(amounts) > 1:
                label = wording.capitalised(occupations.get(code).plural)
                yield (f"{label}, {area.name}" if len(asked.areas) > 1 else label), amounts


def _amounts(wage: Wage, period: Period) -> list[tuple[float, int]]:
    figures = [(wage.figure(statistic, period).value, percentile) for statistic, percentile in _PERCENTILES]
    return [(value, percentile) for value, percentile in figures if value is not None]


def _said(amounts: list[tuple[float, int]], period: Period) -> str:
    return ", ".join(f"{percentile}th percentile {dollars(amount, period)}" for amount, percentile in amounts)
