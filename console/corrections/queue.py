"""What waits to be looked at, in the order that a reviewer chose."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from console.corrections import deciding
from console.models import Correction, Message, Sentence

ORDERS = {
    "unsure": "Least sure",
    "asked": "Most often asked",
    "down": "Thumbs down",
    "groups": "By meaning",
}
STATES = {
    Correction.PROPOSED: "Waiting for a lead",
    Correction.APPROVED: "Approved",
    Correction.EXPORTED: "Exported",
    Correction.DISMISSED: "Put away",
}
MOST_CORRECTIONS = 500


@dataclass(frozen=True)
class Row:
    """A line of the list; `title` opens a group, with its number of sentences."""

    key: str
    message: int
    text: str
    intent: str
    asked: int = 0
    least_sure: float | None = None
    thumbs_down: int = 0
    title: str = ""
    size: int = 0


def rows(show: str) -> list[Row]:
    """Returns the list: sentences that nobody has corrected yet, or corrections in a state."""
    # Retention may have been there since they were gathered.
    stored = Q(message__in=Message.objects.values("pk"))
    if show in STATES:
        found = Correction.objects.filter(stored, state=show).order_by("-at", "key")[:MOST_CORRECTIONS]
        return [Row(c.key, c.message, c.text, c.label) for c in found]
    waiting = list(Sentence.objects.filter(stored).exclude(key__in=Correction.objects.values("key")).defer("vector"))
    if show == "groups":
        return _grouped(waiting)
    if show == "down":
        waiting = [s for s in waiting if s.thumbs_down]
    orders = {
        "unsure": lambda s: (s.least_sure, -s.asked, s.key),
        "asked": lambda s: (-s.asked, s.least_sure, s.key),
        "down": lambda s: (-s.thumbs_down, s.least_sure, s.key),
    }
    return [_row(s) for s in sorted(waiting, key=orders[show])]


def counts() -> dict[str, int]:
    """Returns how much there is in each state."""
    return {state: Correction.objects.filter(state=state).count() for state in STATES}


def neighbours(show: str, message: Message) -> tuple[int | None, int | None]:
    """Returns the messages before and after one in the list; after one that is not in it comes the list's first."""
    found = rows(show)
    here = deciding.key_of(message)
    at = next((number for number, row in enumerate(found) if row.key == here), None)
    if at is None:
        return None, found[0].message if found else None
    before = found[at - 1].message if at else None
    return before, found[at + 1].message if at + 1 < len(found) else None


def _row(sentence: Sentence, title: str = "", size: int = 0) -> Row:
    return Row(
        sentence.key, sentence.message, sentence.text, sentence.intent or "", sentence.asked, sentence.least_sure,
        sentence.thumbs_down, title, size,
    )  # fmt: skip


def _grouped(waiting: list[Sentence]) -> list[Row]:
    """Returns them group by group, the largest first; what resembles nothing else comes last."""
    groups: dict[str, list[Sentence]] = {}
    for sentence in waiting:
        groups.setdefault(sentence.group, []).append(sentence)
    found = []
    for name, members in sorted(groups.items(), key=lambda item: (not item[0], -len(item[1]), item[0])):
        title = name or "Like no other"
        for number, sentence in enumerate(sorted(members, key=lambda s: (s.text != name, -s.asked, s.key))):
            found.append(_row(sentence, "" if number else title, len(members)))
    return found
