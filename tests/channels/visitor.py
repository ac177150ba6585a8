"""A program that uses the webchat API as a widget does."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

import requests

from tests.guide import Guide

SECONDS = 60


@dataclass
class Visitor:
    """A conversation over the API; `address` is where it seems to come from."""

    guide: Guide
    token: str = ""
    session_id: str = ""
    address: str = "203.0.113.1"
    origin: str | None = None
    messages: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def begin(cls, guide: Guide, **more: Any) -> Visitor:
        """Returns a visitor with a session."""
        visitor = cls(guide, **more)
        answer = visitor.call("POST", "/sessions")
        assert answer.status_code == 201, answer.text
        begun = answer.json()
        visitor.token, visitor.session_id = begun["token"], begun["session_id"]
        visitor.messages = begun["messages"]
        return visitor

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
        """Returns the answer to a call with this visitor's token, origin and address."""
        sent = {"X-Forwarded-For": self.address, "Origin": self.origin or self.guide.site}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        return requests.request(
            method,
            self.guide.webchat + path,
            json=body if not isinstance(body, bytes) else None,
            data=body if isinstance(body, bytes) else None,
            headers={**sent, **headers},
            timeout=SECONDS,
        )

    def say(self, text: str, client_id: str | None = None) -> list[dict[str, Any]]:
        """Returns the answers to a text."""
        return self._turn({"client_id": client_id or str(uuid.uuid4()), "text": text})

    def press(self, title: str) -> list[dict[str, Any]]:
        """Presses a button of the last answers, a card's too, and returns the answers."""
        return self._turn({"client_id": str(uuid.uuid4()), "payload": self.payload(title)})

    def payload(self, title: str) -> str:
        """Returns the payload of a button of the last answers."""
        buttons = [
            b for m in self.messages for b in (*m["buttons"], *(b for card in m["cards"] for b in card["buttons"]))
        ]
        return str(next(button["payload"] for button in buttons if button["title"] == title))

    def history(self, query: str = "?limit=200") -> list[dict[str, Any]]:
        """Returns the messages of both sides."""
        answer = self.call("GET", f"/messages{query}")
        assert answer.status_code == 200, answer.text
        return list(answer.json()["messages"])

    def _turn(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self.call("POST", "/messages", body)
        assert answer.status_code == 200, answer.text
        self.messages = answer.json()["messages"]
        return self.messages


def refusal(answer: requests.Response) -> tuple[int, str]:
    """Returns the status and the code of an error."""
    return answer.status_code, answer.json()["error"]["code"]
