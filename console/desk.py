"""Who waits for a person, as the desk shows them: one row a conversation, people in distress first."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db.models import QuerySet

from console import rendering
from console.models import Conversation, Message, Request
from console.models.conversations import VISITOR
from console.reader import desk as copied
from console.reader.source import SourceError, snapshot

# How long an answer that was just sent is waited for in the copy, and how often that is looked at.
COPY_SECONDS = 3.0
LOOK_SECONDS = 0.1
SHOWN_WORDS = 160


@dataclass(frozen=True)
class Waiting:
    """A conversation whose visitor waits; times are Unix seconds."""

    conversation: Conversation
    requests: tuple[Request, ...]

    @property
    def kinds(self) -> list[str]:
        """The kinds of its requests, distress first."""
        return [kind for kind in Request.KINDS if any(request.kind == kind for request in self.requests)]

    @property
    def marks(self) -> list[tuple[str, str]]:
        """The kinds in words, each with the colour of its mark."""
        return [(Request.KINDS[kind], "red" if kind == Request.DISTRESS else "amber") for kind in self.kinds]

    @property
    def is_distress(self) -> bool:
        """Whether somebody said that they are in distress."""
        return Request.DISTRESS in self.kinds

    @property
    def since(self) -> float:
        """Since when they wait."""
        return min(request.at for request in self.requests)

    @property
    def by(self) -> str:
        """Who has the conversation, or ""."""
        return next((str(request.claimed_by) for request in self.requests if request.claimed_by), "")

    @cached_property
    def words(self) -> str:
        """What the visitor said last, of a button its title."""
        said = Message.objects.filter(conversation=self.conversation, sender=VISITOR).order_by("-id")
        text = said.values_list("text", flat=True).first() or ""
        return rendering.visible(" ".join(text.split())[:SHOWN_WORDS])


def queue(requests: QuerySet[Request] | None = None) -> list[Waiting]:
    """Returns who waits: distress first, then those who wait longest."""
    found: dict[int, list[Request]] = {}
    for request in (Request.objects.all() if requests is None else requests).select_related("conversation"):
        found.setdefault(request.conversation_id, []).append(request)
    rows = [Waiting(requests[0].conversation, tuple(requests)) for requests in found.values()]
    return sorted(rows, key=lambda row: (not row.is_distress, row.since, row.conversation.id))


def of(conversation: Conversation) -> Waiting | None:
    """Returns what the visitor of a conversation waits for, None for nothing."""
    return next(iter(queue(Request.objects.filter(conversation=conversation))), None)


def waiting() -> int:
    """Returns how many conversations nobody has taken on."""
    return Request.objects.filter(claimed_by=None).values("conversation").distinct().count()


def look_now() -> None:
    """Copies who waits at once, so that a page shows what its reader has just done; else the reader does it soon."""
    try:
        with snapshot(settings.GUIDE.conversations) as source:
            key, rows = source.key, source.requests()
        copied.follow(key, rows)
    except SourceError:
        pass


def wait_for(message: int) -> bool:
    """Waits a moment until the reader has copied a message; returns whether it has."""
    deadline = time.monotonic() + COPY_SECONDS
    while not Message.objects.filter(pk=message).exists():
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_SECONDS)
    return True
