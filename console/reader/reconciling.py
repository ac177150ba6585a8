"""Compares the copy with the conversation database and makes anew what differs.

This follows retention, and catches what no reader of new rows can see: rows changed by hand, a database that was
restored from a backup, another database in its place.
"""

from __future__ import annotations

import time

from django.db import transaction

from console.models import Conversation, DailySum, Flag, Message, ReaderState, SeenErasure
from console.reader import store, sums
from console.reader.copying import AnotherReaderError, source_of
from console.reader.projection import Projected, hash_of
from console.reader.source import Snapshot


def reconcile(snapshot: Snapshot, state: ReaderState) -> int:
    """Makes the conversations that differ equal to the conversation database; returns how many.

    Raises AnotherReaderError.
    """
    with transaction.atomic():
        if not ReaderState.objects.filter(pk=1, version=state.version).update(version=state.version + 1):
            raise AnotherReaderError
        offset = state.offset
        if state.source not in ("", source_of(snapshot)):
            # Another database: its people are others, under another key.
            Conversation.objects.all().delete()
            DailySum.objects.all().delete()
            SeenErasure.objects.all().delete()
            offset = 0
        # A database that was restored from a backup ends before what was read of it.
        offset = min(offset, snapshot.newest())
        changes = _compare(snapshot, offset)
        sums.mend()
        ReaderState.objects.filter(pk=1).update(
            source=source_of(snapshot),
            offset=offset,
            gaps=[],
            marks_at=state.marks_at if offset else 0,
            reconciled_at=time.time(),
            reconciled_changes=changes,
        )
    return changes


def _compare(snapshot: Snapshot, offset: int) -> int:
    there = {hash_of(snapshot.key, sender): (sender, totals) for sender, *totals in snapshot.totals(offset)}
    here = {
        row[0]: (row[1], tuple(int(n) for n in row[2:]))
        for row in Conversation.objects.values_list("sender_hash", "id", "event_count", "event_last", "event_sum")
    }
    gone = [here[sender][0] for sender in here.keys() - there.keys()]
    for start in range(0, len(gone), 500):
        store.forget(Conversation.objects.filter(pk__in=gone[start : start + 500]))
    different = [
        (sender, hashed)
        for hashed, (sender, totals) in there.items()
        if hashed not in here or here[hashed][1] != tuple(int(n) for n in totals)
    ]
    for sender, hashed in different:
        _make_anew(snapshot, sender, hashed, offset)
    return len(gone) + len(different)


def _make_anew(snapshot: Snapshot, sender: str, hashed: str, offset: int) -> None:
    """Writes a conversation again from its events; reviews stay, flags only on messages that are still there."""
    projected = Projected()
    for row in snapshot.events_of(sender, offset):
        projected.add(row, hashed)
    known = Conversation.objects.filter(sender_hash=hashed).values_list("id", flat=True).first()
    if known is not None:
        _keep_id(projected, hashed, known)
        messages = Message.objects.filter(conversation_id=known)
        feedback = list(messages.exclude(feedback=None).values_list("id", "feedback", "feedback_comment", "at"))
        undelivered = list(messages.exclude(undelivered=None).values_list("id", "undelivered", "at"))
        sums.take_out([known])
        store.clear(known)
    store.save(projected)
    if known is not None:
        store.mark_feedback(feedback)
        store.mark_undelivered(undelivered)
        Flag.objects.filter(conversation_id=known).exclude(message__in=Message.objects.all()).delete()
        store.count_marks(known)


def _keep_id(projected: Projected, hashed: str, known: int) -> None:
    """Gives rows the id that reviews know the conversation by."""
    conversation = projected.conversations[hashed]
    conversation.id = known
    for session in projected.sessions.values():
        session.conversation_id = known
    projected.messages = [(row[0], known, *row[2:]) for row in projected.messages]
    projected.steps = [(row[0], known, *row[2:]) for row in projected.steps]
