"""What is kept of a conversation so that its next turn reads a few events instead of all.

Stock Rasa reads the whole session and replays it; a turn then costs more the longer people talk. Here the events
that can still matter are read, at most 30, with the state that the ones before them had led to:

- everything since the visitor's last message, as it happened: forms, limits and actions look at it. Of a turn
  that alone has more than 30 events, answers and values that were soon replaced are left out as well;
- of what is older only what Rasa calls applied, since policies look at no more: what was taken back, earlier
  rounds of a form, and values that were soon replaced are left out, so that 30 events reach further back.

One thing reaches back by itself: a message that takes itself and the one before back. So one message that can be
taken back is always among the events, should its turn ever have more than 30.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
    deserialise_events,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker, TrackerActiveLoop

MOST_EVENTS = 30


@dataclass(frozen=True)
class State:
    """What the events that are no longer read had led to; as JSON, like the events themselves.

    Attributes:
        slots: the values of slots that were ever set.
        set_last: the value that each slot was set to last, also if all slots were emptied later; a new session
            begins with those.
        loop: `dataclasses.asdict` of Rasa's TrackerActiveLoop.
        message: the visitor's last message as an event.
        bot: the assistant's last message as an event.
    """

    slots: dict[str, Any]
    set_last: dict[str, Any]
    is_paused: bool
    followup_action: str | None
    latest_action: dict[str, Any] | None
    loop: dict[str, Any] | None
    message: dict[str, Any] | None
    bot: dict[str, Any] | None


@dataclass(frozen=True)
class Snapshot:
    """The ids of the events that the next turn reads, in order, and the state before the first; None: Rasa's first."""

    event_ids: tuple[int, ...]
    state: State | None = None

    def dumps(self) -> str:
        """Returns it as JSON."""
        return json.dumps({"event_ids": self.event_ids, "state": vars(self.state) if self.state else None})

    @classmethod
    def loads(cls, text: str) -> Snapshot:
        """Returns what `dumps` wrote."""
        raw = json.loads(text)
        return cls(tuple(raw["event_ids"]), State(**raw["state"]) if raw["state"] else None)


class StateRestored(ActiveLoop):
    """Stands before the events of a tracker and puts it into the state of the events that were not read.

    An event, so that every copy of the tracker that Rasa makes begins with it too; a kind of `ActiveLoop`, since
    `DialogueStateTracker.applied_events` takes the names of forms from those. It is never stored.
    """

    type_name = "state_restored"

    def __init__(self, state: State, timestamp: float | None = None) -> None:
        self.state = state
        self._message = _event(state.message, UserUttered.empty)
        self._bot = _event(state.bot, BotUttered.empty)
        super().__init__((state.loop or {}).get("name"), timestamp)

    def apply_to(self, tracker: DialogueStateTracker) -> None:
        """Puts the tracker into the state."""
        tracker._reset()
        for name, value in self.state.slots.items():
            if name in tracker.slots:
                tracker.slots[name].value = value
        tracker._paused = self.state.is_paused
        tracker.followup_action = self.state.followup_action
        tracker.latest_action = self.state.latest_action
        tracker.latest_message = self._message
        tracker.latest_bot_utterance = self._bot
        tracker.active_loop = TrackerActiveLoop(**self.state.loop) if self.state.loop else None


class SlotRestored(SlotSet):
    """Stands before that: a new session takes over the values for which it finds such events. Never stored."""

    type_name = "slot_restored"


def restore(snapshot: Snapshot, stored: Sequence[Event]) -> list[Event]:
    """Returns the events of a tracker: those stored under the snapshot's ids, after the state before them."""
    if snapshot.state is None:
        return list(stored)
    at = stored[0].timestamp if stored else None
    slots = [SlotRestored(name, value, at) for name, value in snapshot.state.set_last.items()]
    return [*slots, StateRestored(snapshot.state, at), *stored]


def take(events: Sequence[Event], ids: Sequence[int], slots: Iterable[Slot]) -> Snapshot:
    """Returns what the next turn reads.

    Args:
        events: of the latest session or all sessions, after a restored state if there was one.
        ids: under which they are stored; what is of the restored state has none.
    """
    slots = list(slots)
    number = {id(event): stored_as for event, stored_as in zip(without_state(events), ids, strict=True)}
    session = _latest_session(events)
    split = _last_visitor_message(session)
    older, latest = _tracker(session[:split], slots).applied_events(), session[split:]
    applied = _tracker(session, slots).applied_events()
    kept = [*_last_words(older, slots), *latest]
    cut = _cut(kept, applied)
    if len(kept) - cut > MOST_EVENTS and not any(isinstance(event, UserUtteranceReverted) for event in latest):
        kept = _last_words(_without_rounds([*older, *latest], applied), slots, applied)
        cut = _cut(kept, applied)
    state = _state(DialogueStateTracker.from_events("", kept[:cut], slots)) if cut else None
    return Snapshot(tuple(number[id(event)] for event in kept[cut:]), state)


