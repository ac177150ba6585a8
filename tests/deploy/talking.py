"""Visitors of a site with several servers, who try again what they are asked to try again."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

from tests.deploy.site import Site

SECONDS = 60
PATIENCE_SECONDS = 90.0
ORIGIN = {"Origin": "https://www.example.edu"}
# Each is answered with the name of its place, so that an answer tells which question it belongs to.
PLACES = ("Texas", "Ohio", "Oregon", "Florida", "Georgia", "Iowa", "Utah", "Maine", "Kansas", "Nevada")


def question(place: str) -> str:
    """Returns what is asked about a place."""
    return f"how much do data scientists make in {place}?"


@dataclass
class Talk:
    """A conversation: the questions in the order in which they were asked, and what each was answered with."""

    name: str
    site: Site
    asked: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    refused: int = 0
    token: str = ""
    session_id: str = ""

    def call(self, method: str, path: str, body: Any = None, base: str = "") -> requests.Response:
        """Returns the answer of the webchat API behind the proxy, or of the server at `base`; tries again if told."""
        # Tries under one client_id, as the widget does.
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer = self.once(method, path, body, base)
            if answer.status_code != 503 or time.monotonic() > deadline:
                return answer
            assert "Retry-After" in answer.headers
            self.refused += 1
            time.sleep(0.2)

    def once(
        self, method: str, path: str, body: Any = None, base: str = "", headers: Mapping[str, str] = ORIGIN
    ) -> requests.Response:
        """Returns the answer to one call."""
        address = f"{base or self.site.public}/webhooks/webchat{path}"
        sent = {**headers, **({"Authorization": f"Bearer {self.token}"} if self.token else {})}
        return requests.request(
            method, address, json=body, headers=sent, timeout=SECONDS, verify=str(self.site.certificate)
        )

    def begin(self) -> None:
        """Opens the conversation."""
        answer = self.call("POST", "/sessions")
        assert answer.status_code == 201, answer.text
        self.token, self.session_id = answer.json()["token"], answer.json()["session_id"]

    def ask(self, place: str, base: str = "") -> None:
        """Asks and keeps the answer."""
        body = {"client_id": str(uuid.uuid4()), "text": question(place)}
        self.keep(place, self.call("POST", "/messages", body, base))

    def keep(self, place: str, answer: requests.Response) -> None:
        """Keeps the answer to a question."""
        assert answer.status_code == 200, answer.text
        self.asked.append(place)
        self.answers.append(" ".join(message["text"] for message in answer.json()["messages"]))

    def history(self) -> list[dict[str, Any]]:
        """Returns what both sides said, without the greeting."""
        page = self.call("GET", "/messages?limit=200").json()
        assert not page["more"]
        return list(page["messages"][1:])


def talk(name: str, site: Site) -> Talk:
    """Holds a conversation over the website chat."""
    held = Talk(name, site)
    held.begin()
    for place in PLACES:
        held.ask(place)
    return held


def talk_as_program(name: str, site: Site) -> Talk:
    """Holds a conversation over REST."""
    held = Talk(name, site)
    address = f"{site.programs}/webhooks/rest/webhook"
    for place in PLACES:
        body = {"sender": name, "message": question(place), "message_id": str(uuid.uuid4())}
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (answer := requests.post(address, json=body, timeout=SECONDS)).status_code == 503:
            assert time.monotonic() < deadline
            held.refused += 1
            time.sleep(0.2)
        assert answer.status_code == 200, answer.text
        held.asked.append(place)
        held.answers.append(" ".join(message["text"] for message in answer.json()))
    return held
