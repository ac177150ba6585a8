"""What people in and near the job are paid, by place, statistic and period."""

from __future__ import annotations

from dataclasses import replace
from typing import cast, get_args

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import charts, pay_question, wording
from actions.answering import AnswerAction
from actions.pay_question import PayQuestion, Ranking, UnpublishedStatistic
from actions.question import Question
from actions.unknown_places import names_unknown_place
from knowledge import areas, occupations, wages
from knowledge.areas import OUTSIDE_US
from knowledge.figures import Period, Statistic
from knowledge.wages import RankedArea, Wage

_STATISTIC = {
    "median": "Median pay",
    "mean": "Average (mean) pay",
    "p10": "Pay at the 10th percentile (one in ten earns less)",
    "p25": "Pay at the 25th percentile (a quarter earn less)",
    "p75": "Pay at the 75th percentile (a quarter earn more)",
    "p90": "Pay at the 90th percentile (one in ten earns more)",
}
_SHOWN_PERCENTILES: tuple[Statistic, ...] = ("p10", "median", "p90")
# Two places, three occupations: more lines than this nobody reads in a chat.
_MOST_LINES = 6
_MOST_PLACES = 2


class ActionShowSalary(AnswerAction):
    """Says what is paid."""

    topic = "ask_salary"
    continues_with = frozenset({"occupation", "area", "area_type", "order", "number", "statistic", "period"})

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_show_salary"

    def answer(self, question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Says the figures, or why there are none."""
        told = f"utter_{question.answer}" if question.answer else ""
        if told.startswith("utter_ask_salary/") and told in self.responses:
            self.say(dispatcher, told)
            return []
        if question.answer == "ask_salary/one_number":
            return self._say_one_number(pay_question.complete(question, tracker), dispatcher)
        if pay_question.names_another_job(question):
            self.say(dispatcher, "utter_salary_other_job", sources=_sources())
            return []
        asked = pay_question.complete(question, tracker)
        if pay_question.names_job_beside(question):
            self.say(dispatcher, "utter_salary_job_beside")
        if names_unknown_place(question):
            self.say(dispatcher, "utter_salary_unknown_place")
        if OUTSIDE_US in asked.areas:
            self.say(dispatcher, "utter_salary_outside_us", sources=_sources())
            return []
        if set(asked.statistics) & set(get_args(UnpublishedStatistic)):
            return self._say_unpublished_statistic(asked, dispatcher)
        if asked.ranking is not None:
            self._say_ranking(asked, asked.ranking, dispatcher)
            return asked.memory()
        if len(asked.statistics) > 1:
            for area in asked.areas[:_MOST_PLACES]:
                self._say_statistics(replace(asked, areas=(area,)), dispatcher)
            return asked.memory()
        if asked.occupations == ("mle",) and len(asked.areas) == 1:
            return [*self._say_mle(asked, dispatcher, tracker), *asked.memory()]
        self._say_figures(asked, dispatcher)
        return asked.memory()

    def _say_one_number(self, asked: PayQuestion, dispatcher: CollectingDispatcher) -> list[EventType]:
        """Says the figure of the group in which the article places the job, for whoever wants only one."""
        code, area = occupations.pay_occupations("mle")[0], areas.get(asked.areas[0])
        if wages.lookup(code, area.code) is None:
            area = areas.get("US")
        response = "utter_salary_one_number"
        self.say(
            dispatcher,
            response,
            figure=_percentile(wages.lookup(code, area.code), "median", asked.period),
            occupation=occupations.get(code).plural,
            place=wording.place(area),
            release=wages.release(),
            sources=wording.sources([wages.source(), *self.responses.sources(response)]),
        )
        return asked.memory()

    def _say_mle(self, asked: PayQuestion, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        first_time = not tracker.get_slot("has_heard_no_listing")
        area = areas.get(asked.areas[0])
        response = "utter_salary_mle_first" if first_time else "utter_salary_mle"
        if first_time and area.code == "US" and (asked.statistic, asked.period) == ("median", "year"):
            response = "utter_salary_mle_nation"
        self.say(
            dispatcher,
            response,
            statistic=_STATISTIC[asked.statistic],
            place=wording.place(area),
            release=wages.release(),
            lines=_lines(asked),
            notes=self._notes(asked),
            area=area.code,
            sources=wording.sources([wages.source(), *self.responses.sources(response)]),
            json_message=charts.pay_by_percentile(asked, self.responses),
        )
        return [SlotSet("has_heard_no_listing", True)]

    def _say_figures(self, asked: PayQuestion, dispatcher: CollectingDispatcher) -> None:
        codes = occupations.pay_occupations(asked.occupations[0])
        single = len(asked.occupations) == 1 and len(codes) == 1 and len(asked.areas) == 1
        response = "utter_salary_one" if single else "utter_salary_several"
        area = areas.get(asked.areas[0])
        occupation = occupations.get(codes[0])
        wage = wages.lookup(codes[0], area.code) if single else None
        if single and wage is None:
            response = "utter_salary_no_cell"
        self.say(
            dispatcher,
            response,
            statistic=_STATISTIC[asked.statistic],
            occupation=occupation.plural,
            place=wording.place(area),
            places=f" in {wording.place(area)}" if len(asked.areas) == 1 else "",
            release=wages.release(),
            figure=_figure(wage, asked),
            spread=self._spread(wage, asked),
            lines=_lines(asked),
            notes=self._notes(asked),
            nation=_figure(wages.lookup(codes[0], "US"), asked),
            area=area.code,
            occupation_code=occupation.code,
            sources=_sources(),
            json_message=charts.pay_by_percentile(asked, self.responses),
        )

    def _say_statistics(self, asked: PayQuestion, dispatcher: CollectingDispatcher) -> None:
        """Says several statistics of the first occupation in the first area, such as two percentiles."""
        occupation = occupations.get(occupations.pay_occupations(asked.occupations[0])[0])
        area = areas.get(asked.areas[0])
        wage, is_mle = wages.lookup(occupation.code, area.code), asked.occupations[0] == "mle"
        self.say(
            dispatcher,
            f"utter_salary_statistics{'_mle' if is_mle else ''}",
            occupation=occupation.plural if is_mle else wording.capitalised(occupation.plural),
            place=wording.place(area),
            release=wages.release(),
            lines=wording.bullets(
                f"{_STATISTIC[statistic]}: {_percentile(wage, cast(Statistic, statistic), asked.period)}"
                for statistic in asked.statistics
            ),
            notes=self._notes(asked),
            sources=_sources(),
        )

    def _say_ranking(self, asked: PayQuestion, ranking: Ranking, dispatcher: CollectingDispatcher) -> None:
        code = occupations.pay_occupations(asked.occupations[0])[0]
        statistic = cast(Statistic, asked.statistic)
        ranked = wages.rank(
            code, ranking.area_type, ranking.order, statistic, asked.period, ranking.number, ranking.within
        )
        response = f"utter_salary_{ranking.order}" if ranked else "utter_salary_no_ranking"
        if ranked and asked.occupations[0] == "mle":
            response += "_mle"
        self.say(
            dispatcher,
            response,
            statistic=_STATISTIC[statistic],
            occupation=occupations.get(code).plural,
            places=_places(ranking),
            release=wages.release(),
            lines=wording.bullets(_ranked_line(place) for place in ranked),
            notes=self._small_sample_note(any(place.small_sample for place in ranked)),
            sources=_sources(),
            json_message=charts.ranking(ranked, asked, occupations.get(code), _STATISTIC[statistic], self.responses),
        )

    def _say_unpublished_statistic(self, asked: PayQuestion, dispatcher: CollectingDispatcher) -> list[EventType]:
        area = areas.get(asked.areas[0])
        code = occupations.pay_occupations(asked.occupations[0])[0]
        wage = wages.lookup(code, area.code)
        if wage is None or wage.figure("median", asked.period).value is None:
            area, wage = areas.get("US"), wages.lookup(code, "US")
        tenth, middle, ninetieth = (_percentile(wage, s, asked.period) for s in _SHOWN_PERCENTILES)
        self.say(
            dispatcher,
            "utter_salary_no_experience_levels",
            occupation=occupations.get(code).plural,
            place=wording.place(area),
            release=wages.release(),
            tenth=tenth,
            middle=middle,
            ninetieth=ninetieth,
            sources=_sources(),
        )
        return []

    def _spread(self, wage: Wage | None, asked: PayQuestion) -> str:
        """Says between which figures the middle half earn, where both are published."""
        if wage is None or asked.statistic != "median":
            return ""
        low, high = wage.figure("p25", asked.period), wage.figure("p75", asked.period)
        if low.value is None or high.value is None:
            return ""
        return self.responses.sentence(
            "utter_salary_middle_half",
            low=low.text,
            high=high.text,
        )

    def _notes(self, asked: PayQuestion) -> str:
        codes = [code for named in asked.occupations for code in occupations.pay_occupations(named)]
        cells = [wages.lookup(code, area) for code in codes for area in asked.areas]
        return self._small_sample_note(any(wage is not None and wage.small_sample for wage in cells))

    def _small_sample_note(self, is_small: bool) -> str:
        return self.responses.sentence("utter_salary_small_sample") if is_small else ""


def _percentile(wage: Wage | None, statistic: Statistic, period: Period) -> str:
    return "not published" if wage is None else wording.wage(wage.figure(statistic, period))


def _figure(wage: Wage | None, asked: PayQuestion) -> str:
    return _percentile(wage, cast(Statistic, asked.statistic), asked.period)


def _lines(asked: PayQuestion) -> str:
    """Sets out a figure for each occupation in each area; the area is named where there are several."""
    lines = []
    for area in map(areas.get, asked.areas):
        for named in asked.occupations:
            for code in occupations.pay_occupations(named):
                figure = _figure(wages.lookup(code, area.code), asked)
                title = occupations.get(code).plural
                place = f", {area.name}" if len(asked.areas) > 1 else ""
                lines.append(f"{title}{place}: {figure}")
    return wording.bullets(dict.fromkeys(lines[:_MOST_LINES]))


def _ranked_line(place: RankedArea) -> str:
    rough = " (small sample)" if place.small_sample else ""
    return f"{areas.get(place.area).name}: {wording.wage(place.figure)}{rough}"


def _places(ranking: Ranking) -> str:
    kind = "states" if ranking.area_type == "state" else "metro areas"
    return f"{kind} in {areas.get(ranking.within).name}" if ranking.within else kind


def _sources() -> str:
    return wording.sources([wages.source()])
