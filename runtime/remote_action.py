"""Calls custom actions at a tenth of Rasa's cost, and never leaves a visitor without an answer."""

from __future__ import annotations

import asyncio
import copy
import json
from functools import cache
from typing import Any, Protocol

import aiohttp
import structlog
from jsonschema.exceptions import ValidationError
from jsonschema.validators import validator_for
from rasa import __version__ as rasa_version
from rasa.core.actions.action import (
    ActionExecutionRejection,
    ActionSessionStart,
    RemoteAction,
    create_bot_utterance,
)
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core.constants import (
    ACTION_SESSION_START_NAME,
    ACTION_VALIDATE_SLOT_MAPPINGS,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    SlotSet,
    UserUttered,
    deserialise_events,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import ClientResponseError

from runtime import action_calls
from runtime.responses import leave_room, share_buttons

log = structlog.get_logger(__name__)

FAILED_RESPONSE = "utter_action_failed"
MOST_EVENTS = 30
LONGEST_REPEATED_TEXT = 300
TRY_AGAIN = "Try again"


class _Validator(Protocol):
    def validate(self, instance: Any) -> None: ...


class ActionCallError(Exception):
    """A custom action gave no usable answer; the text names the kind of failure and nothing that was said."""


class GuideRemoteAction(RemoteAction):
    """Rasa's `RemoteAction` with the schema compiled once, a short request, and an apology on failure.

    Stock Rasa lets jsonschema check its own schema on every call, and holds each event against every kind (22 ms of
    CPU for a small answer; 0.3 ms here), sends the whole conversation and the whole domain, and says nothing at all
    when the call fails.
    """

    timeout = 8.0
    takes_messages = False
    has_desk = False

    def _action_call_format(self, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
        state = tracker.current_state()
        # Only we know whether a message can be kept and people answer here; our secrets stay out of the action server.
        state["slots"] = {**state["slots"], "takes_messages": self.takes_messages, "has_desk": self.has_desk}
        state["events"] = [event.as_dict() for event in recent_events(tracker)]
        call = {
            "next_action": self._name,
            "sender_id": tracker.sender_id,
            "tracker": state,
            "version": rasa_version,
        }
        if domain.does_custom_action_explicitly_need_domain(self._name):
            call["domain"] = domain.as_dict()
        return call

    def _validate_action_result(self, result: Any) -> bool:
        whole, kinds = _validators()
        whole.validate(result)
        for event in result.get("events", ()):
            kinds[event["event"]].validate(event)
        return True

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        """Returns the action's events; raises ActionExecutionRejection when the action rejects to run."""
        try:
            answer = await self._call(tracker, domain)
            messages = await self._messages(answer, output_channel, nlg, tracker)
            return [*messages, *deserialise_events(answer.get("events") or [])]
        except ActionExecutionRejection:
            log.info("action.rejected", action=self._name)
            raise
        except ActionCallError as error:
            log.error("action.failed", action=self._name, reason=str(error))
        except Exception as error:
            log.error("action.failed", action=self._name, reason=type(error).__name__, exc_info=error)
        return await self._events_after_failure(output_channel, nlg, tracker, domain)

    async def _call(self, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
        if not self.action_endpoint:
            raise ActionCallError("no action server is configured")
        try:
            answer = await action_calls.post(
                self.action_endpoint, self._action_call_format(tracker, domain), self.timeout
            )
            self._validate_action_result(answer)
        except ClientResponseError as error:
            raise _rejection(error) or ActionCallError(f"status {error.status}") from error
        except asyncio.TimeoutError as error:
            raise ActionCallError(f"no answer within {self.timeout:g} s") from error
        except (aiohttp.ClientConnectionError, ConnectionError) as error:
            raise ActionCallError("the action server cannot be reached") from error
        except (ValidationError, ValueError) as error:
            raise ActionCallError("the answer is not one of an action server") from error
        return dict(answer)

    async def _messages(
        self,
        answer: dict[str, Any],
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
    ) -> list[BotUttered]:
        responses = answer.get("responses") or []
        messages = await self._utter_responses(responses, output_channel, nlg, tracker)
        if responses and not messages:
            # Rasa leaves out a response that the domain does not know.
            raise ActionCallError("the domain knows none of the responses")
        leave_room(messages, self._name, answer.get("events") or [], nlg)
        share_buttons(messages)
        return messages

    async def _events_after_failure(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        if self._name == ACTION_SESSION_START_NAME:
            # Without a session nothing that follows works; the visitor has not asked anything yet.
            return list(await ActionSessionStart().run(output_channel, nlg, tracker, domain))
        if self._name == ACTION_VALIDATE_SLOT_MAPPINGS:
            # Rasa goes on with the slots as extracted, and the turn is answered.
            raise RasaException(f"{ACTION_VALIDATE_SLOT_MAPPINGS} failed")
        events: list[Event] = [SlotSet(name, None) for name in self._unvalidated_slots(tracker)]
        if _has_apologised(tracker):
            return events
        return [await _apology(output_channel, nlg, tracker), *events]

    def _unvalidated_slots(self, tracker: DialogueStateTracker) -> list[str]:
        """Returns the slots that a form wanted validated; they are emptied, so that the form asks again."""
        if not self._name.startswith("validate_"):
            return []
        names = []
        for event in reversed(tracker.events):
            if isinstance(event, ActionExecuted):
                break
            if isinstance(event, SlotSet):
                names.append(event.key)
        return names[::-1]


def recent_events(tracker: DialogueStateTracker) -> list[Event]:
    """Returns the events since the visitor's message before the last one, the newest 30 of them at most."""
    events = list(tracker.events)
    messages = 0
    for index in range(len(events) - 1, -1, -1):
        messages += isinstance(events[index], UserUttered)
        if messages == 2 or len(events) - index == MOST_EVENTS:
            return events[index:]
    return events


@cache
def _validators() -> tuple[_Validator, dict[str, _Validator]]:
    """Returns what checks an answer but for its events' own fields, and what checks an event of each kind.

    Rasa's schema holds each event against every kind, one after the other.
    """
    schema = copy.deepcopy(RemoteAction.action_response_format_spec())
    kind = validator_for(schema)
    kind.check_schema(schema)
    event = schema["properties"]["events"]["items"]
    branches = {branch["properties"]["event"]["const"]: branch for branch in event.pop("oneOf")}
    event["properties"]["event"] = {"enum": list(branches)}
    return kind(schema), {name: kind(branch) for name, branch in branches.items()}


def _rejection(error: ClientResponseError) -> ActionExecutionRejection | None:
    """Returns the rejection that a status of 400 with an action's name stands for."""
    if error.status != 400:
        return None
    try:
        body = json.loads(error.text)
        return ActionExecutionRejection(body["action_name"], body.get("error"))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _has_apologised(tracker: DialogueStateTracker) -> bool:
    """Tells whether this turn has its apology already, as when both a form's check and its question fail."""
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            return False
        if isinstance(event, BotUttered) and event.metadata.get("utter_action") == FAILED_RESPONSE:
            return True
    return False


async def _apology(
    output_channel: OutputChannel, nlg: NaturalLanguageGenerator, tracker: DialogueStateTracker
) -> BotUttered:
    """Returns the domain's apology with a button that sends the visitor's last message again."""
    message = await nlg.generate(FAILED_RESPONSE, tracker, output_channel.name())
    if not message:
        message = {"text": "Sorry, something went wrong on our side. Please try again."}
    payload = repeatable_message(tracker)
    if payload:
        message["buttons"] = [{"title": TRY_AGAIN, "payload": payload}, *(message.get("buttons") or [])]
    message["utter_action"] = FAILED_RESPONSE
    return create_bot_utterance(message)


def repeatable_message(tracker: DialogueStateTracker) -> str | None:
    """Returns what asks the visitor's last question again when sent as a message, if anything can.

    A text that looks like a command is given back only if it was run as one: what a visitor typed on a
    channel that runs no commands may not become one by way of a button.
    """
    message = tracker.latest_message
    text = (message.text or "").strip() if message else ""
    if not message or not text or len(text) > LONGEST_REPEATED_TEXT:
        return None
    if text.startswith("/"):
        was_command = text[1:].partition("{")[0].strip() == message.intent_name
        return text if was_command else None
    return text
