"""The REST channel: what comes in, what is refused, and that a failed turn is never a success."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.exceptions import RasaException
from sanic import Sanic

from channels import rest
from channels.rest import GuideRestInput
from channels.text import LONGEST_TEXT
from stores.conversations import Conversations
from stores.database import close_database, open_database
from stores.tracker_store import ConversationStore
from tests.guide import free_port


class Assistant:
    """Stands where Rasa's agent stands: remembers the messages and does with each what the test says."""

    def __init__(self, database: str) -> None:
        self.store = ConversationStore(Domain.empty(), db=database)
        self.messages: list[UserMessage] = []
        self.address = ""
        self.failure: Exception | None = None
        self.delay = 0.0
        self.finished = 0

    async def handle(self, message: UserMessage) -> None:
        """Takes a message as Rasa's handler does."""
        self.messages.append(message)
        channel = message.output_channel
        await channel.send_text_message(message.sender_id, f"You said: {message.text}\n\n- a\n\n- b")
        await asyncio.sleep(self.delay)
        if self.failure:
            raise self.failure
        buttons = [{"title": "Yes", "payload": "/affirm"}]
        await channel.send_text_with_buttons(message.sender_id, "More?", buttons)
        tracker = await self.store.get_or_create_tracker(message.sender_id)
        tracker.update(UserUttered(message.text, input_channel="rest", message_id=message.message_id))
        tracker.update(BotUttered(f"You said: {message.text}\n\n- a\n\n- b"))
        tracker.update(BotUttered("More?", {"buttons": buttons, "image": None}))
        await self.store.save(tracker)
        self.finished += 1

    async def post(self, body: Any, **headers: str) -> tuple[int, Any]:
        """Returns the status and the JSON of the answer to a body, bytes or JSON."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.address, data=data, headers={"Content-Type": "application/json", **headers}) as answer,
        ):
            return answer.status, await answer.json()


@pytest_asyncio.fixture
async def assistant(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Assistant]:
    """The channel on a real server on loopback."""
    # Sanic rewrites its own code when an app starts; this keeps the original for the next app in one process.
    monkeypatch.setattr(Sanic, "test_mode", True)
    database = str(tmp_path / "conversations.sqlite")
    made = Assistant(database)
    app = Sanic(f"rest_{free_port()}", configure_logging=False)
    app.ctx.conversations = Conversations(open_database(database))
    app.blueprint(GuideRestInput().blueprint(made.handle), url_prefix="/webhooks/rest")
    port = free_port()
    server = await app.create_server(host="127.0.0.1", port=port, return_asyncio_server=True, access_log=False)
    await server.startup()
    await server.start_serving()
    made.address = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
    yield made
    server.close()
    await server.wait_closed()
    close_database(database)


async def test_a_message_is_answered_as_rasa_users_know_it(assistant: Assistant) -> None:
    status, body = await assistant.post({"sender": "me", "message": " hello "})
    assert status == 200
    assert body == [
        {"recipient_id": "me", "text": "You said: hello\n\n- a\n\n- b"},
        {"recipient_id": "me", "text": "More?", "buttons": [{"title": "Yes", "payload": "/affirm"}]},
    ]
    (message,) = assistant.messages
    assert (message.sender_id, message.input_channel, message.metadata) == ("rest:me", "rest", None)


async def test_a_message_with_an_id_is_answered_once(assistant: Assistant) -> None:
    answers = [await assistant.post({"sender": "me", "message": "hello", "message_id": "one"}) for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert len(answers[0][1]) == 2
    assert len(assistant.messages) == 1
    await assistant.post({"sender": "me", "message": "hello", "message_id": "two"})
    assert len(assistant.messages) == 2


async def test_without_a_sender_there_is_rasas_default(assistant: Assistant) -> None:
    await assistant.post({"message": "hello"})
    assert assistant.messages[0].sender_id == "rest:default"


async def test_the_body_cannot_choose_another_channel_or_metadata(assistant: Assistant) -> None:
    await assistant.post({"sender": "sms:1", "message": "x", "input_channel": "sms", "metadata": {"a": 1}})
    (message,) = assistant.messages
    assert (message.sender_id, message.input_channel, message.metadata) == ("rest:sms:1", "rest", None)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"\xff\xfe", b"[]", b"5", b"null", b'"text"',
        {}, {"sender": "me"}, {"message": None}, {"message": 5}, {"message": ["a"]}, {"message": {"text": "a"}},
        {"message": "a", "sender": 5}, {"message": "a", "sender": ""}, {"message": "a", "sender": None},
        {"message": "a", "sender": "x" * 201}, {"message": "a", "message_id": 5}, {"message": "a", "message_id": ""},
    ],
)  # fmt: skip
async def test_what_is_no_message_is_refused(assistant: Assistant, body: Any) -> None:
    status, answer = await assistant.post(body)
    assert status == 400
    assert answer["error"]["code"] == "bad_request"
    assert answer["error"]["message"]
    assert assistant.messages == []


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        ("", ""),
        ("   ", ""),
        ("\x00\x07null\x1b[0m", "null [0m"),
        ("two\nlines", "two\nlines"),
        ("half of an emoji \ud83e", "half of an emoji �"),
        ("e\u0301", "é"),
        ("🤖" * 3, "🤖" * 3),
    ],
)
async def test_any_text_reaches_the_assistant_in_a_form_that_can_be_stored(
    assistant: Assistant, sent: str, taken: str
) -> None:
    status, _ = await assistant.post({"sender": "me", "message": sent})
    assert status == 200
    assert assistant.messages[0].text == taken
    assistant.messages[0].text.encode()


@pytest.mark.parametrize("character", ["a", "🤖", "e\u0301"])
async def test_a_long_text_is_cut_and_said_to_be(assistant: Assistant, character: str) -> None:
    status, _ = await assistant.post({"sender": "me", "message": character * 12_000})
    assert status == 200
    (message,) = assistant.messages
    assert len(message.text) == LONGEST_TEXT
    assert message.metadata == {"truncated": True}


async def test_a_thousand_characters_are_not_cut(assistant: Assistant) -> None:
    await assistant.post({"sender": "me", "message": "a" * 1000})
    assert assistant.messages[0].metadata is None


@pytest.mark.parametrize("failure", [RasaException("lock of rest:me"), ValueError("my name is Bob"), OSError("disk")])
async def test_a_failed_turn_says_try_again_and_nothing_of_its_half(assistant: Assistant, failure: Exception) -> None:
    assistant.failure = failure
    status, body = await assistant.post({"sender": "me", "message": "hello"})
    assert status == 503
    assert body == {"error": {"code": "unavailable", "message": rest.TRY_AGAIN}}
    assert "try again" in body["error"]["message"]


async def test_a_turn_goes_on_when_the_client_hangs_up(assistant: Assistant) -> None:
    assistant.delay = 0.3
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(assistant.post({"sender": "me", "message": "hello"}), 0.1)
    await asyncio.sleep(0.6)
    assert assistant.finished == 1


@pytest.mark.parametrize("header", ["Origin", "Forwarded", "X-Forwarded-For", "X-Real-IP"])
async def test_web_pages_and_proxies_are_refused(assistant: Assistant, header: str) -> None:
    status, body = await assistant.post({"message": "hello"}, **{header: "https://example.org"})
    assert (status, body["error"]["code"]) == (403, "forbidden")
    assert assistant.messages == []


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("192.168.1.5", False),
        ("8.8.8.8", False),
        ("", False),
    ],
)
def test_only_this_machine_is_local(address: str, local: bool) -> None:
    assert rest.is_local(SimpleNamespace(headers={}, ip=address)) is local  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("credentials", "opens"),
    [
        (None, False),
        ({}, False),
        ({"enabled": "false"}, False),
        ({"enabled": "true"}, True),
        ({"enabled": True}, True),
    ],
)
def test_it_exists_only_where_it_is_switched_on(credentials: dict[str, Any] | None, opens: bool) -> None:
    create: Callable[[], GuideRestInput] = lambda: GuideRestInput.from_credentials(credentials)  # noqa: E731
    if opens:
        assert create().name() == "rest"
    else:
        with pytest.raises(RasaException):
            create()


def test_the_real_server_answers_every_length_and_kind(servers) -> None:
    for text in ("", " ", "x" * 10_500, "how much do data scientists earn? " * 400, "🤖" * 40, "\x00"):
        status, body = servers.post({"sender": "lengths", "message": text})
        assert status == 200, (text[:20], body)
        assert body, text[:20]
        assert all(message["text"].strip() for message in body), text[:20]
    status, body = servers.post({"sender": "lengths", "message": 5})
    assert (status, body["error"]["code"]) == (400, "bad_request")
