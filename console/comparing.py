"""What another model would understand of messages that were typed, before it goes live.

The model runs in a process of its own (`python -m runtime.understand`), one sentence at a time; nothing is sent
anywhere, and what is stored are labels and the numbers of messages, never their words.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from django.db import transaction

from console.environment import PROJECT
from console.models import ChangedMessage, Comparison, Conversation, Message
from console.models.conversations import VISITOR
from console.reader.projection import load

MOST_SENTENCES = 20_000
MOST_CHANGES = 2_000
KEPT_COMPARISONS = 20
# Events are stored in the order of their turns' ends, so times of neighbours may be that far out of order.
_OUT_OF_ORDER_SECONDS = 3_600.0
Understand = Callable[[str], dict[str, Any]]


class ComparingError(RuntimeError):
    """The model cannot be run; the message says why."""


@dataclass
class Sentence:
    """A sentence that was typed, what its newest message was understood as, and how often it was said."""

    message: int
    conversation: int
    intent: str
    sureness: float
    entities: list[str]
    times: int = 1


def sentences(since: float, most: int = MOST_SENTENCES) -> dict[str, Sentence]:
    """Returns the different sentences typed since a time (Unix seconds), the newest ones, at most so many."""
    found: dict[str, Sentence] = {}
    typed = Message.objects.filter(sender=VISITOR, confidence__isnull=False, intent__isnull=False)
    columns = ("id", "conversation_id", "at", "text", "intent", "confidence", "detail")
    for pk, conversation, at, text, intent, confidence, detail in (
        typed.order_by("-id").values_list(*columns).iterator(chunk_size=2_000)
    ):
        if at < since - _OUT_OF_ORDER_SECONDS:
            break
        if text in found:
            found[text].times += at >= since
        elif at >= since and len(found) < most:
            entities = _entities([[e.get("entity"), e.get("value")] for e in load(detail).get("entities", ())])
            found[text] = Sentence(pk, conversation, intent, confidence, entities)
    return found


@contextmanager
def understanding(model: Path) -> Iterator[Understand]:
    """Runs a model and gives a function that asks it; raises ComparingError when it does not answer."""
    command = [sys.executable, "-W", "ignore", "-m", "runtime.understand", str(model)]
    environment = os.environ | {"PYTHONWARNINGS": "ignore"}
    with subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        asked, answered = cast(IO[str], process.stdin), cast(IO[str], process.stdout)

        def understand(text: str) -> dict[str, Any]:
            try:
                asked.write(json.dumps(text) + "\n")
                asked.flush()
                answer: dict[str, Any] = json.loads(answered.readline())
            except (OSError, ValueError) as error:
                raise ComparingError(f"{model.name} does not answer.") from error
            return answer

        try:
            yield understand
        finally:
            process.kill()


def compare(model: Path, days: int, most: int, progress: Callable[[int, int], None]) -> Comparison:
    """Asks a model about the last days' sentences and stores what would change; raises ComparingError."""
    started = time.time()
    then = sentences(started - days * 86_400, most)
    if not then:
        raise ComparingError(f"Nothing was typed in the last {days} days.")
    sure = {"then": 0.0, "now": 0.0}
    intents: dict[str, list[int]] = {}
    changes: list[ChangedMessage] = []
    with understanding(model) as understand:
        for number, (text, sentence) in enumerate(then.items(), 1):
            now = understand(text)
            intents.setdefault(sentence.intent, [0, 0])[0] += sentence.times
            intents.setdefault(now["intent"], [0, 0])[1] += sentence.times
            sure["then"] += sentence.sureness * sentence.times
            sure["now"] += now["confidence"] * sentence.times
            changed = _changed(sentence, now)
            if changed is not None:
                changes.append(changed)
            progress(number, len(then))
    messages = sum(sentence.times for sentence in then.values())
    return _store(
        Comparison(
            model=model.name[:200], days=days, messages=messages, sentences=len(then),
            changed=sum(change.times for change in changes), seconds=time.time() - started,
            sureness_then=sure["then"] / messages, sureness_now=sure["now"] / messages, intents=intents,
        ),
        changes,
    )  # fmt: skip


def _changed(then: Sentence, now: dict[str, Any]) -> ChangedMessage | None:
    entities = _entities(now["entities"])
    if now["intent"] == then.intent and entities == then.entities:
        return None
    return ChangedMessage(
        conversation_id=then.conversation, message=then.message, times=then.times, intent_then=then.intent,
        intent_now=now["intent"], sure_then=then.sureness, sure_now=now["confidence"], entities_then=then.entities,
        entities_now=entities,
    )  # fmt: skip


def _store(comparison: Comparison, changes: list[ChangedMessage]) -> Comparison:
    """Stores the result, with the most frequent changes; whoever was erased meanwhile is in none."""
    most = sorted(changes, key=lambda change: -change.times)[:MOST_CHANGES]
    with transaction.atomic():
        comparison.save()
        there = Conversation.objects.in_bulk([change.conversation_id for change in most]).keys()
        for change in most:
            change.comparison = comparison
        ChangedMessage.objects.bulk_create([c for c in most if c.conversation_id in there], batch_size=500)
        old = Comparison.objects.values_list("pk", flat=True)[KEPT_COMPARISONS:]
        Comparison.objects.filter(pk__in=list(old)).delete()
    return comparison


def _entities(found: list[list[Any]]) -> list[str]:
    """Returns entities as "name=value", in an order that does not depend on where they were found."""
    return sorted(
        f"{name}={json.dumps(value)}" if isinstance(value, list) else f"{name}={value}" for name, value in found
    )
