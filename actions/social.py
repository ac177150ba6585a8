"""Small talk, kind refusals, and saying the last answer again."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import wording
from actions.answering import answering_action
from actions.fact_answers import FactAnswer
from actions.fallback import NONSENSE, missed_before
from actions.question import Question, whole_message
from actions.situated import SituatedAction, is_doubtful, next_likely
from actions.trust import erase
from knowledge import areas
from knowledge.areas import OUTSIDE_US

_LIVES_THERE = re.compile(r"\b(lives?|living|based|moved|moving|from|located)\b", re.I)
# What a yes begins after these.
_FORM_OFFERED_BY = {
    "utter_inform_for_programs": "find_programs_form",
    "utter_programs_none_listed": "find_programs_form",
    "utter_human_handoff_message": "handoff_form",
    "utter_human_handoff_message_only": "handoff_form",
    "utter_human_handoff_message_besides": "handoff_form",
}


class ActionChat(FactAnswer):
    """Answers small talk in a sentence and comes back to the subject."""

    topic = "chitchat"
    is_remembered = False
    default_key = "other"

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_chat"


class ActionDecline(FactAnswer):
    """Says kindly what the guide cannot help with, and where to look."""

    topic = "out_of_scope"
    is_remembered = False
    default_key = "other"

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_decline"

    def answer(self, question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Says the refusal that fits; a second row of letters is answered like a second miss."""
        if question.answer == NONSENSE and missed_before(tracker.events):
            self.say(dispatcher, "utter_fallback_again")
            return []
        area = question.value("area")
        if area not in (None, OUTSIDE_US) and _LIVES_THERE.search(question.text):
            self.say(dispatcher, "utter_inform_area", place=wording.place(areas.get(area)), area=area)
            return []
        return super().answer(question, dispatcher, tracker)


class ActionAffirm(Action):
    """Takes a yes: to the offer of a search or of a message by beginning it, else by asking what to look at."""

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_affirm"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Starts the form that the last answer offered, or deletes where it asked whether to."""
        last = "".join(_utter_action(event) for event in _last_messages(tracker.events)[-1:])
        if last == "utter_ask_privacy/erasure":
            return erase(dispatcher)
        if last in _FORM_OFFERED_BY:
            return [FollowupAction(_FORM_OFFERED_BY[last])]
        dispatcher.utter_message(response="utter_affirm")
        return []


class ActionTakeComplaint(SituatedAction):
    """Says sorry to a complaint; what is hardly more likely one than a question gets the question's answer."""

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_take_complaint"

    def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utters the apology, or the answer of the next likeliest intent."""
        likelier = answering_action(next_likely(tracker)) if is_doubtful(tracker) else None
        if likelier is not None:
            return likelier.answer(whole_message(tracker), dispatcher, tracker)
        dispatcher.utter_message(response="utter_feedback_negative")
        return []


class ActionRepeat(Action):
    """Says again what was said before the visitor asked for it."""

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_repeat"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utters the assistant's messages of the turn before, or the greeting where there is none."""
        said = _last_messages(tracker.events)
        is_asked_again = bool((tracker.active_loop or {}).get("name"))
        for event in said:
            buttons = (event.get("data") or {}).get("buttons") or []
            dispatcher.utter_message(text=event["text"], buttons=buttons)
        if not said and not is_asked_again:
            dispatcher.utter_message(response="utter_greet")
        return []


def _last_messages(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Returns what the assistant said between the last two messages of the visitor, in order and each once.

    The open question of the flow is left out, since the flow asks it again by itself.
    """
    said: list[dict[str, Any]] = []
    visitor_messages = 0
    for event in reversed(events):
        visitor_messages += event.get("event") == "user"
        if visitor_messages == 2:
            break
        if visitor_messages == 1 and event.get("event") == "bot" and event.get("text"):
            said.append(event)
    return list({event["text"]: event for event in said[::-1] if not _is_flow_question(event)}.values())


def _is_flow_question(event: dict[str, Any]) -> bool:
    return _utter_action(event).startswith(("utter_ask_find_programs_form_", "utter_ask_handoff_form_"))


def _utter_action(event: dict[str, Any]) -> str:
    return (event.get("metadata") or {}).get("utter_action") or ""
