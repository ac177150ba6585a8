"""Rows that the reader changes as events come, before it writes them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class ConversationRow:
    """A conversation as the reader writes it: the columns that come from events alone."""

    id: int
    sender_hash: str
    alias: str
    channel: str
    started_at: float
    last_at: float
    last_message: int = 0
    session: int | None = None
    opening: str = ""
    visitor_messages: int = 0
    assistant_messages: int = 0
    fallbacks: int = 0
    lowest_confidence: float | None = None
    asked_for_person: int = 0
    in_distress: int = 0
    event_count: int = 0
    event_last: int = 0
    event_sum: int = 0


@dataclass
class SessionRow:
    """A session as the reader writes it."""

    id: int
    conversation_id: int
    started_at: float
    last_at: float
    open_step: str | None = None
    messages: int = 0
    flow: str = ""
    wanted_person_at: float | None = None
    person_at: float | None = None
