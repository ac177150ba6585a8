"""Health: what is wrong is said on a page and in figures."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from console.models import ReaderState
from console.reader import loop

pytestmark = pytest.mark.django_db


def said(client: Client) -> str:
    """Returns the sentence of the health page."""
    answer = client.get("/health/")
    assert answer.status_code == 200
    return answer.context["health"].word


def test_it_says_how_the_reader_is(read: Callable[[], None], login: Callable[..., Client], tmp_path: Path) -> None:
    client = login("viewer")
    assert said(client) == "silent"
    read()
    assert said(client) == "ok"
    ReaderState.objects.update(newest=10_000_000)
    assert said(client) == "behind"
    ReaderState.objects.update(beat_at=time.time() - 300)
    assert said(client) == "silent"


def test_a_database_that_is_away_is_said_until_it_is_back(
    read: Callable[[], None], login: Callable[..., Client], conversations: str, tmp_path: Path
) -> None:
    import threading

    read()
    client = login("viewer")
    once = threading.Event()
    once.wait = lambda seconds: once.set()  # the loop ends after one round
    loop.run(str(tmp_path / "nothing.sqlite"), once)
    assert said(client) == "missing"
    assert "not there yet" in client.get("/health/").content.decode()
    loop.step(conversations)
    assert said(client) == "ok"


def test_figures_are_for_who_has_the_token(
    read: Callable[[], None], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    read()
    assert client.get("/metrics").status_code == 404
    token = "0123456789abcdef-metrics"
    monkeypatch.setattr(settings, "GUIDE", replace(settings.GUIDE, metrics_token=token))
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    figures = client.get("/metrics", headers={"Authorization": f"Bearer {token}"}).content.decode()
    values: dict[str, Any] = dict(line.split() for line in figures.splitlines() if not line.startswith("#"))
    assert float(values["guide_console_up"]) == 1
    assert float(values["guide_console_conversations"]) == 5
    assert float(values["guide_console_events_behind"]) == 0


def test_it_says_that_it_lives(client: Client) -> None:
    assert client.get("/live").content == b"ok\n"
