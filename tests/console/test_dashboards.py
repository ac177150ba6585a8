"""The pictures' figures are those of the conversation database, in their words, tables and files."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from ruamel.yaml import YAML

from console import dashboards, drawing
from console.models import DailySum
from tests.console.test_sums import counted, more

pytestmark = pytest.mark.django_db
__all__ = ["more"]
ROOT = Path(__file__).resolve().parents[2]
ALL_TIME = "since=2026-01-01&until=2027-12-31"


def table(client: Client, name: str, query: str = ALL_TIME) -> list[dict[str, str]]:
    """Returns the rows of a picture's file."""
    answer = client.get(f"/dashboards/{name}.csv?{query}")
    assert answer.headers["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def of(sums: Counter, kind: str, place: int = 3) -> Counter:
    """Returns the sums of a kind by name (3) or channel (2)."""
    result: Counter = Counter()
    for key, count in sums.items():
        if key[0] == kind:
            result[key[place]] += count
    return result


def column(rows: list[dict[str, str]], title: str) -> int:
    """Returns a column's sum."""
    return sum(int(row[title]) for row in rows)


def test_every_file_has_the_figures_of_the_events(
    conversations: str, more: None, read: Callable, login: Callable[..., Client]
) -> None:
    read()
    client, there = login("viewer"), counted(conversations)
    for name, kind in (("conversations", "visit"), ("messages", "said")):
        rows, by_channel = table(client, name), of(there, kind, place=2)
        assert {title: column(rows, title) for title in rows[0] if title != "days"} == by_channel
    intents = {row["intent"].replace(" ", "_"): int(row["messages"]) for row in table(client, "intents")}
    assert intents == dict(sorted(of(there, "intent").items(), key=lambda pair: (-pair[1], pair[0]))[:12])
    assert sum(column(table(client, "trends"), t) for t in table(client, "trends")[0] if t != "days") == sum(
        of(there, "intent").values()
    )
    understood = table(client, "fallback")
    assert column(understood, "typed") == sum(of(there, "typed").values())
    assert column(understood, "not understood") == sum(of(there, "fallback").values()) > 0
    assert Counter(up=column(table(client, "thumbs"), "up"), down=column(table(client, "thumbs"), "down")) == of(
        there, "thumb"
    )
    reached, left = of(there, "reached"), of(there, "left")
    for row, step in zip(table(client, "flow"), dashboards.FLOW, strict=True):
        assert (int(row["came here"]), int(row["left here"])) == (reached[step], left[step])
    both = table(client, "contained")
    assert column(both, "with a person") == sum(of(there, "with person").values())
    assert column(both, "assistant alone") == sum(of(there, "visit").values()) - column(both, "with a person")
    answered = {row["answered"].removeprefix("within "): int(row["conversations"]) for row in table(client, "answers")}
    assert +Counter(answered) == of(there, "answered")
    fields = {row["value"]: int(row["messages"]) for row in table(client, "fields")}
    assert fields == {
        name.removeprefix("field=").replace("_", " "): count
        for name, count in of(there, "asked for").items()
        if name.startswith("field=")
    }
    assert {row["value"] for row in table(client, "places")} >= {"TX", "WA", "OH"}
    assert {row["value"] for row in table(client, "levels")} == {"bachelors"}


def test_a_new_model_is_set_against_the_one_before(more: None, read: Callable, login: Callable[..., Client]) -> None:
    read()
    rows = {row["model"]: row for row in table(login("viewer"), "models")}
    old, new = rows["old"], rows["new"]
    assert (old["typed"], old["not understood, %"], old["thumbs up, %"], old["mean sureness, %"]) == (
        "2", "50.0", "0.0", "37.5"
    )  # fmt: skip
    assert (new["typed"], new["not understood, %"], new["thumbs up, %"], new["mean sureness, %"]) == (
        "1", "0.0", "100.0", "75.0"
    )  # fmt: skip
    assert new["first day"] > old["last day"]


def test_days_and_channel_choose_what_is_counted(more: None, read: Callable, login: Callable[..., Client]) -> None:
    read()
    client = login("viewer")
    assert table(client, "messages", f"{ALL_TIME}&channel=telegram")[0].keys() == {"days", "telegram"}
    one_day = table(client, "messages", "since=2026-11-18&until=2026-11-18&channel=telegram")
    assert one_day == [{"days": "18 Nov", "telegram": "2"}]
    for query in ("since=nonsense&until=99", "since=2027-01-01&until=2020-01-01", "channel=nobody", "until=0001-01-01"):
        assert client.get(f"/dashboards/?{query}").status_code == 200
    assert client.get("/dashboards/nothing.csv").status_code == 404


def test_every_picture_has_words_a_table_and_a_name(more: None, read: Callable, login: Callable[..., Client]) -> None:
    read()
    page = login("viewer").get(f"/dashboards/?{ALL_TIME}").content.decode()
    for name in dashboards.PICTURES:
        section = page[page.index(f'id="{name}"') :].partition("</section>")[0]
        assert re.search(rf'role="img" aria-labelledby="{name}-title {name}-desc"', section), name
        assert re.search(rf'<title id="{name}-title">.+</title><desc id="{name}-desc">.+</desc>', section), name
        assert "<table>" in section
        assert f"/dashboards/{name}.csv?since=2026-01-01&amp;until=2027-12-31" in section


def test_without_conversations_nothing_is_drawn(login: Callable[..., Client]) -> None:
    page = login("viewer").get("/dashboards/").content.decode()
    assert page.count("Nothing in these days.") == len(dashboards.PICTURES)


def test_a_strangers_name_of_an_intent_stays_words(login: Callable[..., Client]) -> None:
    today = (date(2026, 11, 22) - dashboards.EPOCH).days
    DailySum.objects.create(kind="intent", day=today, channel="=1+1", name="=<script>alert(1)", count=3)
    DailySum.objects.create(kind="visit", day=today, channel="=1+1", name="", count=3)
    client = login("viewer")
    page = client.get("/dashboards/?since=2026-11-22&until=2026-11-22").content.decode()
    assert "<script>alert" not in page
    assert table(client, "intents")[0]["intent"].startswith("'=")


def test_the_funnel_has_the_steps_of_the_flow_in_their_order() -> None:
    domain = YAML(typ="safe").load((ROOT / "domain.yml").read_text())
    steps = list(dashboards.FLOW)
    assert steps[:-1] == domain["forms"]["find_programs_form"]["required_slots"]
    assert steps[-1] in domain["actions"]


def test_long_times_are_drawn_in_weeks_and_months() -> None:
    until = date(2026, 11, 22)
    for days, spans in ((1, 1), (92, 92), (93, 14), (451, 17), (1_830, 66)):
        choice = dashboards.Choice(until - timedelta(days - 1), until)
        assert (choice.days, len(choice.spans())) == (days, spans)
        assert choice.spans()[-1][1] == until


def test_nothing_is_drawn_outside_of_the_picture() -> None:
    for values in ([[0.0, 0.0]], [[1, 2], [3, 4]], [[1e9, 1], [0, 0]]):
        for drawn in (
            drawing.columns(["a"] * len(values), ["x", "y"], values),
            drawing.rows(["a"] * len(values), ["x", "y"], values),
        ):
            for box in drawn.boxes:
                assert box.x >= 0 <= box.y
                assert box.x + box.width <= drawn.width + 0.2
                assert box.y + box.height <= drawn.height + 0.2
