"""What the running assistant is asked: today's reading of a sentence, and whether a conversation passes as a story."""

from __future__ import annotations

import dataclasses
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from ruamel.yaml import YAML

from console.corrections import assistant, stories
from console.models import Access, Conversation, Message, Step
from setup.supervisor import is_up
from setup.terminal import PROJECT
from tests.guide import Guide, free_port

pytestmark = pytest.mark.django_db
Of = Callable[[str], Conversation]
Login = Callable[..., Client]


@pytest.fixture(scope="module")
def api(servers: Guide, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address and the token of an assistant whose HTTP API is on."""
    folder, port, token = tmp_path_factory.mktemp("api"), free_port(), secrets.token_hex(32)
    environment = servers.environment | {
        "GUIDE_PORT": str(port),
        "GUIDE_API_TOKEN": token,
        "GUIDE_METRICS_PORT": str(free_port()),
        "GUIDE_DATABASE": str(folder / "conversations.sqlite"),
        "GUIDE_RUN_DIRECTORY": str(folder),
    }
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "runtime"], cwd=PROJECT, env=environment, stdout=log, stderr=log
        )
    try:
        deadline = time.monotonic() + 120
        while not is_up(f"http://127.0.0.1:{port}/"):
            assert process.poll() is None and time.monotonic() < deadline, (folder / "log").read_text()
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}", token
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
def asked(api: tuple[str, str], settings: Any) -> None:
    """A console that may ask that assistant."""
    settings.GUIDE = dataclasses.replace(settings.GUIDE, assistant=api[0], api_token=api[1])


def test_todays_model_stands_beside_what_was_made_of_a_message(asked: None, of: Of, login: Login) -> None:
    message = of("ana").messages.filter(sender="visitor", text__contains="texas").get()
    page = login("reviewer").get(reverse("correct", args=[message.pk]))
    today = page.context["today"]
    assert today.label.startswith("ask_salary") and today.confidence > 0.5
    assert ("area", "TX") in [(e["entity"], e["value"]) for e in today.entities]
    assert ("texas", 1, "area", "TX") in [dataclasses.astuple(row) for row in page.context["rows"]]
    assert today.label in page.context["suggested"]


def test_a_wrong_token_is_said_and_not_shown(asked: None, settings: Any) -> None:
    settings.GUIDE = dataclasses.replace(settings.GUIDE, api_token="x" * 32)
    with pytest.raises(assistant.AssistantError, match="refused with status 401"):
        assistant.parse("hello")


def test_conversations_become_stories_that_pass(
    asked: None, of: Of, login: Login, tmp_path: Path, trained_model: Path
) -> None:
    lea = login("lead")
    for name in ("ana", "bob", "cyn", "dan"):
        conversation = of(name)
        page = lea.get(reverse("story", args=[conversation.alias]))
        assert page.context["passes"], (page.context["found"], page.context["problem"], page.context["text"])
        answer = lea.get(reverse("story", args=[conversation.alias]), {"download": ""})
        (tmp_path / f"{name}.yml").write_bytes(answer.content)
        assert Access.objects.filter(what="export", alias=conversation.alias).exists()
    assert "texas" not in (tmp_path / "ana.yml").read_text()
    steps = YAML(typ="safe").load(tmp_path / "cyn.yml")["stories"][0]["steps"]
    assert {"active_loop": "find_programs_form"} in steps
    if "GUIDE_CORRECTIONS_LOOP" not in os.environ:
        return  # half a minute for what the stories of this project are tried with in every run
    command = [sys.executable, "-m", "rasa", "test", "core", "--fail-on-prediction-errors", "--no-plot"]
    command += ["--stories", str(tmp_path), "--model", str(trained_model), "--out", str(tmp_path / "results")]
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false"}
    run = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]


def test_what_the_model_would_do_otherwise_refuses_the_story(asked: None, of: Of, login: Login) -> None:
    ana, lea = of("ana"), login("lead")
    address = reverse("story", args=[ana.alias])
    Message.objects.filter(conversation=ana, intent="ask_salary").update(intent="goodbye")
    page = lea.get(address, {"download": ""})
    assert page.headers["Content-Type"].startswith("text/html"), "nothing to download"
    assert "the assistant did action_show_salary; today's model would do utter_goodbye" in page.context["found"][0]
    Step.objects.create(id=10**9, conversation=ana, session=ana.session, kind=Step.OTHER, name="restart")
    assert "begun anew" in lea.get(address).context["problem"]
    with pytest.raises(stories.RefusedError):
        stories.turns(ana)
