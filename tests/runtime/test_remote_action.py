"""Calls to the action server: what is sent, what comes of each kind of answer and of each kind of failure."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from rasa.core.actions.action import ActionExecutionRejection
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

from runtime import action_calls
from runtime.remote_action import FAILED_RESPONSE, MOST_EVENTS, GuideRemoteAction, recent_events

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [ask_salary]
slots:
  area: {type: text, influence_conversation: false, mappings: [{type: custom}]}
  field: {type: text, influence_conversation: false, mappings: [{type: custom}]}
actions:
- action_show_salary
- action_needs_domain: {send_domain: true}
- validate_find_programs_form
responses:
  utter_action_failed:
  - text: Sorry, that did not work.
    buttons: [{title: "What can I ask?", payload: /ask_help}]
  utter_salary_found:
  - text: It pays well.
"""
)
NLG = TemplatedNaturalLanguageGenerator(DOMAIN.responses)
QUESTION = "how much in texas?"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class ActionServer:
    """A real server on loopback that answers as the test says and remembers what it was sent."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.answer: Any = {"events": [], "responses": []}
        self.status = 200
        self.delay = 0.0
        self.hangs_up = 0
        self.address = ""
        self.connections: list[Any] = []

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answers a call."""
        self.connections.append(request.transport)
        if self.hangs_up:
            self.hangs_up -= 1
            request.transport.abort()
            raise asyncio.CancelledError
        self.calls.append(await request.json())
        await asyncio.sleep(self.delay)
        if isinstance(self.answer, str):
            return web.Response(text=self.answer, status=self.status)
        return web.json_response(self.answer, status=self.status)


@pytest_asyncio.fixture
async def actions() -> AsyncIterator[ActionServer]:
    server = ActionServer()
    app = web.Application()
    app.router.add_post("/webhook", server.handle)
    async with TestServer(app, host="127.0.0.1") as running:
        server.address = str(running.make_url("/webhook"))
        yield server


@pytest_asyncio.fixture(autouse=True)
async def _closed() -> AsyncIterator[None]:
    yield
    await action_calls.close()


def conversation(*more: Event, text: str = QUESTION, intent: str = "ask_salary") -> DialogueStateTracker:
    """Returns a conversation that has come to its first question."""
    events = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]
    question = UserUttered(text, {"name": intent, "confidence": 1.0}, [])
    return DialogueStateTracker.from_events("visitor", [*events, question, *more], slots=DOMAIN.slots)


async def run(
    address: str, tracker: DialogueStateTracker | None = None, name: str = "action_show_salary"
) -> list[Event]:
    """Runs a custom action as Rasa does."""
    action = GuideRemoteAction(name, EndpointConfig(address) if address else None)
    return await action.run(CollectingOutputChannel(), NLG, tracker or conversation(), DOMAIN)


def apology(events: list[Event]) -> dict[str, Any]:
    """Returns the apology that is the only event."""
    assert [type(event) for event in events] == [BotUttered]
    said = events[0]
    assert said.metadata["utter_action"] == FAILED_RESPONSE
    return {"text": said.text, "buttons": said.data["buttons"]}


async def test_the_answer_becomes_messages_and_events(actions: ActionServer) -> None:
    actions.answer = {
        "events": [{"event": "slot", "name": "area", "value": "TX"}],
        "responses": [
            {"text": "First.", "buttons": [{"title": "A", "payload": "/a"}], "custom": {}, "image": None},
            {"response": "utter_salary_found"},
        ],
    }
    first, second, slot = await run(actions.address)
    assert (first.text, first.data["buttons"]) == ("First.", [{"title": "A", "payload": "/a"}])
    assert (second.text, second.metadata["utter_action"]) == ("It pays well.", "utter_salary_found")
    assert slot == SlotSet("area", "TX")


async def test_an_action_that_says_nothing_is_no_failure(actions: ActionServer) -> None:
    assert await run(actions.address) == []


async def test_what_is_sent_is_what_an_action_needs(actions: ActionServer) -> None:
    await run(actions.address)
    (call,) = actions.calls
    assert call["next_action"] == "action_show_salary"
    assert call["sender_id"] == "visitor"
    assert call["version"].startswith("3.6")
    assert "domain" not in call
    stock = conversation().current_state()
    assert call["tracker"].keys() == stock.keys()
    assert call["tracker"]["latest_message"]["text"] == QUESTION
    assert [event["event"] for event in call["tracker"]["events"]][-1] == "user"


async def test_the_domain_goes_only_to_actions_that_ask_for_it(actions: ActionServer) -> None:
    await run(actions.address, name="action_needs_domain")
    assert "actions" in actions.calls[0]["domain"]


def test_the_events_reach_back_to_the_message_before_the_last() -> None:
    more = [SlotSet("area", "TX"), BotUttered("answer"), UserUttered("and hourly?"), SlotSet("area", "OH")]
    recent = recent_events(conversation(*more))
    assert [type(event).__name__ for event in recent] == [
        "UserUttered", "SlotSet", "BotUttered", "UserUttered", "SlotSet",
    ]  # fmt: skip
    assert recent[0].text == QUESTION


