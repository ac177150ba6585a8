"""The reader's life: copy what is new every second, reconcile every hour, say what is wrong, until told to stop."""

from __future__ import annotations

import logging
import threading
import time

from django.db import Error as DatabaseError
from django.db import close_old_connections

from console.corrections.scheduling import Gatherer
from console.models import Erasure, ReaderState
from console.reader import copying, desk, erasing, reconciling
from console.reader.source import SourceError, snapshot

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
BEAT_SECONDS = 10.0
RECONCILE_SECONDS = 3600.0
# After a failure; doubled up to the longest.
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 15.0


def run(address: str, stop: threading.Event) -> None:
    """Reads the conversation database at `address` until `stop` is set."""
    pause = FIRST_PAUSE_SECONDS
    gatherer = Gatherer()
    while not stop.is_set():
        gatherer.start_when_due()
        try:
            wait = 0.0 if step(address) else POLL_SECONDS
            pause = FIRST_PAUSE_SECONDS
        except copying.AnotherReaderError:
            log.warning("another reader is at work on the same database; one is enough")
            wait = LONGEST_PAUSE_SECONDS
        except SourceError as problem:
            _note(problem)
            wait, pause = pause, min(pause * 2, LONGEST_PAUSE_SECONDS)
        except DatabaseError as error:
            log.error("the console's own database: %s", type(error).__name__)
            close_old_connections()
            wait, pause = pause, min(pause * 2, LONGEST_PAUSE_SECONDS)
        except Exception:
            # One conversation that cannot be read must not end the reader, and with it the servers beside it.
            log.exception("the reader made a mistake; it tries again")
            wait, pause = pause, min(pause * 2, LONGEST_PAUSE_SECONDS)
        stop.wait(wait)
    gatherer.stop()


def step(address: str) -> bool:
    """Does once what is to be done; returns whether there is more to read.

    Raises SourceError, copying.AnotherReaderError, django.db.Error.
    """
    state = copying.state()
    with snapshot(address) as source:
        if _is_due(state, copying.source_of(source), source.newest()):
            changes = reconciling.reconcile(source, state)
            if changes:
                log.warning("reconciled: %d conversations made anew or removed", changes)
            return True
        news = copying.read(source, state)
        waiting = Erasure.objects.filter(done_at=None).exists()
        erased = erasing.carry_out(source) if waiting else 0
        key, requests = source.key, source.requests()
    is_new = news.events or news.late or news.feedback or news.undelivered or news.erasures
    if is_new or erased or state.problem or time.time() - state.beat_at > BEAT_SECONDS:
        copying.write(state, news)
    desk.follow(key, requests)
    return len(news.events) == copying.BATCH


def _is_due(state: ReaderState, source: str, newest: int) -> bool:
    """Tells whether to reconcile: every hour, and at once when the database is not the one that was read."""
    return (
        time.time() - state.reconciled_at > RECONCILE_SECONDS
        or state.source not in ("", source)
        or newest < state.offset
    )


def _note(problem: SourceError) -> None:
    state = ReaderState.objects.filter(pk=1)
    first = state.exclude(problem=problem.code).update(problem_since=time.time())
    state.update(problem=problem.code, problem_detail=problem.detail[:300], beat_at=time.time())
    if first:
        log.error("the conversation database (%s): %s", problem.code, problem.detail)
