"""Holds one conversation twice, on Rasa's own store and on ours, and looks whether anything differs."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.events import SessionStarted, SlotSet, UserUtteranceReverted
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from stores.snapshot import without_state
from stores.tracker_store import ConversationStore

DAY = 86400.0
# What differs between two turns however equal they are.
_OF_ITS_OWN = ("timestamp", "message_id")


class Clock:
    """Stands for `time.time`, so that a conversation can sleep a day."""

    def __init__(self) -> None:
        self._time = time.time
        self._slept = 0.0

    def __call__(self) -> float:
        """Returns the time."""
        return self._time() + self._slept

    def sleep(self, seconds: float) -> None:
        """Moves on."""
        self._slept += seconds


@dataclass
class Twins:
    """Both stores behind one processor."""

    processor: MessageProcessor
    stock: SQLTrackerStore
    ours: ConversationStore

    async def say(self, sender_id: str, text: str) -> list[dict[str, Any]]:
        """Says something to both and returns what both answered; raises AssertionError where they differ."""
        answers = [await self._say(store, sender_id, text) for store in (self.stock, self.ours)]
        assert answers[0] == answers[1]
        await self.compare(sender_id)
        return answers[0]

    async def _say(self, store: TrackerStore, sender_id: str, text: str) -> list[dict[str, Any]]:
        self.processor.tracker_store = store
        channel = CollectingOutputChannel()
        await self.processor.handle_message(UserMessage(text, channel, sender_id, input_channel="rest"))
        return channel.messages

    async def compare(self, sender_id: str) -> None:
        """Holds what the next turn would begin with, and all that is stored, against each other."""
        stock, ours = await self.stock.retrieve(sender_id), await self.ours.retrieve(sender_id)
        read = without_state(ours.events)
        assert len(read) <= 30 or any(isinstance(event, UserUtteranceReverted) for event in read)
        assert state(stock) == state(ours)
        assert self._next(stock) == self._next(ours)
        stock, ours = (
            await self.stock.retrieve_full_tracker(sender_id),
            await self.ours.retrieve_full_tracker(sender_id),
        )
        assert transcript(stock) == transcript(ours)

    def _next(self, tracker: DialogueStateTracker) -> tuple[Any, ...]:
        prediction = self.processor._predict_next_with_tracker(tracker.copy())
        return prediction.policy_name, prediction.max_confidence_index, prediction.max_confidence


def twins(model: Path, actions: str, folder: Path) -> Twins:
    """Returns both stores, empty, before the trained model and a running action server."""
    ours = ConversationStore(db=str(folder / "ours.sqlite"))
    agent = Agent.load(str(model), tracker_store=ours, action_endpoint=EndpointConfig(f"{actions}/webhook"))
    stock = SQLTrackerStore(agent.domain, db=str(folder / "stock.sqlite"))
    return Twins(agent.processor, stock, ours)


def state(tracker: DialogueStateTracker) -> dict[str, Any]:
    """Returns all that a turn begins with."""
    found = tracker.current_state()
    message = tracker.latest_message
    found["latest_message"] = _plain(message.as_dict()) if message else None
    found["latest_bot_utterance"] = _plain(tracker.latest_bot_utterance.as_dict())
    if found["active_loop"]:
        found["active_loop"] = found["active_loop"] | {
            "trigger_message": _plain(found["active_loop"]["trigger_message"])
        }
    found["set"] = sorted(name for name, slot in tracker.slots.items() if slot.has_been_set)
    del found["latest_event_time"]
    return found


def transcript(tracker: DialogueStateTracker) -> list[Any]:
    """Returns all events without what is their own.

    A session takes over the slots of the one before: Rasa's writes each value that a slot ever had, ours the last
    ones, so these are compared by what they lead to.
    """
    found: list[Any] = []
    taken_over: dict[str, Any] | None = None
    for event in tracker.events:
        if isinstance(event, SessionStarted):
            taken_over = {}
        elif taken_over is not None and isinstance(event, SlotSet):
            taken_over[event.key] = event.value
            continue
        elif taken_over is not None:
            found.append(taken_over)
            taken_over = None
        found.append(_plain(event.as_dict()))
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items() if key not in _OF_ITS_OWN}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


class Talker:
    """Somebody who says what comes to mind: answers, corrections, questions, buttons; restarts, goes back, sleeps."""

    TEXTS = (
        "find me a program", "find me a bachelor's degree program in computer science in Ohio with low debt",
        "associate's", "i have a bachelor's degree", "high school diploma", "2015", "actually I have a master's",
        "computer science", "not sure", "ohio", "anywhere", "in Texas", "low debt", "earnings", "a public school",
        "how much do ml engineers make in texas?", "and in Washington?", "hourly?", "is it growing?", "why these?",
        "what degree do I need and is the job growing?", "more", "the second one", "compare the first two", "hello",
        "start over", "go back", "skip", "stop", "thanks", "blue", "asdf qwer", "what do you store?", "yes", "no",
        "talk to a person", "where do your numbers come from?", "repeat that", "which languages should I learn?",
    )  # fmt: skip
    COMMANDS = ("/restart", "/back", "/session_start")

    def __init__(self, seed: int, clock: Clock) -> None:
        self._random = random.Random(seed)
        self._clock = clock

    async def talk(self, twins: Twins, sender_id: str, turns: int) -> None:
        """Says that many things, but for the wish to be erased."""
        buttons: list[str] = []
        for _ in range(turns):
            chance = self._random.random()
            if chance < 0.04:
                self._clock.sleep(2 * DAY)
            if buttons and chance < 0.5:
                text = self._random.choice(buttons)
            else:
                text = self._random.choice(self.COMMANDS if chance > 0.9 else self.TEXTS)
            # "back" is seldom said once only
            for _ in range(self._random.randint(1, 4) if text == "/back" else 1):
                answers = await twins.say(sender_id, text)
            buttons = [button["payload"] for answer in answers for button in answer.get("buttons") or []]
            # Rasa's own store does not erase.
            buttons = [payload for payload in buttons if "ask_privacy/erased" not in payload]