def test_of_many_events_the_newest_are_sent() -> None:
    recent = recent_events(conversation(*[SlotSet("area", str(number)) for number in range(100)]))
    assert len(recent) == MOST_EVENTS
    assert recent[-1].value == "99"
    first_turn = recent_events(conversation())
    assert len(first_turn) == 4


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ({"error": "broken", "request_body": {}}, 500),
        ({"error": "unknown action", "action_name": "action_show_salary"}, 404),
        ({"error": "Invalid body request"}, 400),
        ("<html>gateway error</html>", 502),
        ("not JSON", 200),
        (["a list"], 200),
        ({"events": "none"}, 200),
        ({"events": [{"event": "no such event"}]}, 200),
        ({"events": [], "responses": [{"response": "utter_not_in_the_domain"}]}, 200),
    ],
)
async def test_every_unusable_answer_becomes_an_apology(actions: ActionServer, answer: Any, status: int) -> None:
    actions.answer, actions.status = answer, status
    assert apology(await run(actions.address)) == {
        "text": "Sorry, that did not work.",
        "buttons": [
            {"title": "Try again", "payload": QUESTION},
            {"title": "What can I ask?", "payload": "/ask_help"},
        ],
    }


async def test_a_server_that_is_not_there_becomes_an_apology() -> None:
    assert apology(await run("http://127.0.0.1:9/webhook"))["text"].startswith("Sorry")
    assert apology(await run(""))["text"].startswith("Sorry")


async def test_a_connection_that_the_server_closed_is_opened_again(actions: ActionServer) -> None:
    await run(actions.address)
    actions.hangs_up = 1
    assert await run(actions.address) == []
    actions.hangs_up = 2
    assert apology(await run(actions.address))["text"].startswith("Sorry")


async def test_calls_share_a_connection(actions: ActionServer) -> None:
    for _ in range(3):
        await run(actions.address)
    assert len(set(actions.connections)) == 1


async def test_a_slow_action_becomes_an_apology_in_time(actions: ActionServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(GuideRemoteAction, "timeout", 0.2)
    actions.delay = 5.0
    assert apology(await asyncio.wait_for(run(actions.address), 2))["text"].startswith("Sorry")


async def test_the_visitor_gets_an_apology_even_if_the_domain_has_none(actions: ActionServer) -> None:
    actions.status = 500
    action = GuideRemoteAction("action_show_salary", EndpointConfig(actions.address))
    empty = TemplatedNaturalLanguageGenerator({})
    (said,) = await action.run(CollectingOutputChannel(), empty, conversation(), DOMAIN)
    assert "try again" in said.text


async def test_a_turn_apologises_once(actions: ActionServer) -> None:
    actions.status = 500
    first = await run(actions.address)
    assert await run(actions.address, conversation(*first)) == []
    assert apology(await run(actions.address, conversation(*first, UserUttered("again"))))


async def test_an_action_that_rejects_to_run_lets_rasa_choose_another(actions: ActionServer) -> None:
    actions.answer, actions.status = {"error": "not now", "action_name": "action_show_salary"}, 400
    with pytest.raises(ActionExecutionRejection) as rejection:
        await run(actions.address)
    assert rejection.value.action_name == "action_show_salary"


async def test_a_form_whose_check_fails_asks_again(actions: ActionServer) -> None:
    actions.status = 500
    asked = [SlotSet("area", "TX"), ActionExecuted("find_programs_form"), SlotSet("field", "cs")]
    said, slot = await run(actions.address, conversation(*asked), name="validate_find_programs_form")
    assert said.metadata["utter_action"] == FAILED_RESPONSE
    assert slot == SlotSet("field", None)


async def test_a_session_starts_though_its_action_fails() -> None:
    events = await run("http://127.0.0.1:9/webhook", name="action_session_start")
    assert isinstance(events[0], SessionStarted)
    assert events[-1].action_name == "action_listen"


async def test_slots_stay_as_extracted_when_their_check_fails() -> None:
    with pytest.raises(RasaException):
        await run("http://127.0.0.1:9/webhook", name="action_validate_slot_mappings")


@pytest.mark.parametrize(
    ("text", "intent", "payload"),
    [
        ("how much?", "ask_salary", "how much?"),
        ('/ask_salary{"area": "TX"}', "ask_salary", '/ask_salary{"area": "TX"}'),
        ("/restart", "ask_salary", None),
        ("x" * 301, "ask_salary", None),
        ("", "nlu_fallback", None),
    ],
)
async def test_try_again_asks_the_same_and_runs_no_typed_command(
    actions: ActionServer, text: str, intent: str, payload: str | None
) -> None:
    actions.status = 500
    buttons = apology(await run(actions.address, conversation(text=text, intent=intent)))["buttons"]
    offered = {button["title"]: button["payload"] for button in buttons}
    assert offered.get("Try again") == payload
    assert "What can I ask?" in offered


async def test_what_is_sent_is_json_with_any_text(actions: ActionServer) -> None:
    await run(actions.address, conversation(text='🤖 "quoted" \\ {braces}\n'))
    assert json.dumps(actions.calls[0])
    assert actions.calls[0]["tracker"]["latest_message"]["text"] == '🤖 "quoted" \\ {braces}\n'
