"""Completes a question about pay with what the visitor said before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from actions.question import Question
from actions.unknown_places import names_unknown_place
from knowledge.figures import Period, Statistic

# What is published says nothing of experience; these are asked for all the same.
UnpublishedStatistic = Literal["entry", "experienced"]
_PLACE_WORDS = re.compile(r"\b(where|which|what|place|location|state|cit(?:y|ies)|metro|area|region)s?\b", re.I)
_RANKED_BY_DEFAULT = 5
# "And for an experienced person?" leans on the pay just told; "junior year" and "a junior in college" do not.
_EXPERIENCED = re.compile(r"\b(experienced?|seniors?|veterans?)\b(?! (year|at|in)\b)", re.I)
_ORDINAL = re.compile(r"\b(10|25|75|90)th\b", re.I)
_PERCENTILES: dict[str, Statistic] = {"10": "p10", "25": "p25", "75": "p75", "90": "p90"}
_THERE = re.compile(r"\bthere\b", re.I)
_FAR_JOBS = (
    "nurse|doctor|teacher|lawyer|trader|accountant|electrician|plumber|pilot|professor|writer|driver|mechanic|officer"
)
_FAR_JOB = re.compile(rf"\b({_FAR_JOBS})s?\b", re.I)
_OTHER_JOB = re.compile(
    rf"\b({_FAR_JOBS}|developer|designer|analyst|manager|architect|tester|administrator|quant"
    r"|consultant|technician|director"
    r"|prompt engineer|(civil|mechanical|electrical|chemical|aerospace|devops|security|network) engineer)s?\b",
    re.I,
)


@dataclass(frozen=True)
class Ranking:
    """A wish for the areas that pay most or least."""

    area_type: Literal["state", "metro"]
    order: Literal["highest", "lowest"]
    number: int
    within: str | None


@dataclass(frozen=True)
class PayQuestion:
    """A question about pay with nothing left out: occupation codes, area codes, statistics and period."""

    occupations: tuple[str, ...]
    areas: tuple[str, ...]
    statistics: tuple[Statistic | UnpublishedStatistic, ...]
    period: Period
    ranking: Ranking | None

    @property
    def statistic(self) -> Statistic | UnpublishedStatistic:
        """Returns the statistic named first."""
        return self.statistics[0]

    def memory(self) -> list[EventType]:
        """Returns what a follow-up may leave out."""
        ranking = self.ranking
        return [
            SlotSet("last_occupations", list(self.occupations)),
            SlotSet("last_areas", list(self.areas)),
            SlotSet("last_statistic", self.statistic),
            SlotSet("last_period", self.period),
            SlotSet("last_area_type", ranking and ranking.area_type),
            SlotSet("last_order", ranking and ranking.order),
        ]


def complete(question: Question, tracker: Tracker) -> PayQuestion:
    """Fills in what the question leaves out.

    A bare follow-up keeps everything that it does not change. A question of its own keeps the occupation, and the
    area where it leans on the one before or names neither occupation nor area; its figure is the yearly median unless
    it says otherwise.
    """
    is_about_pay = tracker.get_slot("last_topic") == "ask_salary"
    continues = question.is_bare and is_about_pay
    named_occupations, named_areas = question.values("occupation"), question.values("area")
    occupations = named_occupations or tuple(tracker.get_slot("last_occupations") or ()) or ("mle",)
    ranking = _ranking(question, tracker if continues else None)
    leans = (question.is_follow_up and is_about_pay) or bool(_THERE.search(question.text))
    keeps_area = continues or leans or not named_occupations
    keeps_area = keeps_area and not ranking and not names_unknown_place(question)
    areas = named_areas or (tuple(tracker.get_slot("last_areas") or ()) if keeps_area else ())
    statistics, period = question.values("statistic"), question.value("period")
    if continues:
        statistics = statistics or (tracker.get_slot("last_statistic"),)
        period = period or tracker.get_slot("last_period")
    if not question.values("statistic"):
        statistics = _ordinals(question) or statistics
    named = tuple(statistic for statistic in statistics if statistic)
    if not question.values("statistic") and _EXPERIENCED.search(question.text):
        named = ("experienced",)
    if ranking is None and not named:
        named = _extreme(question)
    return PayQuestion(occupations, areas or ("US",), named or ("median",), period or "year", ranking)


def _ordinals(question: Question) -> tuple[Statistic, ...]:
    """Reads "the 25th and 75th", which are percentiles where the talk is of pay."""
    return tuple(_PERCENTILES[number] for number in dict.fromkeys(_ORDINAL.findall(question.text)))


def names_another_job(question: Question) -> bool:
    """Tells whether a job is named for which there are no figures, such as web developers or nurses."""
    return not question.values("occupation") and bool(_OTHER_JOB.search(question.text))


def names_job_beside(question: Question) -> bool:
    """Tells whether a job without figures is named beside one with figures: "data scientist or nurse"."""
    rest = question.text
    for entity in question.entities:
        rest = rest.replace(entity.raw, " ") if entity.raw else rest
    return bool(question.values("occupation")) and bool(_FAR_JOB.search(rest))


def _ranking(question: Question, before: Tracker | None) -> Ranking | None:
    """Reads a wish for a ranking; in a bare follow-up that names no place the ranking before it goes on."""
    order, area_type = question.value("order"), question.value("area_type")
    within = _state_of(question.value("area"))
    if before is not None and not question.values("area"):
        order, area_type = (
            order or before.get_slot("last_order"),
            area_type or before.get_slot("last_area_type"),
        )
    if area_type is None and order is None:
        return None
    if area_type is None and not _PLACE_WORDS.search(question.text) and before is None:
        return None
    names_cities_of_a_state = area_type == "metro" and within
    if order is None and question.values("area") and not question.value("number") and not names_cities_of_a_state:
        return None
    number = question.value("number")
    return Ranking(
        area_type="metro" if within else area_type or "state",
        order=order or "highest",
        number=int(number) if number else _RANKED_BY_DEFAULT,
        within=within,
    )


def _state_of(area: Any) -> str | None:
    return area if isinstance(area, str) and len(area) == 2 and area != "US" else None


def _extreme(question: Question) -> tuple[Statistic, ...]:
    """Reads "the highest pay" without a word about places as the percentile nearest to it."""
    nearest: dict[str, Statistic] = {"highest": "p90", "lowest": "p10"}
    return tuple(nearest[order] for order in question.values("order") if order in nearest)
