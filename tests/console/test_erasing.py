"""Erasure: asked for in the console, done by the store, and gone from both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from console.models import Access, Conversation, Erasure, Message, Note
from console.reader.source import snapshot

pytestmark = pytest.mark.django_db


def test_a_person_is_erased_from_both_databases(
    of: Callable[[str], Conversation],
    login: Callable[..., Client],
    read: Callable[[], None],
    conversations: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GUIDE_DATABASE", conversations)
    bob, others = of("bob"), Conversation.objects.count() - 1
    Note.objects.create(conversation=bob, at=0, text="about bob")
    officer = login("privacy officer", name="paul")
    erase = reverse("erase", args=[bob.alias])
    officer.post(erase, {"alias": "WRONG-ALIAS", "reason": "asked by mail"})
    officer.post(erase, {"alias": bob.alias, "reason": ""})
    assert not Erasure.objects.exists()
    officer.post(erase, {"alias": bob.alias.lower(), "reason": "asked by mail"})
    officer.post(erase, {"alias": bob.alias, "reason": "twice"})
    assert "being carried out" in officer.get(reverse("conversation", args=[bob.alias])).content.decode()
    read()
    done = Erasure.objects.get()
    assert (done.by, done.reason, done.failure, done.event) == ("paul", "asked by mail", "", None)
    assert len(done.receipt) == 16
    assert done.done_at is not None
    assert Conversation.objects.count() == others
    assert not Message.objects.filter(conversation_id=bob.pk).exists()
    assert not Note.objects.exists()
    with snapshot(conversations) as source:
        assert source.events_of("rest:console-bob", source.newest()) == []
    assert list(Access.objects.filter(what="erase").values_list("who", "alias")) == [("paul", bob.alias)] * 2


def test_a_store_that_does_not_do_it_is_asked_again(
    of: Callable[[str], Conversation],
    read: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    conversations: str,
    tmp_path: Any,
) -> None:
    bob = of("bob")
    Erasure.objects.create(alias=bob.alias, channel="rest", event=bob.event_last, by="paul", reason="r")
    monkeypatch.setenv("GUIDE_DATABASE", "mysql://nonsense")
    read()
    assert "asked again" in Erasure.objects.get().failure
    assert Conversation.objects.filter(pk=bob.pk).exists()
    monkeypatch.setenv("GUIDE_DATABASE", conversations)
    read()
    assert Erasure.objects.get().done_at is not None
    assert not Conversation.objects.filter(pk=bob.pk).exists()
