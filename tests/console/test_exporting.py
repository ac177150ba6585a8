"""Exports: all that is filtered, and no cell that a spreadsheet would calculate."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from django.test import Client

from console import exporting, reviewing
from console.models import Access, Conversation, Message

pytestmark = pytest.mark.django_db
Of = Callable[[str], Conversation]
Login = Callable[..., Client]


def rows(client: Client, query: str = "") -> list[dict[str, str]]:
    """Returns the lines of the CSV."""
    answer = client.get(f"/conversations.csv?{query}")
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_csv_and_json_hold_what_is_filtered(of: Of, login: Login) -> None:
    lead = login("lead")
    reviewing.add_tag(of("ana"), lead.user, "pay")
    told = rows(lead, "intent=ask_salary")
    assert [row["text"] for row in told] == [m.text for m in of("ana").messages.order_by("id")]
    assert {row["conversation"] for row in told} == {of("ana").alias}
    assert told[0]["tags"] == "pay"
    answer = lead.get("/conversations.json")
    everything = json.loads(b"".join(answer.streaming_content))
    assert len(everything) == 5
    assert sum(len(one["messages"]) for one in everything) == Message.objects.count()
    assert json.loads(b"".join(lead.get("/conversations.json?q=xylophone").streaming_content)) == []


def test_pages_of_an_export_join(of: Of, login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    of("ana")
    lead = login("lead")
    at_once = rows(lead)
    monkeypatch.setattr(exporting, "_PAGE", 2)
    assert rows(lead) == at_once
    assert len(at_once) == Message.objects.count()


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u200b=1", "＝1", "=cmd|' /C calc'!A0", '"=1'],
)
def test_no_cell_is_a_formula(of: Of, login: Login, write: Callable[..., int], text: str) -> None:
    write("webchat:evil", {"event": "user", "text": text, "parse_data": {"intent": {"name": text}}})
    of("webchat:evil")
    row = next(row for row in rows(login("lead")) if row["channel"] == "webchat")
    for column in ("text", "intent"):
        beginning = row[column].lstrip(" \u200b\ufeff")[:1]
        assert beginning not in tuple("=+-@\t\r\n＝＋－＠"), row[column]
    assert text in row["text"]


def test_who_takes_a_copy_is_written_down(of: Of, login: Login) -> None:
    of("ana")
    lead = login("lead", name="lea")
    rows(lead, "has=distress")
    entry = Access.objects.get(what="export")
    assert (entry.who, entry.detail) == ("lea", "1 conversations as csv: has=distress")
