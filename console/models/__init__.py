"""What the console keeps.

`conversations` is a copy of the conversation database made for reading; the reader alone writes it, and it can be
made anew. `reviews` and `corrections` are what reviewers add. `records` says who looked at what, and what was erased.
"""

from __future__ import annotations

from console.models.conversations import Conversation, Message, ReaderState, SeenErasure, Session, Step
from console.models.corrections import Correction, Sentence
from console.models.dashboards import ChangedMessage, Comparison, DailySum
from console.models.records import Access, Erasure, Login
from console.models.reviews import (
    Change,
    ConversationTag,
    Flag,
    Note,
    ReadMark,
    Review,
    Sample,
    SampleItem,
    SavedView,
    Score,
    Tag,
)

__all__ = [
    "Access",
    "Change",
    "ChangedMessage",
    "Comparison",
    "Conversation",
    "ConversationTag",
    "Correction",
    "DailySum",
    "Erasure",
    "Flag",
    "Login",
    "Message",
    "Note",
    "ReadMark",
    "ReaderState",
    "Review",
    "Sample",
    "SampleItem",
    "SavedView",
    "Score",
    "SeenErasure",
    "Sentence",
    "Session",
    "Step",
    "Tag",
]
