"""The daily sums are what a query of the conversation database itself gives, whatever happened in between."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from console.models import Conversation, DailySum, Message, ReaderState
from console.reader import loop, store
from stores import erasure
from stores.database import open_database

pytestmark = pytest.mark.django_db
NOON = 1_795_003_200.0
Write = Callable[..., int]


def kept() -> Counter:
    """Returns the sums that stand."""
    return Counter({(s.kind, s.day, s.channel, s.name): s.count for s in DailySum.objects.all()})


def rows(address: str, query: str) -> list[tuple]:
    """Returns what the conversation database answers."""
    if "://" not in address:
        with closing(sqlite3.connect(address)) as connection:
            return connection.execute(query).fetchall()
    import psycopg2

    with closing(psycopg2.connect(address)) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def counted(address: str) -> Counter:
    """Counts the conversation database's events, knowing nothing of how the reader does it."""
    sums: Counter = Counter()
    thumbs = dict(rows(address, "SELECT event_id, value FROM feedback"))
    people: dict[str, list] = {}
    for id, sender, kind, at, action, data in rows(
        address, "SELECT id, sender_id, type_name, timestamp, action_name, data FROM events ORDER BY id"
    ):
        people.setdefault(sender, []).append((id, kind, at, action, json.loads(data)))
    for sender, events in people.items():
        channel = sender.split(":")[0]
        visits: list[list] = [[]]
        for event in events:
            if event[3] == "action_session_start":
                visits.append([])
            visits[-1].append(event)
        for visit in visits:
            count_visit(sums, channel, visit, thumbs)
    return +sums


def count_visit(sums: Counter, channel: str, visit: list, thumbs: dict) -> None:
    """Counts one visit."""
    said, reached, open_question, wanted, person = 0, [], None, None, None
    for id, kind, at, action, event in visit:
        day, metadata = int(at // 86_400), event.get("metadata") or {}
        model = metadata.get("model_id", "")
        if kind == "user" and not metadata.get("opening") and event["text"] not in ("/session_start", "/restart"):
            said, open_question = said + 1, None
            parse = event["parse_data"]
            intents = {parse["intent"]["name"], *parse.get("also_intents", [])}
            wanted = at if wanted is None and "human_handoff" in intents else wanted
            sums["said", day, channel, "visitor"] += 1
            sums.update({("intent", day, channel, name): 1 for name in intents})
            asked = {
                f"{e['entity']}={value}"
                for e in parse["entities"]
                if e["entity"] in ("field", "area", "education_level", "credential")
                for value in (e["value"] if isinstance(e["value"], list) else [e["value"]])
            }
            sums.update({("asked for", day, channel, name): 1 for name in asked})
            if not event["text"].startswith("/"):
                sums["typed", day, channel, model] += 1
                sums["sureness", day, channel, model] += round(parse["intent"]["confidence"] * 1000)
                sums["fallback", day, channel, model] += parse["intent"]["name"] in ("nlu_fallback", "out_of_scope")
        elif kind in ("bot", "agent"):
            person = at if kind == "agent" and person is None else person
            sums["said", day, channel, "assistant" if kind == "bot" else "person"] += 1
            if id in thumbs:
                sums["thumb", day, channel, thumbs[id]] += 1
                sums[f"model {thumbs[id]}", day, channel, model] += 1
        elif kind == "slot" and action == "requested_slot" and event["value"]:
            open_question = event["value"]
            reached.append(open_question)
        elif kind == "active_loop" and not event["name"]:
            open_question = None
        elif action == "action_search_programs":
            reached.append(action)
    if not said:
        return
    day = int(next(e[2] for e in visit) // 86_400)
    sums["visit", day, channel, ""] += 1
    sums.update({("reached", day, channel, step): 1 for step in set(reached)})
    if open_question:
        sums["left", day, channel, open_question] += 1
    if wanted is not None or person is not None:
        sums["with person", day, channel, ""] += 1
    if wanted is not None:
        waited = None if person is None else person - wanted
        limits = {"5 min": 300, "30 min": 1800, "2 h": 7200, "1 day": 86_400, "later": float("inf")}
        soon = "never" if waited is None else next(name for name, most in limits.items() if waited <= most)
        sums["answered", day, channel, soon] += 1


def rate(address: str, event: int, sender: str, value: str) -> None:
    """A visitor's thumb."""
    query = f"INSERT INTO feedback (event_id, sender_id, at, value) VALUES ({event}, '{sender}', {NOON}, '{value}')"
    open_database(address).write_now(lambda connection: connection.exec_driver_sql(query))


@pytest.fixture
def more(conversations: str, write: Write) -> None:
    """What the conversations do not hold by themselves: a person who answers, two models, thumbs, a second day."""
    write("rest:console-bob", {"event": "agent", "text": "I am here.", "timestamp": NOON + 1e7})
    for number, (model, intent) in enumerate((("old", "nlu_fallback"), ("old", "greet"), ("new", "greet"))):
        said = {
            "event": "user", "text": f"hm {number}", "timestamp": NOON + number * 86_400,
            "metadata": {"model_id": model},
            "parse_data": {
                "intent": {"name": intent, "confidence": 0.25 + number / 4}, "also_intents": ["thank"],
                "entities": [{"entity": "field", "value": ["11.07", "27.05"]}, {"entity": "area", "value": "OH"}],
            },
        }  # fmt: skip
        write("telegram:models", said)
        answer = write("telegram:models", {**said, "event": "bot", "text": "so?", "metadata": {"model_id": model}})
        rate(conversations, answer, "telegram:models", "down" if model == "old" else "up")


def test_the_sums_are_those_of_a_query_of_the_events(conversations: str, more: None, read: Callable) -> None:
    read()
    assert kept() == counted(conversations)
    kinds = {key[0] for key in kept()}
    assert kinds >= {
        "visit",
        "said",
        "intent",
        "asked for",
        "typed",
        "fallback",
        "thumb",
        "reached",
        "left",
        "answered",
    }


def test_reading_in_pieces_gives_the_same_sums(
    conversations: str, more: None, read: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.reader.copying.BATCH", 7)
    read()
    assert +kept() == counted(conversations)


def test_a_changed_thumb_is_counted_once(conversations: str, more: None, read: Callable) -> None:
    read()
    query = f"UPDATE feedback SET value = 'up', at = {NOON + 1} WHERE value = 'down'"
    open_database(conversations).write_now(lambda connection: connection.exec_driver_sql(query))
    loop.step(conversations)
    assert not DailySum.objects.filter(kind="thumb", name="down", count__gt=0).exists()
    assert +kept() == counted(conversations)


def test_who_is_erased_leaves_the_sums(conversations: str, more: None, read: Callable) -> None:
    read()
    open_database(conversations).write_now(lambda connection: erasure.erase(connection, "telegram:models"))
    loop.step(conversations)
    assert +kept() == counted(conversations)
    assert not DailySum.objects.filter(channel="telegram").exists(), "no name of theirs stays, not even with a zero"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda: DailySum.objects.all().delete(),
        lambda: DailySum.objects.filter(kind="said").update(count=1_000),
        lambda: store.forget(Conversation.objects.all()),
        lambda: Conversation.objects.update(event_count=-1),
    ],
    ids=["lost", "wrong", "nothing copied", "all projected again"],
)
def test_reconciling_makes_the_sums_right_again(
    conversations: str, more: None, read: Callable, spoil: Callable[[], Any]
) -> None:
    read()
    spoil()
    ReaderState.objects.update(reconciled_at=0)
    read()
    assert Message.objects.exists()
    assert +kept() == counted(conversations)
