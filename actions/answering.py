"""The shape of every answer: read the questions of a message, let each topic say its own, remember the topic."""

from __future__ import annotations

import re
from abc import abstractmethod
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.question import Question, questions
from actions.responses import Responses
from actions.situated import SituatedAction, meaning_here

# "I'm a junior in high school, how do I get there?" tells what "is a bachelor's enough?" does not.
_TELLS_OWN = re.compile(
    r"\b(i( only| just| already)? (have|got|hold|finished)|i've|ive|got my|i am|i'm|im)"
    r"( just| only| still| currently)?( in)?( an?| the| my)?\W*$",
    re.I,
)


class AnswerAction(SituatedAction):
    """Answers the questions of the latest message, each by the action of its own topic, in the order asked.

    A subclass names the intent that it answers (`topic`) and says one answer (`answer`). A message that
    names nothing but values ("and in Texas?") continues the topic before it where that topic can use them.
    """

    topic: str
    continues_with: frozenset[str] = frozenset()
    # Small talk and refusals leave the topic before them open.
    is_remembered = True

    def __init__(self, responses: Responses | None = None) -> None:
        self.responses = responses or Responses()

    @abstractmethod
    def name(self) -> str:
        """Returns the action's name in the domain."""

    @abstractmethod
    def answer(self, question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Says the answer to one question and returns what is to be remembered of it."""

    def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Answers every question of the latest message."""
        first, *others = _distress_alone(questions(tracker))
        events = self._continued(first, tracker)._answer_and_remember(first, dispatcher, tracker)
        return [*events, *_answer_each(others, dispatcher, tracker), *_keep_level(first, tracker)]

    def _answer_and_remember(
        self, question: Question, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        events = self.answer(question, dispatcher, tracker)
        return [*events, SlotSet("last_topic", self.topic)] if self.is_remembered else events

    def _continued(self, question: Question, tracker: Tracker) -> AnswerAction:
        """Returns the action of the topic that a bare follow-up continues, or this one; distress goes first."""
        if question.intent == "distress" != self.topic:
            return answering_action("distress") or self
        before = answering_action(tracker.get_slot("last_topic"))
        if question.is_bare and before is not None and before.can_continue(question):
            return before
        return self

    def can_continue(self, question: Question) -> bool:
        """Tells whether every value that a bare follow-up names means something to this topic."""
        return {e.name for e in question.entities} <= self.continues_with

    def say(self, dispatcher: CollectingDispatcher, response: str, **values: Any) -> None:
        """Utters a response, filled with the values of its facts and with those given."""
        dispatcher.utter_message(response=response, **{**self.responses.values(response), **values})


def _distress_alone(asked: list[Question]) -> list[Question]:
    """Leaves out every other question beside distress: nothing is answered before or after it."""
    return [question for question in asked if question.intent == "distress"][:1] or asked


def level_told(question: Question) -> str | None:
    """Returns the level of education that somebody tells of himself beside a question."""
    levels = (entity for entity in question.entities if entity.name == "education_level")
    return next((level.value for level in levels if _TELLS_OWN.search(question.text[: level.start])), None)


def _keep_level(question: Question, tracker: Tracker) -> list[EventType]:
    """Keeps the level of education told beside a question, so that the search need not ask it."""
    told, known = level_told(question), tracker.get_slot("education_level")
    return [SlotSet("education_level", told)] if told and known is None else []


def answer_others(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Answers the questions of the latest message after its first, where the first was for the program search."""
    others = [question for question in questions(tracker)[1:] if question.intent != "find_programs"]
    _answer_each(others, dispatcher, tracker)


def _answer_each(asked: list[Question], dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    events: list[EventType] = []
    for question in asked:
        meant, action = meaning_here(question, tracker), answering_action(question.intent)
        if meant is not None:
            events += meant(question, dispatcher, tracker)
        elif action is not None:
            events += action._answer_and_remember(question, dispatcher, tracker)
    return events


def answering_action(topic: str | None) -> AnswerAction | None:
    """Returns the action that answers an intent, or None where no action of ours does."""
    from actions.topics import answering_actions

    return answering_actions().get(topic or "")
