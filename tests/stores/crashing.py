"""Visitors who keep talking while the assistant is killed and started again, and repeat what had no answer."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
import urllib.error
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from tests.guide import Guide

TEXTS = (
    "how much do ml engineers make in texas?", "and in Washington?", "hourly?", "find me a program",
    "i have a bachelor's degree", "computer science", "ohio", "low debt", "more", "start over", "hello",
    "what degree do I need and is the job growing?",
)  # fmt: skip
# Longer than a server may take to start.
PATIENCE_SECONDS = 400.0


@dataclass
class Client:
    """A visitor: what was sent, by id and in order, and the answer that came to each in the end.

    Attributes:
        answered_at: when each answer came, on the monotonic clock.
        refusals: what came instead of an answer, connections that broke aside.
    """

    sender: str
    sent: list[str] = field(default_factory=list)
    answers: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    answered_at: dict[str, float] = field(default_factory=dict)
    refusals: list[tuple[int, Any]] = field(default_factory=list)
    failure: str | None = None

    def talk(self, guide: Guide, enough: threading.Event) -> None:
        """Says things until it is enough, each of them until it is answered."""
        choice = random.Random(self.sender)
        try:
            while not enough.is_set():
                message_id = f"{self.sender}-{len(self.sent)}"
                self.sent.append(message_id)
                self.answers[message_id] = self._insist(guide, choice.choice(TEXTS), message_id)
                self.answered_at[message_id] = time.monotonic()
        except Exception as error:
            self.failure = f"{type(error).__name__}: {error}"

    def _insist(self, guide: Guide, text: str, message_id: str) -> list[dict[str, Any]]:
        deadline = time.monotonic() + PATIENCE_SECONDS
        body = {"sender": self.sender, "message": text, "message_id": message_id}
        while time.monotonic() < deadline:
            try:
                status, answer = self.post(guide, body)
                if status == 200:
                    return list(answer)
                self.refusals.append((status, answer))
            except (urllib.error.URLError, http.client.HTTPException, OSError):
                pass
            time.sleep(0.1)
        raise AssertionError(f"{message_id} had no answer")

    def post(self, guide: Guide, body: dict[str, Any]) -> tuple[int, Any]:
        """Sends a message once and returns the status and the JSON of the answer."""
        return guide.post(body)


@contextmanager
def talking(guide: Guide, visitors: int, kinds: Sequence[type[Client]] = (Client,)) -> Iterator[list[Client]]:
    """Lets visitors of each kind in turn talk; when it ends they have an answer to everything."""
    clients = [kinds[number % len(kinds)](f"crash-{random.randrange(10**9)}-{number}") for number in range(visitors)]
    enough = threading.Event()
    threads = [threading.Thread(target=client.talk, args=(guide, enough)) for client in clients]
    for thread in threads:
        thread.start()
    try:
        yield clients
    finally:
        enough.set()
        for thread in threads:
            thread.join(PATIENCE_SECONDS + 30)


def lost_or_doubled(guide: Guide, clients: list[Client]) -> list[str]:
    """Returns what is wrong: turns that are missing, stored twice, out of order, or not what was answered."""
    wrong = [f"{client.sender}: {client.failure}" for client in clients if client.failure]
    for client in clients:
        stored = stored_turns(guide, f"rest:{client.sender}")
        if [message_id for message_id, _ in stored] != client.sent:
            wrong.append(f"{client.sender}: sent {client.sent}, stored {[message_id for message_id, _ in stored]}")
        for message_id, texts in stored:
            answered = [answer.get("text") for answer in client.answers.get(message_id, [])]
            if answered != texts:
                wrong.append(f"{message_id}: answered {answered}, stored {texts}")
    return wrong


def stored_turns(guide: Guide, sender_id: str) -> list[tuple[str, list[str]]]:
    """Returns the ids of a visitor's stored messages, in order, each with the texts that answer it."""
    address = guide.environment["GUIDE_DATABASE"]
    engine = sa.create_engine(address if "://" in address else f"sqlite:///{address}", poolclass=sa.pool.NullPool)
    query = "SELECT type_name, data FROM events WHERE sender_id = :id AND type_name IN ('user', 'bot') ORDER BY id"
    with engine.connect() as connection:
        rows = [(row.type_name, row.data) for row in connection.execute(sa.text(query), {"id": sender_id})]
    turns: list[tuple[str, list[str]]] = []
    for kind, data in rows:
        event = json.loads(data)
        if kind == "user":
            turns.append((event["message_id"], []))
        else:
            turns[-1][1].append(event["text"].strip())
    return turns
