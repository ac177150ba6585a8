"""Turns as Rasa's agent takes them, without a model: what is said is answered with an echo."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SessionStarted, SlotSet, UserUttered

from stores.locks import TurnLockStore
from stores.tracker_store import ConversationStore

SENDER = "webchat:1"


class Echo:
    """Answers a message with an echo; counts how often it was asked to."""

    def __init__(self, store: ConversationStore, locks: TurnLockStore | None = None, seconds: float = 0.0) -> None:
        self.store = store
        self.locks = locks
        self.seconds = seconds
        self.asked = 0
        # set when a turn has read its conversation
        self.running = asyncio.Event()

    async def __call__(self, message: UserMessage) -> None:
        """Takes the turn."""
        self.asked += 1
        if self.locks is None:
            await self._turn(message)
            return
        async with self.locks.lock(message.sender_id):
            await self._turn(message)

    async def _turn(self, message: UserMessage) -> None:
        tracker = await self.store.get_or_create_tracker(message.sender_id, append_action_listen=False)
        self.running.set()
        await asyncio.sleep(self.seconds)
        for event in turn_of(message.text, message.message_id, is_first=not tracker.events):
            tracker.update(event)
        await self.store.save(tracker)


def message(text: str, message_id: str, sender_id: str = SENDER) -> UserMessage:
    """Returns a message of the webchat channel."""
    return UserMessage(text, sender_id=sender_id, input_channel=sender_id.partition(":")[0], message_id=message_id)


def turn_of(text: str, message_id: str | None = None, is_first: bool = False) -> list[Event]:
    """Returns the events of a turn."""
    start: list[Event] = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]
    parse: dict[str, Any] = {"text": text, "intent": {"name": "ask", "confidence": 0.9}, "entities": []}
    said = UserUttered(text, parse["intent"], [], parse, input_channel="webchat", message_id=message_id)
    button = {"title": "Again", "payload": "/ask"}
    answer = BotUttered(f"You said: {text}", {"buttons": [button], "image": None}, {"utter_action": "utter_echo"})
    events = [said, ActionExecuted("utter_echo"), answer, SlotSet("area", text), ActionExecuted("action_listen")]
    return [*start, *events] if is_first else events
