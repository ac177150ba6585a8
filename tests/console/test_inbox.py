"""The inbox: every filter finds what it names and nothing else; search; views; samples."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from console import inbox, reviewing
from console.models import Conversation, Message, Sample, SavedView, Session
from stores.database import open_database
from stores.schema import feedback, undelivered

pytestmark = pytest.mark.django_db
Of = Callable[[str], Conversation]
Login = Callable[..., Client]


def shown(client: Client, query: str = "") -> list[str]:
    """Returns the aliases that the inbox lists, in order."""
    answer = client.get(f"/?{query}")
    assert answer.status_code == 200
    return [row.alias for row in answer.context["rows"]]


@pytest.fixture
def marked(of: Of, conversations: str, read: Callable[[], None], login: Login) -> Client:
    """A reviewer, and conversations with a bit of everything on them."""
    ana, eve = of("ana"), of("eve")
    answer = ana.messages.filter(sender="assistant").first()
    database = open_database(conversations)
    row = {"event_id": answer.id, "sender_id": "rest:console-ana", "at": time.time()}
    database.write_now(lambda c: c.execute(feedback.insert().values(**row, value="down")))
    database.write_now(lambda c: c.execute(undelivered.insert().values(**row, reason="blocked")))
    read()
    rita = login("reviewer", name="rita")
    reviewing.add_tag(eve, rita.user, "Money")
    reviewing.set_review(eve, rita.user, status="done", assignee=rita.user)
    reviewing.flag(ana, rita.user, answer.id)
    reviewing.add_note(ana, rita.user, "look at this, @rita")
    rita.get(reverse("conversation", args=[ana.alias]))
    Session.objects.update(last_at=time.time() - 3 * 86400)
    cache.clear()
    return rita


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "ana bob cyn dan eve"),
        ("channel=rest", "ana bob cyn dan eve"),
        ("intent=ask_salary", "ana"),
        ("intent=distress", "bob"),
        ("has=fallback", "dan"),
        ("has=person", "bob"),
        ("has=distress", "bob"),
        ("has=down", "ana"),
        ("has=undelivered", "ana"),
        ("has=flagged", "ana"),
        ("has=mentioned", "ana"),
        ("has=unread", "bob cyn dan eve"),
        ("has=unread&has=distress", "bob"),
        ("has=later", ""),
        ("reached=education_level", "cyn"),
        ("reached=field", "cyn"),
        ("left=field", "cyn"),
        ("left=education_level", ""),
        ("least=3", "ana dan"),
        ("most=2", "bob cyn eve"),
        ("tag=money", "eve"),
        ("status=new", "ana bob cyn dan"),
        ("status=done", "eve"),
        ("status=open", ""),
        ("reviewer=me", "eve"),
        ("reviewer=rita", "eve"),
        ("reviewer=nobody", "ana bob cyn dan"),
        ("q=texas", "ana"),
        ("q=TEXAS+engineers", "ana"),
        ("q=tex*", "ana bob"),
        ("q=%22talk+to+a+human%22", "bob"),
        ("q=%22human+talk%22", ""),
        ("q=xylophone", ""),
        ("q=%27%22%29%3B--+*", ""),
        ("q=texas&intent=distress", ""),
        ("until=2001-01-01", ""),
        ("since=2001-01-01", "ana bob cyn dan eve"),
    ],
)
def test_a_filter_finds_what_it_names(marked: Client, of: Of, query: str, found: str) -> None:
    assert set(shown(marked, query)) == {of(name).alias for name in found.split()}


def test_sureness_is_of_a_message_that_was_typed(marked: Client, of: Of) -> None:
    for below in (20, 60, 90, 100):
        unsure = Message.objects.filter(confidence__lt=below / 100).values_list("conversation__alias", flat=True)
        assert set(shown(marked, f"below={below}")) == set(unsure)
    unsure = Message.objects.filter(confidence__lt=0.9999, intent="ask_salary").values("conversation").distinct()
    assert len(shown(marked, "below=100&intent=ask_salary")) == len(unsure)


def test_the_newest_stand_first_and_pages_join(marked: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = shown(marked)
    assert everything == list(Conversation.objects.order_by("-last_at").values_list("alias", flat=True))
    monkeypatch.setattr(inbox, "PAGE", 2)
    paged, query = [], ""
    while query is not None:
        answer = marked.get(f"/?{query}")
        paged += [row.alias for row in answer.context["rows"]]
        query = answer.context["older"]
    assert paged == everything


def test_what_makes_no_sense_is_said_and_left_out(marked: Client) -> None:
    answer = marked.get("/?below=900&since=soon&status=odd&sample=x&after=nonsense&intent=%00")
    assert answer.status_code == 200
    assert len(answer.context["rows"]) == 5
    assert "less than or equal to 100" in answer.content.decode()
    huge = "9" * 30
    for query in (
        f"after=1_{huge}",
        f"after=nan_{huge}",
        f"least={huge}",
        f"sample={huge}",
        "since=0001-01-01",
        "q=%00",
    ):
        assert marked.get(f"/?{query}").status_code == 200, query


def test_the_words_that_were_looked_for_are_shown_and_linked(marked: Client, of: Of) -> None:
    page = marked.get("/?q=washington").content.decode()
    hit = Message.objects.get(conversation=of("ana"), text="and in washington?", sender="visitor")
    assert f"around={hit.id}#m{hit.id}" in page or "Median pay in Washington" in page


def test_an_alias_finds_its_conversation(marked: Client, of: Of) -> None:
    assert shown(marked, f"q={of('dan').alias.lower()}") == [of("dan").alias]


def test_set_aside_is_out_of_the_way_until_its_day(marked: Client, of: Of) -> None:
    bob = of("bob").alias
    marked.post(reverse("change", args=[bob]), {"do": "later", "days": "3"})
    assert bob not in shown(marked)
    assert shown(marked, "has=later") == [bob]
    marked.post(reverse("change", args=[bob]), {"do": "later", "days": "0"})
    assert bob in shown(marked)


def test_who_is_in_distress_stands_above_all_until_done(marked: Client, of: Of) -> None:
    assert "was in distress" in marked.get("/").content.decode()
    marked.post(reverse("change", args=[of("bob").alias]), {"do": "status", "status": "done"})
    assert "was in distress" not in marked.get("/").content.decode()


def test_views_are_saved_shared_and_deleted(marked: Client, login: Login) -> None:
    marked.post(reverse("save-view"), {"name": "Lost", "query": "has=fallback&evil=1", "shared": "on"})
    marked.post(reverse("save-view"), {"name": "Mine", "query": "has=distress"})
    assert set(SavedView.objects.values_list("name", "query")) == {("Lost", "has=fallback"), ("Mine", "has=distress")}
    other = login("viewer", name="vic")
    page = other.get("/").content.decode()
    assert "Lost" in page
    assert "Mine" not in page
    lost = SavedView.objects.get(name="Lost")
    assert other.post(reverse("delete-view", args=[lost.pk])).status_code == 404
    assert marked.post(reverse("delete-view", args=[lost.pk])).status_code == 302
    assert SavedView.objects.get().name == "Mine"


def test_a_sample_is_drawn_from_what_is_filtered(marked: Client, login: Login, person: Callable[..., Any]) -> None:
    person("tom", "reviewer")
    marked.post(reverse("draw-sample"), {"query": "reviewer=nobody", "size": "3", "reader": "tom"})
    sample = Sample.objects.get()
    assert sample.reader.username == "rita", "only leads draw for others"
    nobodys = set(shown(marked, "reviewer=nobody"))
    assert set(shown(marked, f"sample={sample.pk}")) < nobodys
    assert len(shown(marked, f"sample={sample.pk}")) == 3
    lead = login("lead", name="lea")
    lead.post(reverse("draw-sample"), {"query": "has=distress", "size": "20", "reader": "tom"})
    assert Sample.objects.get(reader__username="tom").items.count() == 1
    drawn = {tuple(sorted(shown(marked, f"sample={draw(marked)}"))) for _ in range(12)}
    assert len(drawn) > 1, "samples are random"


def draw(client: Client) -> int:
    """Draws two of all and returns the sample's id."""
    client.post(reverse("draw-sample"), {"query": "", "size": "2"})
    return Sample.objects.order_by("-id").values_list("id", flat=True)[0]
