"""Reviews: each thing a reviewer does is kept, told, and can be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from console.models import Change, Conversation, ConversationTag, Flag, Note, Review, Score

pytestmark = pytest.mark.django_db
Of = Callable[[str], Conversation]
Login = Callable[..., Client]


def send(client: Client, conversation: Conversation, do: str, **fields: Any) -> None:
    """Sends a form of the transcript."""
    answer = client.post(reverse("change", args=[conversation.alias]), {"do": do, **fields})
    assert answer.status_code == 302


def kept(conversation: Conversation) -> tuple[Any, ...]:
    """Returns all that reviewers have added."""
    review = Review.objects.filter(conversation=conversation).values_list("status", "assignee", "later_until").first()
    return (
        review or (Review.NEW, None, None),
        list(ConversationTag.objects.filter(conversation=conversation).values_list("tag__name", flat=True)),
        list(Flag.objects.filter(conversation=conversation).values_list("pk", flat=True)),
        list(Note.objects.filter(conversation=conversation).values_list("text", flat=True)),
        list(Score.objects.filter(conversation=conversation).values_list("right_answer", "right_flow", "tone")),
    )


def test_everything_can_be_undone_step_by_step(of: Of, login: Login) -> None:
    rita, ana = login("reviewer", name="rita"), of("ana")
    message = ana.messages.first().id
    doing: list[tuple[str, dict[str, Any]]] = [
        ("status", {"status": "open"}),
        ("assign", {"assignee": "rita"}),
        ("later", {"days": "7"}),
        ("tag", {"tag": "  Wrong  Figure "}),
        ("flag", {"message": message}),
        ("note", {"text": "the second figure is wrong"}),
        ("score", {"right_answer": "0", "right_flow": "2", "tone": "1"}),
        ("score", {"right_answer": "1", "right_flow": "2"}),
        ("flag", {"message": message}),
        ("untag", {"tag": "wrong figure"}),
        ("status", {"status": "done"}),
    ]
    states = [kept(ana)]
    for do, fields in doing:
        send(rita, ana, do, **fields)
        assert kept(ana) != states[-1], do
        states.append(kept(ana))
    assert states[4][1] == ["wrong figure"]
    assert states[7][4] == [(0, 2, 1)]
    history = rita.get(reverse("conversation", args=[ana.alias])).content.decode()
    assert "tagged wrong figure" in history
    for state in states[-2::-1]:
        send(rita, ana, "undo")
        now = kept(ana)
        assert now[:4] == state[:4]
        assert (now[4] or [(None,) * 3]) == (state[4] or [(None,) * 3])
    send(rita, ana, "undo")
    assert not Change.objects.filter(undone=False).exists()


def test_nobody_undoes_what_somebody_else_did(of: Of, login: Login) -> None:
    send(login("reviewer", name="rita"), of("ana"), "tag", tag="rita's")
    send(login("reviewer", name="tom"), of("ana"), "undo")
    assert ConversationTag.objects.get().tag.name == "rita's"


def test_who_is_named_in_a_note_finds_it(of: Of, login: Login) -> None:
    tom = login("reviewer", name="tom")
    send(login("reviewer", name="rita"), of("ana"), "note", text="@tom and @nobody: please look")
    assert [row.alias for row in tom.get("/?has=mentioned").context["rows"]] == [of("ana").alias]


def test_reviewers_take_and_leads_give(of: Of, login: Login) -> None:
    rita, tom, lead = login("reviewer", name="rita"), login("reviewer", name="tom"), login("lead", name="lea")
    ana = of("ana")
    change = reverse("change", args=[ana.alias])

    def holder() -> str | None:
        return Review.objects.filter(conversation=ana).values_list("assignee__username", flat=True).first()

    assert tom.post(change, {"do": "assign", "assignee": "rita"}).status_code == 403
    send(rita, ana, "assign", assignee="rita")
    assert holder() == "rita"
    assert tom.post(change, {"do": "assign", "assignee": "tom"}).status_code == 403
    send(lead, ana, "assign", assignee="tom")
    assert holder() == "tom"
    send(tom, ana, "assign", assignee="")
    assert holder() is None


def test_what_makes_no_sense_changes_nothing(of: Of, login: Login) -> None:
    rita, ana = login("reviewer"), of("ana")
    before = kept(ana)
    others = of("bob").messages.first().id
    for do, fields in (
        ("status", {"status": "odd"}),
        ("tag", {"tag": "   "}),
        ("flag", {"message": others}),
        ("flag", {"message": "9" * 40}),
        ("note", {"text": " "}),
        ("nothing", {}),
        ("later", {"days": "9999"}),
    ):
        send(rita, ana, do, **fields)
    assert kept(ana) == before


def test_after_a_change_one_is_where_one_was(of: Of, login: Login) -> None:
    answer = login("reviewer").post(
        reverse("change", args=[of("ana").alias]), {"do": "status", "status": "done", "query": "has=fallback&x=//evil"}
    )
    assert answer.url == f"/conversations/{of('ana').alias}/?has=fallback"
