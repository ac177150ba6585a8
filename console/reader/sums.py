"""What the dashboards count, each a number of one conversation's rows; kept in the transaction that writes the rows.

The same functions count what comes and what goes, so that an erased conversation takes out exactly what it brought.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection
from django.db.models import Sum

from console.models import DailySum, Message, Session
from console.models.conversations import VISITOR
from console.reader.projection import load

DAY_SECONDS = 86_400
LONGEST_NAME = 80
MESSAGE_COLUMNS = ("conversation_id", "sender", "at", "intent", "confidence", "is_fallback", "detail", "feedback")
SESSION_COLUMNS = ("conversation_id", "started_at", "messages", "flow", "open_step", "wanted_person_at", "person_at")
# Of a message's entities, those that tell what is asked for.
ASKED_FOR = ("field", "education_level", "credential", "area")
# Seconds until a person answered, at most; what took longer is "later", what was not answered "never".
ANSWER_SECONDS = {"5 min": 300, "30 min": 1_800, "2 h": 7_200, "1 day": 86_400}
_CHUNK = 500
Key = tuple[str, int, str, str]
Sums = Counter[Key]


def add_message(sums: Sums, channel: str, row: tuple[Any, ...], times: int = 1) -> None:
    """Counts a message, in the order of MESSAGE_COLUMNS."""
    _, sender, at, intent, confidence, is_fallback, detail, feedback = row
    day = int(at // DAY_SECONDS)
    sums["said", day, channel, sender] += times
    if sender != VISITOR:
        if feedback:
            add_thumb(sums, channel, at, detail, feedback, times)
        return
    found = load(detail)
    for name in {intent, *found.get("also", ())} - {None}:
        sums["intent", day, channel, name[:LONGEST_NAME]] += times
    for name in _asked_for(found):
        sums["asked for", day, channel, name] += times
    if confidence is None:
        return
    # Buttons are understood by definition: how well is asked of what was typed.
    model = str(found.get("model") or "")[:LONGEST_NAME]
    sums["typed", day, channel, model] += times
    sums["sureness", day, channel, model] += times * round(confidence * 1000)
    if is_fallback:
        sums["fallback", day, channel, model] += times


def add_thumb(sums: Sums, channel: str, at: float, detail: str, value: str, times: int = 1) -> None:
    """Counts what a visitor thought of a message, on the message's day."""
    day = int(at // DAY_SECONDS)
    model = str(load(detail).get("model") or "")
    sums["thumb", day, channel, value] += times
    sums[f"model {value}", day, channel, model[:LONGEST_NAME]] += times


def add_session(sums: Sums, channel: str, row: tuple[Any, ...], times: int = 1) -> None:
    """Counts a visit on the day of its beginning, in the order of SESSION_COLUMNS; one without a word is none."""
    _, started_at, messages, flow, open_step, wanted_at, person_at = row
    if not messages:
        return
    day = int(started_at // DAY_SECONDS)
    sums["visit", day, channel, ""] += times
    for step in flow.split():
        sums["reached", day, channel, step] += times
    if open_step:
        sums["left", day, channel, open_step] += times
    if wanted_at is not None or person_at is not None:
        sums["with person", day, channel, ""] += times
    if wanted_at is not None:
        sums["answered", day, channel, _how_soon(wanted_at, person_at)] += times


def change(sums: Sums) -> None:
    """Adds the numbers to what stands."""
    rows = [(*key, count) for key, count in sorted(sums.items()) if count]
    if not rows:
        return
    head = "INSERT INTO console_dailysum (kind, day, channel, name, count) VALUES "
    tail = " ON CONFLICT (kind, day, channel, name) DO UPDATE SET count = console_dailysum.count + excluded.count"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            from psycopg2.extras import execute_values

            execute_values(cursor.cursor, f"{head}%s{tail}", rows, page_size=_CHUNK)
        else:
            cursor.executemany(f"{head}(%s, %s, %s, %s, %s){tail}", rows)


def take_out(conversations: Iterable[int]) -> None:
    """Takes out what these conversations brought; call it before their rows go."""
    ids = list(conversations)
    for start in range(0, len(ids), _CHUNK):
        part = ids[start : start + _CHUNK]
        messages, sessions = (model.objects.filter(conversation__in=part) for model in (Message, Session))
        change(_counted(messages, sessions, -1))
    # A name that nobody says any more may tell who did.
    DailySum.objects.filter(count=0).delete()


def mend() -> bool:
    """Counts everything anew where the sums of messages and visits are not those of the copy; tells whether."""
    here = Counter(dict(DailySum.objects.filter(kind__in=("said", "visit")).values_list("kind").annotate(Sum("count"))))
    there = Counter(said=Message.objects.count(), visit=Session.objects.filter(messages__gt=0).count())
    if +here == +there:
        return False
    DailySum.objects.all().delete()
    change(_counted(Message.objects.all(), Session.objects.all()))
    return True


def _counted(messages: Any, sessions: Any, times: int = 1) -> Sums:
    sums: Sums = Counter()
    for channel, row in _with_channel(messages, MESSAGE_COLUMNS):
        add_message(sums, channel, row, times)
    for channel, row in _with_channel(sessions, SESSION_COLUMNS):
        add_session(sums, channel, row, times)
    return sums


def _with_channel(found: Any, columns: tuple[str, ...]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    for channel, *row in found.values_list("conversation__channel", *columns).iterator(chunk_size=2_000):
        yield channel, tuple(row)


def _asked_for(detail: dict[str, Any]) -> set[str]:
    """Returns what a message asks for as "entity=value"; a list of several schools or fields counts for each."""
    names = set()
    for entity in detail.get("entities", ()):
        if entity.get("entity") in ASKED_FOR:
            value = entity.get("value")
            for one in value if isinstance(value, list) else [value]:
                names.add(f"{entity['entity']}={one}"[:LONGEST_NAME])
    return names


def _how_soon(wanted_at: float, person_at: float | None) -> str:
    if person_at is None:
        return "never"
    return next((name for name, most in ANSWER_SECONDS.items() if person_at - wanted_at <= most), "later")
