"""One step of the reader: what is new in the conversation database, into the console's tables, in one transaction."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from console.models import Conversation, ReaderState, SeenErasure
from console.reader import store
from console.reader.projection import hash_of
from console.reader.source import EventRow, Snapshot

BATCH = 5_000
# Feedback and failed deliveries name events that were read before them; some minutes are read again each time.
MARGIN_SECONDS = 300.0
# How long an id that was passed by may still be committed (PostgreSQL gives ids out before the commit).
GAP_SECONDS = 120.0
MOST_GAPS = 200


class AnotherReaderError(Exception):
    """Another reader wrote in the meantime; nothing was written."""


@dataclass(frozen=True)
class News:
    """What is new in the conversation database, read in one moment."""

    source: str
    newest: int
    late: list[EventRow]
    events: list[EventRow]
    erasures: list[tuple[str, int]]
    feedback: list[tuple[int, str, str | None, float]]
    undelivered: list[tuple[int, str, float]]
    hashes: dict[str, str] = field(default_factory=dict)


def read(snapshot: Snapshot, state: ReaderState) -> News:
    """Returns at most BATCH new events, and what else happened."""
    events = snapshot.events_after(state.offset, BATCH)
    late = [row for first, last, _ in state.gaps for row in snapshot.events_between(first, last)]
    # A mark is of a message that stands already, so marks wait until the events are read.
    since = state.marks_at - MARGIN_SECONDS if len(events) < BATCH else None
    return News(
        source=source_of(snapshot),
        newest=snapshot.newest(),
        late=late,
        events=events,
        erasures=snapshot.erasures(),
        feedback=[] if since is None else snapshot.feedback_since(since),
        undelivered=[] if since is None else snapshot.undelivered_since(since),
        hashes={sender: hash_of(snapshot.key, sender) for sender in {row.sender_id for row in [*late, *events]}},
    )


def source_of(snapshot: Snapshot) -> str:
    """Returns a name of the conversation database that says nothing about its key."""
    return hash_of(snapshot.key, "this database")


def write(state: ReaderState, news: News) -> ReaderState:
    """Stores the news and how far they reach, both or neither; returns the new state.

    Raises AnotherReaderError.
    """
    now = time.time()
    with transaction.atomic():
        new = _claim(state, news, now)
        _follow_erasures(news.erasures)
        projected = store.load(set(news.hashes.values()))
        for row in [*news.late, *news.events]:
            projected.add(row, news.hashes[row.sender_id])
        store.save(projected)
        store.mark_feedback(news.feedback)
        store.mark_undelivered(news.undelivered)
        new.save()
    return new


def state() -> ReaderState:
    """Returns how far the reader is."""
    return ReaderState.objects.get_or_create(pk=1)[0]


def _claim(state: ReaderState, news: News, now: float) -> ReaderState:
    """Takes the turn of writing, and returns what the state will be."""
    mine = ReaderState.objects.filter(pk=1, version=state.version).update(version=state.version + 1)
    if not mine:
        raise AnotherReaderError
    new = ReaderState.objects.get(pk=1)
    new.source, new.newest, new.beat_at = news.source, news.newest, now
    new.gaps = _gaps(state, news, now)
    new.offset = news.events[-1].id if news.events else state.offset
    new.marks_at = max([state.marks_at, *(f[3] for f in news.feedback), *(u[2] for u in news.undelivered)])
    new.problem = new.problem_detail = ""
    new.problem_since = None
    return new


def _gaps(state: ReaderState, news: News, now: float) -> list[list[float]]:
    """Returns the ids to look at again: passed by lately, and not read by now."""
    late = [row.id for row in news.late]
    # Of a gap that was filled in part, the rest is left to the reconciliation.
    kept = [gap for gap in state.gaps if gap[2] > now - GAP_SECONDS and not any(gap[0] <= id <= gap[1] for id in late)]
    before = state.offset
    for row in news.events:
        if before and row.id > before + 1 and (row.timestamp or 0.0) > now - GAP_SECONDS:
            kept.append([before + 1, row.id - 1, now])
        before = row.id
    return kept[-MOST_GAPS:]


def _follow_erasures(erasures: Iterable[tuple[str, int]]) -> None:
    """Removes who was erased since the last look, with all that reviewers wrote about them."""
    seen = dict(SeenErasure.objects.values_list("sender_hash", "erasures"))
    new = {sender: times for sender, times in erasures if seen.get(sender, 0) < times}
    for sender, times in new.items():
        store.forget(Conversation.objects.filter(sender_hash=sender))
        SeenErasure.objects.update_or_create(sender_hash=sender, defaults={"erasures": times})
    gone = set(seen) - {sender for sender, _ in erasures}
    SeenErasure.objects.filter(sender_hash__in=list(gone)[:900]).delete()
