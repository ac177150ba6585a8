"""Keeps the assistant silent while a person has a conversation, but for the one thing that cannot wait for them."""

from __future__ import annotations

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.trackers import DialogueStateTracker

DISTRESS = "distress"
# In the metadata of a message that was said to a person: what it was taken for says nothing of the assistant.
TO_PERSON = "to_person"


class GuideProcessor(MessageProcessor):
    """Rasa's processor, which in a paused conversation answers distress, and not `/restart`.

    The crisis line is given at once, whoever has the conversation: the person may be away from the desk.
    """

    async def _handle_message_with_tracker(self, message: UserMessage, tracker: DialogueStateTracker) -> None:
        if tracker.is_paused():
            message.metadata = {**(message.metadata or {}), TO_PERSON: True}
        await super()._handle_message_with_tracker(message, tracker)

    @staticmethod
    def _should_handle_message(tracker: DialogueStateTracker) -> bool:
        if not tracker.is_paused():
            return True
        parse = tracker.latest_message.parse_data if tracker.latest_message else {}
        clauses = parse.get("clauses") or []
        return DISTRESS in {(parse.get("intent") or {}).get("name"), *(clause["intent"] for clause in clauses)}
