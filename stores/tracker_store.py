"""Rasa's tracker store: keeps every event, and does the same amount of work however long people have talked."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Connection

from stores import erasure, intake, migrations, snapshot, turns
from stores.database import claim, clock, open_database
from stores.errors import ConversationChanged, ConversationErased, RepeatedTurn
from stores.schema import conversation, events
from stores.snapshot import Snapshot
from stores.turns import Asked

# Put together once: SQLAlchemy takes longer for that than SQLite for the answer.
_OF_SENDER = conversation.c.sender_id == sa.bindparam("sender")
_READ = sa.select(conversation.c.version, conversation.c.snapshot).where(_OF_SENDER)
_LAST = sa.select(conversation.c.version, conversation.c.last_turn).where(_OF_SENDER)
_BEGIN, _GO_ON = conversation.insert(), conversation.update().where(_OF_SENDER)
_ALL_EVENTS = (
    sa.select(events.c.id, events.c.data).where(events.c.sender_id == sa.bindparam("sender")).order_by(events.c.id)
)
_KEPT_EVENTS = _ALL_EVENTS.where(events.c.id.in_(sa.bindparam("ids", expanding=True)))
_NEWEST = (
    sa.select(events.c.id)
    .where(events.c.sender_id == sa.bindparam("sender"))
    .order_by(events.c.id.desc())
    .limit(sa.bindparam("count", type_=sa.Integer))
)
_KEEP = events.insert()


@dataclass
class Loaded:
    """What a tracker was when it was read; kept with it until it is saved.

    Attributes:
        ids: under which its first events are stored.
        version: of the conversation; None for one that is not stored.
        erasures: how often it had been erased.
        turn: marks what is saved next, so that it is not saved twice.
    """

    ids: list[int] = field(default_factory=list)
    version: int | None = None
    erasures: int = 0
    turn: str = field(default_factory=lambda: secrets.token_hex(16))


@dataclass(frozen=True)
class _Turn:
    """New events on their way into the database: as said, and as they may be stored."""

    sender_id: str
    loaded: Loaded
    asked: Asked | None
    before: list[Event]
    said: list[dict[str, Any]]
    stored: list[dict[str, Any]]


class ConversationStore(TrackerStore):
    """Named in endpoints.yml by `type: stores.tracker_store.ConversationStore` with `db`, a path or PostgreSQL URL."""

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        host: str | None = None,
        db: str = "conversations.sqlite",
        **kwargs: Any,
    ) -> None:
        self.database = open_database(db)
        super().__init__(domain, event_broker)

    async def get_or_create_tracker(
        self, sender_id: str, max_event_history: int | None = None, append_action_listen: bool = True
    ) -> DialogueStateTracker:
        """Returns the latest session of a conversation, or an empty one; raises RepeatedTurn for a request twice."""
        tracker = await self._read(sender_id, everything=False)
        if not tracker.events and append_action_listen:
            tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
            await self.save(tracker)
        return tracker

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Returns the latest session of a conversation, or None when nothing is stored."""
        tracker = await self._read(sender_id, everything=False)
        return tracker if tracker.events else None

    async def get_or_create_full_tracker(
        self, sender_id: str, append_action_listen: bool = True
    ) -> DialogueStateTracker:
        """Returns all sessions of a conversation, or an empty one."""
        tracker = await self._read(sender_id, everything=True)
        if not tracker.events and append_action_listen:
            tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
            await self.save(tracker)
        return tracker

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """Returns all sessions of a conversation, or None when nothing is stored."""
        tracker = await self._read(conversation_id, everything=True)
        return tracker if tracker.events else None

    async def exists(self, conversation_id: str) -> bool:
        """Tells whether anything of the conversation is stored."""
        query = sa.select(conversation.c.version).where(conversation.c.sender_id == conversation_id)
        return await self.database.read(lambda connection: connection.execute(query).first() is not None)

    async def keys(self) -> Iterable[str]:
        """Returns the ids of all conversations."""
        query = sa.select(conversation.c.sender_id)
        return list(await self.database.read(lambda connection: connection.execute(query).scalars().all()))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Stores the events that are not stored yet, all or none of them.

        Raises:
            ConversationErased, ConversationChanged: and nothing was stored.
        """
        loaded = getattr(tracker, "loaded", None) or await self._loaded_like(tracker)
        numbered = snapshot.without_state(tracker.events)
        said = [event.as_dict() for event in numbered[len(loaded.ids) :]]
        if not said:
            return
        before = list(tracker.events)[: len(tracker.events) - len(said)]
        asked = turns.asked_for(tracker.sender_id)
        if intake.asks_for_erasure(said):
            await erasure.carry_out(self.database, tracker.sender_id)
            if asked is not None:
                # Below every id of the table, for the visitor's side still shows what has those.
                turns.stored(asked, list(enumerate(said, start=-len(said))))
            return
        turn = _Turn(tracker.sender_id, loaded, asked, before, said, intake.stored_form(said))
        ids = await self.database.write(lambda connection: self._store(connection, turn))
        tracker.loaded = Loaded(ids, (loaded.version or 0) + 1, loaded.erasures)
        if asked is not None:
            asked.ticket = None
            turns.stored(asked, list(zip(ids[-len(said) :], said, strict=True)))
        if self.event_broker is not None:
            await self._stream_new_events(self.event_broker, _events(turn.stored), tracker.sender_id)

    async def _read(self, sender_id: str, everything: bool) -> DialogueStateTracker:
        asked = turns.asked_for(sender_id)
        return await self.database.read(lambda connection: self._load(connection, sender_id, asked, everything))

    async def _loaded_like(self, tracker: DialogueStateTracker) -> Loaded:
        """Returns what is stored of a tracker that Rasa's HTTP API made itself, of all sessions or of the latest."""
        stored = await self._read(tracker.sender_id, everything=True)
        known = list(stored.events)
        if tracker.events and isinstance(tracker.events[0], SessionStarted):
            known = _latest_session(known)
        loaded: Loaded = stored.loaded
        loaded.ids = loaded.ids[len(loaded.ids) - len(known) :][: len(tracker.events)]
        return loaded

    def _load(
        self, connection: Connection, sender_id: str, asked: Asked | None, everything: bool
    ) -> DialogueStateTracker:
        if asked is not None and asked.turn is None and turns.find(connection, sender_id, asked.message_id):
            raise RepeatedTurn("the request has had its turn")
        loaded = Loaded(erasures=asked.erasures if asked else erasure.count(connection, sender_id))
        row = connection.execute(_READ, {"sender": sender_id}).first()
        found: list[Event] = []
        if row is not None:
            loaded.version = row.version
            kept = Snapshot.loads(row.snapshot) if row.snapshot and not everything else None
            numbered = _stored(connection, sender_id, kept)
            loaded.ids, found = [number for number, _ in numbered], [event for _, event in numbered]
            if kept is not None:
                found = snapshot.restore(kept, found)
            elif not everything:
                found = _latest_session(found)
                loaded.ids = loaded.ids[len(loaded.ids) - len(found) :]
        tracker = DialogueStateTracker.from_events(sender_id, found, self.domain.slots)
        tracker.loaded = loaded
        return tracker

    def _store(self, connection: Connection, turn: _Turn) -> list[int]:
        """Writes the turn and returns the ids of all events of its tracker."""
        claim(connection, turn.sender_id)
        loaded = turn.loaded
        row = connection.execute(_LAST, {"sender": turn.sender_id}).first()
        if row is not None and row.last_turn == loaded.turn:
            # It was committed, and only the answer was lost.
            return loaded.ids + _newest_ids(connection, turn.sender_id, len(turn.stored))
        if erasure.count(connection, turn.sender_id) != loaded.erasures:
            raise ConversationErased("the conversation was erased meanwhile")
        if (row.version if row else None) != loaded.version:
            raise ConversationChanged("another turn was stored meanwhile")
        connection.execute(_KEEP, [_row(turn.sender_id, event) for event in turn.stored])
        new = _newest_ids(connection, turn.sender_id, len(turn.stored))
        if turn.asked is not None:
            turns.remember(connection, turn.asked, new[0], new[-1])
        intake.capture(connection, turn.sender_id, turn.said)
        self._keep_snapshot(connection, turn, loaded.ids + new)
        if turn.asked is not None and turn.asked.ticket is not None:
            # Rasa saves at the end of a turn; the next one may begin with it.
            turns.give_back(connection, turn.asked.ticket)
        return loaded.ids + new

    def _keep_snapshot(self, connection: Connection, turn: _Turn, ids: list[int]) -> None:
        all_events = [*turn.before, *_events(turn.stored)]
        kept = snapshot.take(all_events, ids, self.domain.slots)
        if snapshot.is_spent(kept, all_events, self.domain.slots):
            numbered = _stored(connection, turn.sender_id, None)
            kept = snapshot.take([event for _, event in numbered], [n for n, _ in numbered], self.domain.slots)
        now = clock(connection)
        row = {
            "version": (turn.loaded.version or 0) + 1,
            "last_turn": turn.loaded.turn,
            "last_at": now,
            "snapshot": kept.dumps(),
        }
        if turn.loaded.version is not None:
            connection.execute(_GO_ON, {"sender": turn.sender_id, **row})
            return
        channel = migrations.channel_of(turn.sender_id)
        connection.execute(_BEGIN, {"sender_id": turn.sender_id, "channel": channel, "started_at": now, **row})


