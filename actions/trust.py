"""Where answers come from, what is paid for, and what happens to what people say."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import settings, wording
from actions.fact_answers import FactAnswer
from actions.question import Question
from knowledge import listing
from knowledge.listing import ListingEntry

# A button's choice: the yes to the question whether to delete.
ERASED = "ask_privacy/erased"


class ActionShowSources(FactAnswer):
    """Says where the figures come from."""

    topic = "ask_sources"

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_show_sources"


class ActionShowSponsored(FactAnswer):
    """Says whether anything here is paid for."""

    topic = "ask_sponsored"

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_show_sponsored"

    def answer(self, question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Says the answer, and after the one about the article's listing the listing itself."""
        events = super().answer(question, dispatcher, tracker)
        if question.answer == "ask_sponsored/listing":
            entries = [_entry(index, entry) for index, entry in enumerate(listing.entries(), 1)]
            self.say(dispatcher, "utter_article_listing", entries="\n".join(entries), notice=listing.notice())
        return events


class ActionShowPrivacy(FactAnswer):
    """Says what is kept of a conversation, and has it deleted."""

    topic = "ask_privacy"

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "action_show_privacy"

    def answer(self, question: Question, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Says the answer as the operator's settings make it true."""
        if question.answer == ERASED:
            return erase(dispatcher)
        operator = settings.load()
        response = self.response_for(question)
        notice = self.responses.sentence("utter_privacy_notice", url=operator.privacy_url).rstrip()
        self.say(
            dispatcher, response, days=operator.retention_days, notice=f"\n{notice}" if operator.privacy_url else ""
        )
        return []


def erase(dispatcher: CollectingDispatcher) -> list[EventType]:
    """Says that the conversation is deleted; the store, which finds this slot in the turn, stores none of it."""
    dispatcher.utter_message(response="utter_ask_privacy/erased")
    return [SlotSet("erasure", "confirmed")]


def _entry(index: int, entry: ListingEntry) -> str:
    named = wording.listing(entry.programs) or "no program"
    return f"{index}. {named} ({entry.question})"