def is_spent(snapshot: Snapshot, events: Sequence[Event], slots: Iterable[Slot]) -> bool:
    """Tells whether so much was taken back that the next message to take back is not wholly among the events.

    Rasa takes a message back with the action before it. Arguments as for `take`.
    """
    if snapshot.state is None or not any(isinstance(event, (UserUtteranceReverted, Restarted)) for event in events):
        return False
    applied = _tracker(_latest_session(events), slots).applied_events()
    kinds = [type(event) for event in reversed(applied) if isinstance(event, (ActionExecuted, UserUttered))]
    return UserUttered not in kinds or ActionExecuted not in kinds[kinds.index(UserUttered) :]


def without_state(events: Iterable[Event]) -> list[Event]:
    """Returns the events that are, or are to be, stored."""
    return [event for event in events if not isinstance(event, (StateRestored, SlotRestored))]


def _latest_session(events: Sequence[Event]) -> list[Event]:
    """Returns what Rasa's own store reads: the events from the last `SessionStarted` on."""
    for index in range(len(events) - 1, -1, -1):
        if isinstance(events[index], SessionStarted):
            return list(events[index:])
    return list(events)


def _last_visitor_message(events: Sequence[Event]) -> int:
    for index in range(len(events) - 1, -1, -1):
        if isinstance(events[index], UserUttered):
            return index
    return 0


def _cut(events: Sequence[Event], applied: Sequence[Event]) -> int:
    """Returns how many events are left to the state: the restored ones, and those before the last 30."""
    restored = len(events) - len(without_state(events))
    numbered = events[restored:]
    return restored + min(max(len(numbered) - MOST_EVENTS, 0), _reach(numbered, applied))


def _reach(events: Sequence[Event], applied: Sequence[Event]) -> int:
    """Returns where in the events the message begins that can be taken back next, with the action before it."""
    message = next((index for index, event in enumerate(reversed(applied)) if isinstance(event, UserUttered)), None)
    if message is None:
        return len(events)
    before = applied[: len(applied) - message]
    action = next((event for event in reversed(before) if isinstance(event, ActionExecuted)), before[-1])
    return next((index for index, event in enumerate(events) if event is action), len(events))


def _without_rounds(events: Sequence[Event], applied: Sequence[Event]) -> list[Event]:
    """Leaves out, of earlier rounds of a form, what neither Rasa applies nor an action looks at."""
    counts = {id(event) for event in applied}
    return [event for event in events if id(event) in counts or not _is_between_turns(event)]


def _is_between_turns(event: Event) -> bool:
    listens = isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME
    return listens or isinstance(event, DefinePrevUserUtteredFeaturization)


def _last_words(events: Sequence[Event], slots: Iterable[Slot], spoken: Sequence[Event] | None = None) -> list[Event]:
    """Leaves out what was replaced before the visitor spoke again: answers, and values that no policy looks at.

    Only messages in `spoken` count, if given: one that Rasa no longer applies cannot be taken back by itself.
    """
    counts = {id(event) for event in (events if spoken is None else spoken)}
    looked_at = {slot.name for slot in slots if slot.influence_conversation}
    kept: list[Event] = []
    replaced: set[str] = set()
    for event in reversed(events):
        if isinstance(event, UserUttered) and id(event) in counts:
            replaced = set()
        name = "bot " if isinstance(event, BotUttered) else event.key if isinstance(event, SlotSet) else None
        if name is None or name in looked_at or name not in replaced:
            kept.append(event)
        replaced.add(name or "")
    return kept[::-1]


def _tracker(events: Sequence[Event], slots: Iterable[Slot]) -> DialogueStateTracker:
    tracker = DialogueStateTracker("", list(slots))
    tracker.events.extend(events)
    return tracker


def _state(tracker: DialogueStateTracker) -> State:
    message, bot = tracker.latest_message, tracker.latest_bot_utterance
    return State(
        set_last={event.key: event.value for event in tracker.events if isinstance(event, SlotSet)},
        slots={name: slot.value for name, slot in tracker.slots.items() if slot.has_been_set},
        is_paused=tracker.is_paused(),
        followup_action=tracker.followup_action,
        latest_action=tracker.latest_action,
        loop=dataclasses.asdict(tracker.active_loop) if tracker.active_loop else None,
        message=None if message is None or message.is_empty() else message.as_dict(),
        bot=bot.as_dict() if bot and any((bot.text, bot.metadata, *bot.data.values())) else None,
    )


def _event(stored: dict[str, Any] | None, empty: Any) -> Event:
    return deserialise_events([stored])[0] if stored else empty()
