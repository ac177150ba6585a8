"""Another model over what was typed: the real model in its own process, and the page that shows what would change."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from console import comparing
from console.models import Access, ChangedMessage, Comparison, Conversation, Message
from console.models.conversations import VISITOR
from console.reader import store

pytestmark = pytest.mark.django_db
ALWAYS = 20_000


@pytest.fixture
def compare(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], str]:
    """Runs the command; the test's process keeps its priority."""
    monkeypatch.setattr("os.nice", lambda _: 0)

    def run(model: Path) -> str:
        said = io.StringIO()
        call_command("compare", str(model), days=ALWAYS, stdout=said, stderr=io.StringIO())
        return said.getvalue()

    return run


def test_what_would_change_is_told_before_a_model_goes_live(
    trained_model: Path, read: Callable, login: Callable[..., Client], compare: Callable[[Path], str]
) -> None:
    read()
    texas = Message.objects.get(sender=VISITOR, text__contains="in texas")
    as_if = {"intent": "greet", "confidence": 0.41, "detail": '{"entities":[{"entity":"area","value":"OH"}]}'}
    Message.objects.filter(pk=texas.pk).update(**as_if)
    typed = Message.objects.filter(sender=VISITOR, confidence__isnull=False)
    printed = compare(trained_model)
    assert f"{typed.count()} messages" in printed
    assert "1 would be understood differently" in printed, "all others as by this same model"
    comparison, change = Comparison.objects.get(), ChangedMessage.objects.get()
    assert (change.message, change.times) == (texas.pk, 1)
    assert (change.intent_then, change.intent_now) == ("greet", "ask_salary")
    assert change.entities_then == ["area=OH"]
    assert change.entities_now == ["area=TX", "occupation=mle"]
    assert comparison.intents["greet"][0] - comparison.intents["greet"][1] == 1
    assert comparison.sureness_now > comparison.sureness_then
    client = login("viewer")
    page = client.get(f"/comparisons/{comparison.pk}/").content.decode()
    assert "how much do ml engineers make in texas?" in page
    assert f"/conversations/{texas.conversation.alias}/" in page
    assert Access.objects.filter(what="view", detail=f"comparison {comparison.pk}").exists()
    assert trained_model.name in client.get("/comparisons/").content.decode()
    store.forget(Conversation.objects.filter(pk=texas.conversation_id))
    assert "in texas" not in client.get(f"/comparisons/{comparison.pk}/").content.decode()
    assert not ChangedMessage.objects.exists(), "who is erased is in no comparison"


def test_a_file_that_is_no_model_is_said_so(read: Callable, compare: Callable[[Path], str], tmp_path: Path) -> None:
    read()
    (tmp_path / "new.tar.gz").write_bytes(b"no archive")
    with pytest.raises(CommandError, match="new.tar.gz does not answer"):
        compare(tmp_path / "new.tar.gz")
    assert not Comparison.objects.exists()


def test_without_messages_no_model_is_started(db: None, compare: Callable[[Path], str]) -> None:
    with pytest.raises(CommandError, match="Nothing was typed"):
        compare(Path("/nowhere/new.tar.gz"))


def test_a_sentence_is_asked_once_and_counted_as_often_as_it_was_said(read: Callable) -> None:
    read()
    one = Message.objects.filter(sender=VISITOR, confidence__isnull=False).first()
    again = Message(**{f.attname: getattr(one, f.attname) for f in Message._meta.fields})
    again.pk, again.intent = 9_000_000, "greet"
    again.save(force_insert=True)
    found = comparing.sentences(since=0)
    assert (found[one.text].times, found[one.text].message, found[one.text].intent) == (2, again.pk, "greet")
    assert len(comparing.sentences(since=0, most=2)) == 2
    assert comparing.sentences(since=again.at + 1e9) == {}
