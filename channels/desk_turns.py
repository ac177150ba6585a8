"""What a person does in a conversation, as turns of it: stored once, in order, and sent where a platform sends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog
from rasa.core.actions.action import create_bot_utterance
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import (
    ActiveLoop,
    AgentUttered,
    ConversationPaused,
    ConversationResumed,
    Event,
    SlotSet,
)
from rasa.shared.core.trackers import DialogueStateTracker

from channels.connector import Connector, is_owed
from channels.lanes import LaneFullError, ServerFullError
from channels.output import StoredOutput
from stores import claims
from stores.claims import RESOLVED, RETURNED, TIMED_OUT, Claim
from stores.conversations import Conversations
from stores.errors import ClaimRefused
from stores.masking import HANDOFF_FORM, PRIVATE_SLOTS
from stores.messages import Turn

log = structlog.get_logger(__name__)

# How long the caller is kept waiting for a platform; what it does not take then is marked later.
SENDING_SECONDS = 3.0
SAID_WHEN_TAKEN = "utter_desk_joined"
SAID_WHEN_BACK = {RESOLVED: "utter_desk_resolved", RETURNED: "utter_desk_returned", TIMED_OUT: "utter_desk_timed_out"}

Make = Callable[[DialogueStateTracker], Awaitable[list[Event]]]


@dataclass(frozen=True)
class Desk:
    """The conversations, the assistant that takes turns in them, and the platforms by the names of their channels."""

    conversations: Conversations
    agent: Agent
    connectors: dict[str, Connector]

    async def claim(self, sender: str, by: str, key: str) -> None:
        """Gives a conversation of the queue to one person, and tells the visitor; raises ClaimRefused, StoreError."""
        has = await self.claim_of(sender)
        if has is not None and has.by == by:
            return

        async def take(tracker: DialogueStateTracker) -> list[Event]:
            paused = ConversationPaused(metadata=claims.act(by))
            return [paused, *_leave_the_form(tracker), await self._utterance(SAID_WHEN_TAKEN, tracker)]

        await self._turn(sender, key, take)

    async def answer(self, sender: str, by: str, key: str, text: str) -> Turn:
        """Says something as the person who has the conversation; raises ClaimRefused, StoreError."""

        async def say(tracker: DialogueStateTracker) -> list[Event]:
            return [AgentUttered(text, metadata=claims.act(by))]

        return await self._turn(sender, key, say)

    async def give_back(self, sender: str, key: str, how: str, by: str, instead_of: Claim | None = None) -> None:
        """Gives a conversation back to the assistant, which says so; raises ClaimRefused, StoreError.

        Args:
            how: RESOLVED ends the visitor's requests; RETURNED and TIMED_OUT leave them in the queue.
            instead_of: the claim that ends, where it is somebody else's; it stays if they did something since.
        """
        other = {"instead_of": instead_of.by, "since": instead_of.at} if instead_of else {}

        async def resume(tracker: DialogueStateTracker) -> list[Event]:
            resumed = ConversationResumed(metadata=claims.act(by, how=how, **other))
            return [resumed, await self._utterance(SAID_WHEN_BACK[how], tracker)]

        await self._turn(sender, key, resume)

    async def end_silent_claims(self, before: float) -> None:
        """Gives back every conversation whose person did nothing since a time; raises StoreError."""
        for claim in await self.conversations.database.read(lambda connection: claims.claims(connection, before)):
            try:
                await self.give_back(claim.sender_id, f"silent:{claim.at}", TIMED_OUT, "", claim)
            except ClaimRefused:
                log.info("desk.claim.went_on")

    async def claim_of(self, sender: str) -> Claim | None:
        """Returns who has a conversation."""
        return await self.conversations.database.read(lambda connection: claims.claim_of(connection, sender))

    async def _utterance(self, response: str, tracker: DialogueStateTracker) -> Event:
        channel = tracker.sender_id.partition(":")[0]
        message = await self.agent.nlg.generate(response, tracker, channel)
        if not message:
            raise ValueError(f"the model has no {response}; `make train` makes a new one")
        return create_bot_utterance({**message, "utter_action": response})

    async def _turn(self, sender: str, key: str, make: Make) -> Turn:
        """Adds events to a conversation, as one turn that happens once for its key, and sends what they say."""
        channel = sender.partition(":")[0]
        # Not to be taken for an id of the visitor's.
        message = UserMessage(None, StoredOutput(channel), sender, input_channel=channel, message_id=f"desk:{key}")
        connector = self.connectors.get(channel)
        is_first = connector is not None and connector.is_new(sender, message.message_id)

        async def handle(_: UserMessage) -> None:
            async with self.agent.lock_store.lock(sender):
                tracker = await self.agent.tracker_store.retrieve(sender)
                if tracker is None:
                    raise ClaimRefused("gone")
                for event in await make(tracker):
                    tracker.update(event)
                await self.agent.tracker_store.save(tracker)

        turn = await self.conversations.take_turn(message, handle)
        if connector is not None and is_first and (not turn.repeated or is_owed(turn)):
            await self._send_once(connector, sender, message.message_id, turn)
        return turn

    async def _send_once(self, connector: Connector, sender: str, key: str, turn: Turn) -> None:
        """Sends unless another server does: each of them ends silent claims, and takes a repeated call."""
        servers, event = self.conversations.servers, f"{sender} {key}"
        if await servers.begin(event):
            await self._send(connector, sender, turn)
            await servers.end(event)

    async def _send(self, connector: Connector, sender: str, turn: Turn) -> None:
        try:
            sending = connector.deliver_later(self.conversations, sender, turn.replies)
        except (LaneFullError, ServerFullError):
            ids = [reply.id for reply in turn.replies]
            await self.conversations.mark_undelivered(sender, ids, "server_full")
            return
        await asyncio.wait([sending], timeout=SENDING_SECONDS)


def _leave_the_form(tracker: DialogueStateTracker) -> Sequence[Event]:
    """Ends the form that takes a message for a person: one is there now."""
    if tracker.active_loop_name != HANDOFF_FORM:
        return ()
    private = [SlotSet(name, None) for name in (*sorted(PRIVATE_SLOTS), "handoff_consent", "requested_slot")]
    return (*private, ActiveLoop(None))
