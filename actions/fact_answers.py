"""Answers that are told from facts: by the key that understanding chose, or for the occupation that was named."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import wording
from actions.answering import AnswerAction
from actions.question import Question
from actions.responses import source
from knowledge import facts, occupations
from knowledge.occupations import Occupation


class FactAnswer(AnswerAction):
    """Says `utter_<topic>/<key>`, with the default key where none was chosen."""

    default_key = "overview"

    def answer(self, question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Says the response of the question's answer key."""
        self.say(dispatcher, self.response_for(question))
        return []

    def response_for(self, question: Question) -> str:
        """Returns the response of the chosen key; a key of another topic, as in a follow-up, does not count."""
        chosen = f"utter_{question.answer}"
        if (question.answer or "").startswith(f"{self.topic}/") and chosen in self.responses:
            return chosen
        return f"utter_{self.topic}/{self.default_key}"


class OccupationFactAnswer(FactAnswer):
    """As `FactAnswer`, but a named occupation other than machine learning engineer gets its own fact.

    `occupation_fact` is the name under which an occupation lists its fact on this topic; the response
    `utter_<occupation_fact>_occupation` says the fact's statement.
    """

    occupation_fact: str
    continues_with = frozenset({"occupation"})

    def answer(self, question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Says the fact of each occupation named, or the general answer."""
        named = list(question.values("occupation"))
        for code in named[:2] or ["mle"]:
            if code == "mle":
                self.say(dispatcher, self.response_for(question))
            else:
                self.say_occupation(dispatcher, question, occupations.get(code))
        return [SlotSet("last_occupations", named)] if named else []

    def fact_for(self, question: Question) -> str:
        """Returns the name of the fact that answers the question for an occupation."""
        return self.occupation_fact

    def say_occupation(self, dispatcher: CollectingDispatcher, question: Question, occupation: Occupation) -> None:
        """Says the occupation's fact on this topic, or that there is no sourced answer."""
        name = self.fact_for(question)
        fact_id = occupation.facts.get(name)
        if fact_id is None:
            missing = "utter_outlook_no_data" if name == "outlook" else "utter_occupation_no_fact"
            self.say(dispatcher, missing, occupation=occupation.plural, occupation_code=occupation.code)
            return
        fact = facts.get(fact_id)
        self.say(
            dispatcher,
            f"utter_{name}_occupation",
            occupation=occupation.plural,
            occupation_code=occupation.code,
            statement=fact.statement,
            sources=wording.sources([source(fact)]),
        )
