"""Writes rows that events have become into the console's tables; call it inside a transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import fields
from operator import attrgetter, itemgetter
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from console.models import Conversation, Message, Session, Step
from console.reader import sums
from console.reader.projection import Projected
from console.reader.rows import ConversationRow, SessionRow

CONVERSATION_COLUMNS = [f.name for f in fields(ConversationRow)]
SESSION_COLUMNS = [f.name for f in fields(SessionRow)]
MESSAGE_COLUMNS = [
    "id", "conversation_id", "session", "sender", "at", "text", "intent", "confidence", "is_fallback", "detail"
]  # fmt: skip
STEP_COLUMNS = ["id", "conversation_id", "session", "kind", "name", "detail"]
_message_sums = itemgetter(*(MESSAGE_COLUMNS.index(name) for name in sums.MESSAGE_COLUMNS[:-1]))
_session_sums = attrgetter(*sums.SESSION_COLUMNS)
_conversation_values = attrgetter(*CONVERSATION_COLUMNS)
_session_values = attrgetter(*SESSION_COLUMNS)
# SQLite before 3.32 takes 999 values in a statement.
_CHUNK = 900
_PAGE = 500


def load(hashes: Iterable[str]) -> Projected:
    """Returns what stands of these conversations, so that newer events can be added to it."""
    found = Projected()
    wanted = list(hashes)
    for start in range(0, len(wanted), _CHUNK):
        part = Conversation.objects.filter(sender_hash__in=wanted[start : start + _CHUNK])
        for values in part.values_list(*CONVERSATION_COLUMNS):
            row = ConversationRow(*values)
            row.event_sum = int(row.event_sum)
            found.conversations[row.sender_hash] = row
    current = [row.session for row in found.conversations.values() if row.session is not None]
    for start in range(0, len(current), _CHUNK):
        for values in Session.objects.filter(pk__in=current[start : start + _CHUNK]).values_list(*SESSION_COLUMNS):
            found.sessions[values[0]] = SessionRow(*values)
    _count_sessions(found, -1)
    return found


def save(projected: Projected) -> None:
    """Inserts the rows, or replaces those with the same ids; what reviewers and visitors added to them stays."""
    _upsert(Conversation, CONVERSATION_COLUMNS, list(map(_conversation_values, projected.conversations.values())))
    _upsert(Session, SESSION_COLUMNS, list(map(_session_values, projected.sessions.values())))
    _upsert(Message, MESSAGE_COLUMNS, projected.messages)
    _upsert(Step, STEP_COLUMNS, projected.steps)
    channels = {row.id: row.channel for row in projected.conversations.values()}
    for message in projected.messages:
        sums.add_message(projected.sums, channels[message[1]], (*_message_sums(message), None))
    _count_sessions(projected, 1)
    sums.change(projected.sums)


def _count_sessions(projected: Projected, times: int) -> None:
    channels = {row.id: row.channel for row in projected.conversations.values()}
    for session in projected.sessions.values():
        sums.add_session(projected.sums, channels[session.conversation_id], _session_sums(session), times)


def forget(conversations: QuerySet[Conversation]) -> None:
    """Deletes conversations with all that hangs on them, and takes what they brought out of the daily sums."""
    sums.take_out(conversations.values_list("pk", flat=True))
    conversations.delete()


def mark_feedback(rows: Iterable[tuple[int, str, str | None, float]]) -> None:
    """Notes what visitors thought of messages, and counts it anew in their conversations."""
    _mark(("feedback", "feedback_comment"), {event: (value, comment) for event, value, comment, _ in rows})


def mark_undelivered(rows: Iterable[tuple[int, str, float]]) -> None:
    """Notes which messages a platform refused, and counts them anew in their conversations."""
    _mark(("undelivered",), {event: (reason,) for event, reason, _ in rows})


def _mark(columns: tuple[str, ...], marks: dict[int, tuple[Any, ...]]) -> None:
    touched: set[int] = set()
    counted: sums.Sums = Counter()
    events = list(marks)
    for start in range(0, len(events), _CHUNK):
        part = Message.objects.filter(pk__in=events[start : start + _CHUNK])
        for event, conversation, channel, at, detail, *known in part.values_list(
            "id", "conversation_id", "conversation__channel", "at", "detail", *columns
        ):
            # What stands already is read again with every poll for some minutes.
            if tuple(known) != marks[event]:
                Message.objects.filter(pk=event).update(**dict(zip(columns, marks[event], strict=True)))
                touched.add(conversation)
                if "feedback" in columns:
                    for value, times in ((known[0], -1), (marks[event][0], 1)):
                        if value:
                            sums.add_thumb(counted, channel, at, detail, value, times)
    sums.change(counted)
    for conversation in touched:
        count_marks(conversation)


def count_marks(conversation: int) -> None:
    """Counts the thumbs and the refused messages of a conversation."""
    messages = Message.objects.filter(conversation_id=conversation)
    Conversation.objects.filter(pk=conversation).update(
        thumbs_up=messages.filter(feedback="up").count(),
        thumbs_down=messages.filter(feedback="down").count(),
        undelivered=messages.filter(undelivered__isnull=False).count(),
    )


def clear(conversation: int) -> None:
    """Deletes the copy of a conversation's messages; what hangs on them stays until the transaction's end.

    Django's own deletion would take reviewers' flags along, and most messages come back in a moment.
    """
    with connection.cursor() as cursor:
        for model in (Message, Step, Session):
            cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE conversation_id = %s", [conversation])


def _upsert(model: Any, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    if not rows:
        return
    # What reviewers added hangs on the id, so a row is replaced in place.
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns if name != "id")
    head = f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) VALUES "
    tail = f" ON CONFLICT (id) DO UPDATE SET {changes}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            from psycopg2.extras import execute_values

            execute_values(cursor.cursor, f"{head}%s{tail}", rows, page_size=_PAGE)
        else:
            cursor.executemany(f"{head}({', '.join(['%s'] * len(columns))}){tail}", rows)
