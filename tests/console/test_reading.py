"""The reader: what the assistant stored is what the console shows, through erasures, restarts and other trouble."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from console.models import Conversation, Flag, Message, Note, ReaderState, Session, Step
from console.reader import copying, loop
from console.reader.source import SourceError, snapshot
from stores.database import open_database
from stores.erasure import erase
from stores.schema import events, feedback, undelivered
from tests.console.conftest import TALK

pytestmark = pytest.mark.django_db


def tables() -> dict[str, list[tuple[Any, ...]]]:
    """Returns all that the reader wrote."""
    return {
        model.__name__: list(model.objects.order_by("id").values_list())
        for model in (Conversation, Session, Message, Step)
    }


def test_what_was_said_is_what_is_shown(of: Callable[[str], Conversation], conversations: str) -> None:
    for sender, texts in TALK.items():
        conversation = of(sender)
        said = Message.objects.filter(conversation=conversation).order_by("id")
        assert [m.text for m in said if m.sender == "visitor"] == list(texts)
        with snapshot(conversations) as source:
            rows = source.events_of(sender, source.newest())
        answers = [json.loads(row.data)["text"] for row in rows if row.type_name == "bot"]
        assert [m.text for m in said if m.sender == "assistant"] == answers
        assert conversation.visitor_messages == len(texts)
        assert conversation.assistant_messages == len(answers)
        assert conversation.last_at == max(m.at for m in said)


def test_what_it_understood_comes_along(of: Callable[[str], Conversation]) -> None:
    pay = Message.objects.get(conversation=of("ana"), text__startswith="how much")
    assert pay.intent == "ask_salary"
    assert pay.confidence > 0.5
    detail = json.loads(pay.detail)
    assert detail["ranking"][0][0] == "ask_salary"
    assert {"area", "occupation"} <= {entity["entity"] for entity in detail["entities"]}
    steps = Step.objects.filter(conversation=of("ana"))
    assert steps.filter(kind="action", name="action_show_salary", detail__contains="RulePolicy").exists()
    assert steps.filter(kind="slot", name="last_areas").exists()


def test_what_reviewers_look_for_is_counted(of: Callable[[str], Conversation]) -> None:
    bob, dan = of("bob"), of("dan")
    assert (bob.asked_for_person, bob.in_distress) == (1, 1)
    assert dan.fallbacks == 1
    button = Message.objects.get(conversation=dan, intent="ask_role")
    assert button.confidence is None, "a button is not understood by a model"
    assert of("cyn").sessions.get().open_step == "field"
    assert of("ana").opening == "how much do ml engineers make in texas?"


def test_no_id_of_a_platform_is_copied(of: Callable[[str], Conversation]) -> None:
    of("ana")
    copied = json.dumps(tables(), default=str)
    for sender in TALK:
        assert sender not in copied
        assert sender.removeprefix("rest:") not in copied


def test_reading_in_pieces_gives_the_same_tables(
    read: Callable[[], None], monkeypatch: pytest.MonkeyPatch, conversations: str
) -> None:
    read()
    at_once = tables()
    Conversation.objects.all().delete()
    ReaderState.objects.all().delete()
    monkeypatch.setattr(copying, "BATCH", 7)
    read()
    assert tables() == at_once
    assert len(at_once["Message"]) > 15


def test_feedback_and_refused_messages_arrive_later(
    of: Callable[[str], Conversation], read: Callable[[], None], conversations: str
) -> None:
    answer = Message.objects.filter(conversation=of("ana"), sender="assistant").first()
    database = open_database(conversations)

    def rate(value: str) -> None:
        row = {"event_id": answer.id, "sender_id": "rest:console-ana", "value": value, "at": time.time()}
        database.write_now(lambda c: c.execute(feedback.delete().where(feedback.c.event_id == answer.id)))
        database.write_now(lambda c: c.execute(feedback.insert().values(**row, comment="no!")))

    rate("up")
    read()
    rate("down")
    gone = {"event_id": answer.id, "sender_id": "rest:console-ana", "reason": "blocked", "at": time.time()}
    database.write_now(lambda c: c.execute(undelivered.insert().values(gone)))
    read()
    ana = of("ana")
    assert (ana.thumbs_up, ana.thumbs_down, ana.undelivered) == (0, 1, 1)
    answer.refresh_from_db()
    assert (answer.feedback, answer.feedback_comment, answer.undelivered) == ("down", "no!", "blocked")


def test_who_is_erased_is_gone_with_all_that_was_written_about_them(
    of: Callable[[str], Conversation], read: Callable[[], None], conversations: str, person: Callable[..., Any]
) -> None:
    bob = of("bob")
    Note.objects.create(conversation=bob, author=person("rita"), at=0, text="called him")
    Flag.objects.create(message=bob.messages.first(), conversation=bob, at=0)
    open_database(conversations).write_now(lambda c: erase(c, "rest:console-bob"))
    read()
    assert not Conversation.objects.filter(pk=bob.pk).exists()
    assert not Message.objects.filter(conversation_id=bob.pk).exists()
    assert not Note.objects.exists()
    assert not Flag.objects.exists()
    assert Conversation.objects.count() == len(TALK) - 1


def test_who_comes_back_after_an_erasure_is_new(
    of: Callable[[str], Conversation], read: Callable[[], None], conversations: str, write: Callable[..., int]
) -> None:
    old = of("bob").pk
    open_database(conversations).write_now(lambda c: erase(c, "rest:console-bob"))
    write("rest:console-bob", {"event": "user", "text": "me again", "timestamp": time.time()})
    read()
    assert of("bob").pk > old
    assert [m.text for m in of("bob").messages.all()] == ["me again"]


def test_what_retention_deletes_goes_with_the_next_comparison(
    of: Callable[[str], Conversation], read: Callable[[], None], conversations: str
) -> None:
    ana = of("ana")
    first = ana.messages.order_by("id").first()
    Flag.objects.create(message=first, conversation=ana, at=0)
    kept = ana.messages.order_by("id").last()
    Flag.objects.create(message=kept, conversation=ana, at=0)
    database = open_database(conversations)
    database.write_now(
        lambda c: c.execute(events.delete().where(events.c.sender_id == "rest:console-ana", events.c.id <= first.id))
    )
    database.write_now(lambda c: c.execute(events.delete().where(events.c.sender_id == "rest:console-eve")))
    ReaderState.objects.update(reconciled_at=0)
    read()
    assert Conversation.objects.count() == len(TALK) - 1
    assert of("ana").visitor_messages == 2
    assert of("ana").pk == ana.pk, "reviews know it by this id"
    assert list(Flag.objects.values_list("pk", flat=True)) == [kept.id]
    assert ReaderState.objects.get().reconciled_changes == 2


def test_comparing_changes_nothing_where_nothing_differs(read: Callable[[], None]) -> None:
    read()
    before = tables()
    ReaderState.objects.update(reconciled_at=0)
    read()
    assert tables() == before
    assert ReaderState.objects.get().reconciled_changes == 0


def test_a_change_by_hand_is_found(of: Callable[[str], Conversation], read: Callable[[], None]) -> None:
    right = of("ana")
    Conversation.objects.filter(pk=right.pk).update(event_count=1, visitor_messages=99)
    Message.objects.filter(conversation=right).first().delete()
    ReaderState.objects.update(reconciled_at=0)
    read()
    assert of("ana").visitor_messages == right.visitor_messages
    assert of("ana").messages.count() == right.visitor_messages + right.assistant_messages


def test_a_row_that_is_committed_late_is_not_missed(
    read: Callable[[], None], conversations: str, write: Callable[..., int]
) -> None:
    read()
    with snapshot(conversations) as source:
        newest = source.newest()
    now = time.time()
    write("rest:quick", {"event": "user", "text": "I was faster", "timestamp": now}, id=newest + 3)
    read()
    write("rest:slow", {"event": "user", "text": "my transaction was slow", "timestamp": now}, id=newest + 2)
    read()
    assert set(Message.objects.filter(id__gt=newest).values_list("text", flat=True)) == {
        "I was faster",
        "my transaction was slow",
    }


def test_two_readers_do_not_write_twice(
    read: Callable[[], None], conversations: str, write: Callable[..., int]
) -> None:
    read()
    state = copying.state()
    write("rest:new", {"event": "user", "text": "hello", "timestamp": time.time()})
    with snapshot(conversations) as source:
        news = copying.read(source, state)
    copying.write(state, news)
    with pytest.raises(copying.AnotherReaderError):
        copying.write(state, news)
    assert Message.objects.filter(text="hello", conversation__channel="rest").count() == 2, "ana's and the new one"
    assert Conversation.objects.get(opening="hello", event_count=1).visitor_messages == 1


def test_another_database_in_its_place_is_read_from_its_beginning(
    read: Callable[[], None], tmp_path: Path, conversations: str
) -> None:
    read()
    other = str(tmp_path / "other.sqlite")
    row = {"sender_id": "rest:x", "type_name": "user", "timestamp": 1.0, "data": '{"event": "user", "text": "hi"}'}
    open_database(other).write_now(lambda c: c.execute(events.insert().values(row)))
    while loop.step(other):
        pass
    assert [m.text for m in Message.objects.all()] == ["hi"]


def test_a_restored_backup_is_followed(
    read: Callable[[], None], conversations: str, write: Callable[..., int], of: Callable[[str], Conversation]
) -> None:
    read()
    before = tables()
    late = write("rest:console-ana", {"event": "user", "text": "after the backup", "timestamp": time.time()})
    read()
    assert of("ana").visitor_messages == 4
    open_database(conversations).write_now(lambda c: c.execute(events.delete().where(events.c.id == late)))
    read()
    assert tables() == before


def test_what_is_wrong_is_told_apart(tmp_path: Path, conversations: str) -> None:
    with pytest.raises(SourceError) as missing, snapshot(str(tmp_path / "nothing.sqlite")):
        pass
    assert missing.value.code == "missing"
    (tmp_path / "text.sqlite").write_text("this is no database, but long enough to look like one" * 30)
    with pytest.raises(SourceError) as refused, snapshot(str(tmp_path / "text.sqlite")):
        pass
    assert refused.value.code == "refused"
    rasas = sqlite3.connect(tmp_path / "rasa.sqlite")
    rasas.execute("CREATE TABLE meta (name TEXT, value TEXT)")
    rasas.execute("INSERT INTO meta VALUES ('version', '99'), ('hash_key', '00')")
    rasas.commit()
    with pytest.raises(SourceError) as version, snapshot(str(tmp_path / "rasa.sqlite")):
        pass
    assert version.value.code == "version"
    with pytest.raises(SourceError) as away, snapshot("postgresql://nobody@127.0.0.1:9/none"):
        pass
    assert away.value.code == "unreachable"


def test_the_conversation_database_is_never_written(conversations: str) -> None:
    with pytest.raises(SourceError, match="(?i)read.?only"), snapshot(conversations) as source:
        source._rows("DELETE FROM events")


HOSTILE = [
    {"event": "user", "text": None, "parse_data": "no", "metadata": []},
    {"event": "user", "text": "nul \x00 and half \ud800 a pair", "parse_data": {"intent": {"name": "x" * 9000}}},
    {"event": "user", "text": "m" * 3_000_000, "parse_data": {"intent": {"confidence": float("nan")}}},
    {"event": "user", "text": "e", "parse_data": {"entities": [1, {"value": "\x00"}], "intent_ranking": {"a": 1}}},
    {"event": "bot", "text": 5, "data": {"buttons": "none", "custom": ["x" * 90_000]}, "metadata": {"metadata": 1}},
    {"event": "bot", "text": "", "data": None, "metadata": None},
    {"event": "slot", "name": "requested_slot", "value": {"a": 1}},
    {"event": "slot", "name": "s" * 250, "value": ["\ud800"]},
    {"event": "action", "name": "a", "policy": float("inf")},
    {"event": "active_loop", "name": 7},
]


def test_nothing_that_is_stored_stops_the_reader(read: Callable[[], None], write: Callable[..., int]) -> None:
    for event in HOSTILE:
        write("telegram:1", event)
    read()
    conversation = Conversation.objects.get(channel="telegram")
    assert conversation.event_count == len(HOSTILE)
    assert conversation.messages.count() == 6
    assert len(conversation.messages.get(text__startswith="mmm").text) == 20_000
