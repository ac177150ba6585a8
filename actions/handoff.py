"""A person to talk to: how to reach the people behind the assistant, and a message left for them."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import desk_hours, settings
from actions.question import questions

FORM = "handoff_form"
# The questions of the form in their order. What is said to the last three is stored encrypted and nowhere else:
# the next turn finds a mark in its place.
STEPS = ("handoff_consent", "handoff_name", "handoff_contact", "handoff_matter")
LEAVE_A_MESSAGE = "human_handoff/leave_message"
# In the slots of a call while the assistant can keep a message, and people answer here; set for the call alone.
_TAKES_MESSAGES, _HAS_DESK = "takes_messages", "has_desk"
_ASKS_TO_LEAVE_ONE = re.compile(
    r"\b(?:(?:leave|take|write|send|pass on)\b.{0,30}\b(?:message|note)|(?:call|ring|phone|text|write|e-?mail|contact)"
    r" (?:me|us)\b|get back to me|call ?back)\b",
    re.I,
)


class ActionOfferPerson(Action):
    """Says when a person comes here or how to reach one, and takes a message for them where it can be kept."""

    def __init__(self) -> None:
        """Reads the team's hours, so that none that make no sense are found out by a visitor; raises ValueError."""
        operator = settings.load()
        self._hours = desk_hours.read(operator.desk_hours, operator.desk_zone)

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_offer_person"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utters the operator's contact and hours as far as they are set, and the offer of a message."""
        operator = settings.load()
        takes_messages = bool(tracker.slots.get(_TAKES_MESSAGES))
        if takes_messages and _wants_to_leave_one(tracker):
            return [FollowupAction(FORM)]
        has_desk = bool(tracker.slots.get(_HAS_DESK))
        if has_desk:
            self._tell_when(dispatcher)
        elif operator.contact:
            dispatcher.utter_message(
                response="utter_human_handoff_hours" if operator.hours else "utter_human_handoff",
                organisation=operator.organisation or "this website",
                contact=operator.contact,
                hours=operator.hours,
            )
        if takes_messages:
            besides = "_besides" if has_desk else "" if operator.contact else "_only"
            dispatcher.utter_message(response=f"utter_human_handoff_message{besides}")
        elif not has_desk and not operator.contact:
            dispatcher.utter_message(response="utter_human_handoff_no_contact")
        return []

    def _tell_when(self, dispatcher: CollectingDispatcher) -> None:
        now = datetime.now(timezone.utc)
        if self._hours.are_now(now):
            dispatcher.utter_message(response="utter_human_handoff_here")
        else:
            dispatcher.utter_message(response="utter_human_handoff_later", when=self._hours.next(now))


class ActionSendHandoff(Action):
    """Hands in what the form has asked for; the conversation itself keeps none of it."""

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_send_handoff"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Says that the message is kept; says nothing of a form that was left before its end."""
        if any(tracker.get_slot(step) is None for step in STEPS):
            return forgotten()
        dispatcher.utter_message(response="utter_handoff_sent")
        return [SlotSet("handoff_sent", True), SlotSet("handoff_sent", None), *forgotten()]


def forgotten() -> list[EventType]:
    """Returns the events after which nothing of the form's answers is left."""
    return [SlotSet(step, None) for step in STEPS]


def _wants_to_leave_one(tracker: Tracker) -> bool:
    question = questions(tracker)[0]
    return question.answer == LEAVE_A_MESSAGE or bool(_ASKS_TO_LEAVE_ONE.search(question.text))
