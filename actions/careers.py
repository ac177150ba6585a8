"""Careers next to this one, and how they differ."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import wording
from actions.fact_answers import FactAnswer, OccupationFactAnswer
from actions.question import Question
from actions.responses import source
from knowledge import facts, occupations
from knowledge.facts import Fact
from knowledge.occupations import Occupation

# The article and BLS compare machine learning engineers with these in words of their own.
_COMPARED_WITH_MLE = {
    "15-1252": "software_developer",
    "15-1221": "computer_scientist",
    "17-2061": "computer_engineer",
    "15-2051": "data_scientist",
}
_COMPARED_FACTS = ("duties", "education", "outlook")


class ActionShowRelatedCareers(OccupationFactAnswer):
    """Says which careers are near."""

    topic = "ask_related_careers"
    occupation_fact = "similar"

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_show_related_careers"


class ActionCompareCareers(FactAnswer):
    """Sets two careers side by side."""

    topic = "compare_careers"
    continues_with = frozenset({"occupation"})

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_compare_careers"

    def answer(self, question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Compares the occupations named; one alone is compared with machine learning engineers."""
        named = list(question.values("occupation"))
        if not named or named == ["mle"]:
            return super().answer(question, dispatcher, tracker)
        others = [code for code in named if code != "mle"]
        if len(others) == 1 and others[0] in _COMPARED_WITH_MLE:
            self.say(dispatcher, f"utter_compare_careers/{_COMPARED_WITH_MLE[others[0]]}")
        else:
            # The article places machine learning engineers among the research scientists.
            pair = others[:2] if len(others) > 1 else ["15-1221", others[0]]
            self._say_pair([occupations.get(code) for code in pair], dispatcher)
        return [SlotSet("last_occupations", named)]

    def _say_pair(self, pair: list[Occupation], dispatcher: CollectingDispatcher) -> None:
        if any(name not in occupation.facts for occupation in pair for name in _COMPARED_FACTS):
            self.say(dispatcher, "utter_compare_unknown")
            return
        values: dict[str, Any] = {}
        said: list[Fact] = []
        for place, occupation in zip(("first", "second"), pair, strict=True):
            duties, education, outlook = (facts.get(occupation.facts[name]) for name in _COMPARED_FACTS)
            values[place] = wording.capitalised(occupation.plural)
            values[f"{place}_does"] = duties.values["does"]
            values[f"{place}_education"] = education.values["typical"]
            values[f"{place}_growth"] = outlook.values["growth"]
            values["period"] = outlook.values["period"]
            said += [duties, education, outlook]
        sources = wording.sources(source(fact) for fact in said)
        self.say(dispatcher, "utter_compare_occupations", **values, sources=sources)
