"""Asks what the people behind the assistant need to know to answer somebody."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import contact
from actions.find_programs_form import REQUESTED
from actions.handoff import STEPS, forgotten
from actions.question import Question, questions, whole_message

CONSENT, NAME, CONTACT, MATTER = STEPS
# What a visitor would rather not say; the slot counts as filled.
NOT_SAID = ""
LONGEST_NAME, LONGEST_CONTACT, LONGEST_MATTER = 100, 254, 1000
_MOST_WORDS_OF_A_NAME = 8
# A longer text is what somebody wants to say, whatever it sounds like.
_MOST_WORDS_OF_A_COMMAND = 6
_LEAVES = frozenset({"stop", "goodbye", "start_over"})
# "Will Smith" is a name, "will they call" a question.
_ASKS = re.compile(
    r"\?\s*$|^\W*(?:how|what|whats|which|where|who|why|when)\b"
    r"|^\W*(?:is|are|do|does|can|could|should|will) (?:i|you|it|they|there|this|that|we|the)\b",
    re.I,
)
_YES = re.compile(r"^\W*(?:yes|yeah|yep|sure|ok|okay|fine|please|of course|go ahead|si|sí)\b", re.I)
_ASKS_WHY = frozenset({"explain", "ask_privacy", "bot_challenge", "ask_help", "repeat", "human_handoff"})
_INTRODUCTION = re.compile(
    r"^\W*(?:(?:hi|hello|hey|sure|ok|okay|yes)\W+)?(?:my (?:full )?name(?: is|'s|s)?|i'?m|i am|it'?s|it is|this is"
    r"|call me|name:?)\s+",
    re.I,
)
# A name may look like a slip of such a word ("Quist", "Noah"); only the word itself is one.
_COMMAND_WORDS = re.compile(
    r"^/|\b(?:stop|quit|exit|cancel|bye|goodbye|leave|forget|never ?mind|start|restart|back|skip|pass|no|nope|nah|not"
    r"|don'?t|rather|without|anonymous|enough|done)\b",
    re.I,
)
_CORRECTS = re.compile(r"\b(?:actually|sorry|wrong|correct(?:ion)?|instead|mistake|meant|typo|change|not)\b", re.I)


class ValidateHandoffForm(Action):
    """Takes the answer to the open question and says which comes next.

    As in `find_programs_form`, returning nothing but the open question lets a question in between be answered by its
    own rule.
    """

    def name(self) -> str:
        """Returns the action's name in the domain."""
        return "validate_handoff_form"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Returns the slots to set and the question to ask next; none ends the form."""
        requested = tracker.get_slot(REQUESTED)
        if requested not in STEPS:
            return [*forgotten(), SlotSet(REQUESTED, CONSENT)]
        question = _distress(tracker) or whole_message(tracker)
        is_command = _may_be_command(question.text, requested)
        if is_command and (question.intent in _LEAVES or (requested == CONSENT and question.intent == "deny")):
            return _leave(dispatcher)
        if is_command and question.intent == "go_back":
            return _go_back(requested, dispatcher)
        if _is_for_others(question, requested):
            return [SlotSet(REQUESTED, requested)]
        taken = _TAKE[requested](question, dispatcher)
        after = {step: tracker.get_slot(step) for step in STEPS} | taken
        next_step = next((step for step in STEPS if after[step] is None), None)
        # Without a slot in it, Rasa would take this for a question in between.
        taken = taken or {requested: None}
        return [*(SlotSet(step, value) for step, value in taken.items()), SlotSet(REQUESTED, next_step)]


def _may_be_command(text: str, requested: str) -> bool:
    is_short = len(text.split()) <= _MOST_WORDS_OF_A_COMMAND
    return is_short and (requested != NAME or bool(_COMMAND_WORDS.search(text)))


def _distress(tracker: Tracker) -> Question | None:
    return next((question for question in questions(tracker) if question.intent == "distress"), None)


def _leave(dispatcher: CollectingDispatcher) -> list[EventType]:
    dispatcher.utter_message(response="utter_handoff_left")
    return [*forgotten(), SlotSet(REQUESTED, None)]


def _go_back(requested: str, dispatcher: CollectingDispatcher) -> list[EventType]:
    index = STEPS.index(requested)
    if index == 0:
        return _leave(dispatcher)
    before = STEPS[index - 1]
    return [SlotSet(before, None), SlotSet(requested, None), SlotSet(REQUESTED, before)]


def _is_for_others(question: Question, requested: str) -> bool:
    """Tells whether a message is a question to the assistant, or a call for help, and no answer to the form."""
    if question.intent == "distress":
        return True
    if contact.read(question.text):
        return False
    if requested == MATTER:
        # What they want to ask the people is a question too; only one about the form itself is for the assistant.
        return question.intent in ("explain", "repeat") and len(question.text.split()) <= _MOST_WORDS_OF_A_COMMAND
    is_button = question.text.startswith("/") and question.intent not in ("affirm", "deny", "skip")
    return is_button or question.intent in _ASKS_WHY or bool(_ASKS.search(question.text))


def _take_consent(question: Question, dispatcher: CollectingDispatcher) -> dict[str, Any]:
    """Takes a yes, and with it a contact that was given at once."""
    given = contact.read(question.text)
    if question.intent != "affirm" and not _YES.search(question.text):
        dispatcher.utter_message(response="utter_invalid_handoff_consent")
        return {}
    return {CONSENT: True, CONTACT: given} if given else {CONSENT: True}


def _take_name(question: Question, dispatcher: CollectingDispatcher) -> dict[str, Any]:
    """Takes a name or none, and a contact beside it."""
    if question.intent in ("skip", "deny") and _may_be_command(question.text, NAME):
        return {NAME: NOT_SAID}
    given = contact.read(question.text)
    name = _INTRODUCTION.sub("", contact.without(question.text)).strip(" \t\n,.;:-!")
    taken: dict[str, Any] = {CONTACT: given[:LONGEST_CONTACT]} if given else {}
    is_name = any(char.isalpha() for char in name) and len(name.split()) <= _MOST_WORDS_OF_A_NAME
    if is_name and not contact.looks_like_one(name):
        return {**taken, NAME: name[:LONGEST_NAME]}
    if not taken:
        dispatcher.utter_message(response="utter_invalid_handoff_name")
    return taken


def _take_contact(question: Question, dispatcher: CollectingDispatcher) -> dict[str, Any]:
    """Takes an e-mail address, a telephone number or both; nobody could answer without."""
    given = contact.read(question.text)
    if given:
        return {CONTACT: given[:LONGEST_CONTACT]}
    is_mistyped = contact.looks_like_one(question.text)
    dispatcher.utter_message(response="utter_invalid_handoff_contact" if is_mistyped else "utter_handoff_needs_contact")
    return {}


def _take_matter(question: Question, dispatcher: CollectingDispatcher) -> dict[str, Any]:
    """Takes whatever is said; but "sorry, it is jane@…" corrects the contact."""
    given = contact.read(question.text)
    is_command = len(question.text.split()) <= _MOST_WORDS_OF_A_COMMAND
    if given and (_CORRECTS.search(question.text) or is_command):
        dispatcher.utter_message(response="utter_handoff_contact_changed")
        return {CONTACT: given[:LONGEST_CONTACT]}
    if is_command and question.intent in ("skip", "deny"):
        return {MATTER: NOT_SAID}
    return {MATTER: question.text[:LONGEST_MATTER]}


_TAKE = {CONSENT: _take_consent, NAME: _take_name, CONTACT: _take_contact, MATTER: _take_matter}
