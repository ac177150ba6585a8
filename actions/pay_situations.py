"""What a message means where pay was told just before: its period, whose it is, which figure of them, another job's."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answering import answering_action
from actions.pay_question import names_another_job
from actions.question import Entity, Question
from actions.situated import Answer

_ONE_NUMBER = re.compile(
    r"\b(just |only |give me )(one|a single|1) (number|figure|salary|answer)\b"
    r"|\bwhich (number|figure|one|salary|of them) is (right|correct|true|real|the (right|real|correct) one)\b",
    re.I,
)
_HOW_EXPERIENCED = re.compile(r"\b(start\w*|beginn\w+|entry|juniors?|new grads?|experienced?|seniors?)\b", re.I)
_PERIOD_OF_THE_PAY = re.compile(
    r"^\W*(so |and |wait |ok )?(is |are )?(that|this|it|those|these)('?s| is| are)?( all)?( per| a| an| by the|) ?"
    r"(yr|year|yearly|annual(ly)?|month|monthly|mo|hour|hourly|hr)( right| correct| yes|)\W*$",
    re.I,
)
_OF_THE_PAY = re.compile(r"^\W*(and |so |but |ok )?(is|are|was|were) (that|this|it|these|those)\b", re.I)
_MORE_OR_LESS = re.compile(r"\b(more|less|better|compared?|than|same|pay|paid|make|earn)\b", re.I)


def _asks_period(question: Question, tracker: Tracker) -> bool:
    return tracker.get_slot("last_topic") == "ask_salary" and bool(_PERIOD_OF_THE_PAY.match(question.text))


def _say_period(question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    period = tracker.get_slot("last_period") or "year"
    dispatcher.utter_message(response=f"utter_salary_per_{period}")
    return []


def _wants_one_number(question: Question, tracker: Tracker) -> bool:
    after_pay = tracker.get_slot("last_topic") in ("ask_salary", "ask_sources")
    return after_pay and bool(_ONE_NUMBER.search(question.text))


def _say_one_number(question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    return _pay(replace(question, answer="ask_salary/one_number"), dispatcher, tracker)


def _asks_whose_pay(question: Question, tracker: Tracker) -> bool:
    return (
        question.intent == "ask_experience"
        and tracker.get_slot("last_topic") == "ask_salary"
        and bool(_OF_THE_PAY.search(question.text) and _HOW_EXPERIENCED.search(question.text))
    )


def _say_whose_pay(question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    experience = Entity("statistic", "experienced", "", 0, 0)
    return _pay(replace(question, entities=(*question.entities, experience)), dispatcher, tracker)


def _pay(question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    action = answering_action("ask_salary")
    return [*action.answer(question, dispatcher, tracker), SlotSet("last_topic", "ask_salary")] if action else []


def _asks_pay_of_other_job(question: Question, tracker: Tracker) -> bool:
    after_pay = tracker.get_slot("last_topic") == "ask_salary" and question.intent in ("out_of_scope", "nlu_fallback")
    return after_pay and names_another_job(question) and bool(_MORE_OR_LESS.search(question.text))


PAY_SITUATIONS: tuple[tuple[Callable[[Question, Tracker], bool], Answer], ...] = (
    (_asks_period, _say_period),
    (_wants_one_number, _say_one_number),
    (_asks_whose_pay, _say_whose_pay),
    (_asks_pay_of_other_job, _pay),
)
