"""Actions that look at where the conversation stands before they take a message as its intent says."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.question import Question, questions

# Below this an intent is a guess, and one above the other is the next to be tried.
DOUBTFUL = 0.5
NEARLY = 0.15
Answer = Callable[[Question, CollectingDispatcher, Tracker], list[EventType]]
_WHETHER_BOT = re.compile(
    r"\b(are|r) (you|u)( even| really| actually| just)?( an?)?( real| actual)? (human|person|bot|robot|machine|ai)\b",
    re.I,
)


class SituatedAction(Action, ABC):
    """Answers by what stands before the visitor where that says more than the intent, and as a rule by the intent."""

    @abstractmethod
    def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Says the answer of the message's own intent."""

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Says the answer, and that it is a bot where that was asked beside."""
        asked = questions(tracker)
        meant = meaning_here(asked[0], tracker) if len(asked) == 1 else None
        events = meant(asked[0], dispatcher, tracker) if meant else self.respond(dispatcher, tracker, domain)
        if asks_whether_bot(asked, (tracker.latest_message or {}).get("text") or ""):
            dispatcher.utter_message(response="utter_bot_challenge")
        return events


def meaning_here(question: Question, tracker: Tracker) -> Answer | None:
    """Returns what answers a question as it is meant in this place, or None where its intent tells."""
    from actions.situations import meant

    return meant(question, tracker)


def asks_whether_bot(asked: list[Question], text: str) -> bool:
    """Tells whether somebody asks beside something else whether a person is talking to them."""
    if any(question.intent in ("bot_challenge", "distress") for question in asked[:1]):
        return False
    return any(q.intent == "bot_challenge" for q in asked) or bool(_WHETHER_BOT.search(text))


def is_doubtful(tracker: Tracker) -> bool:
    """Tells whether the intent of the latest message is hardly more than a guess."""
    intent = (tracker.latest_message or {}).get("intent") or {}
    return float(intent.get("confidence") or 0.0) < DOUBTFUL


def next_likely(tracker: Tracker) -> str | None:
    """Returns the next likeliest intent of the latest message, or None where it is far behind."""
    ranking = (tracker.latest_message or {}).get("intent_ranking") or []
    return next((entry["name"] for entry in ranking[1:2] if entry["confidence"] >= NEARLY), None)