def _row(sender_id: str, event: dict[str, Any]) -> dict[str, Any]:
    """Returns the row of an event, with the columns filled as Rasa fills them."""
    return {
        "sender_id": sender_id,
        "type_name": event["event"],
        "timestamp": event.get("timestamp"),
        "intent_name": event.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": event.get("name"),
        "data": json.dumps(event),
    }


def _newest_ids(connection: Connection, sender_id: str, count: int) -> list[int]:
    numbers = connection.execute(_NEWEST, {"sender": sender_id, "count": count}).scalars()
    return [int(number) for number in numbers][::-1]


def _stored(connection: Connection, sender_id: str, kept: Snapshot | None) -> list[tuple[int, Event]]:
    """Returns events of a conversation with their ids: those of a snapshot, or all."""
    if kept is None:
        rows = connection.execute(_ALL_EVENTS, {"sender": sender_id})
    else:
        rows = connection.execute(_KEPT_EVENTS, {"sender": sender_id, "ids": kept.event_ids})
    numbered = ((int(row.id), Event.from_parameters(json.loads(row.data))) for row in rows)
    return [(number, event) for number, event in numbered if event is not None]


def _events(stored: list[dict[str, Any]]) -> list[Event]:
    return [Event.from_parameters(event) for event in stored]


def _latest_session(found: list[Event]) -> list[Event]:
    starts = [index for index, event in enumerate(found) if isinstance(event, SessionStarted)]
    return found[starts[-1] :] if starts else found
