"""Keeps the buttons of one turn few, and each of them once."""

from __future__ import annotations

from typing import Any

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

MOST_BUTTONS = 6
# Always offered beside the question of a form: whoever is stuck must find them.
_WAYS_OUT = frozenset({"/skip", "/stop", "/start_over", "/human_handoff"})
_VALIDATES = "validate_"
# Intents after which a form does not ask on; data/rules/programs.yml and handoff.yml say so.
_LEAVES_FORM = frozenset({"stop", "goodbye", "human_handoff", "distress"})


class GuideResponses(TemplatedNaturalLanguageGenerator):
    """Rasa's responses; in the middle of a form an answer leaves room for the buttons of the question that follows."""

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        super().__init__(domain.responses)

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """Returns the filled response, or None where the domain does not know it."""
        draft = await super().generate(utter_action, tracker, output_channel, **kwargs)
        question = _question_that_follows(tracker)
        if draft and draft.get("buttons") and question and utter_action != question:
            draft["buttons"] = self.beside(question, draft["buttons"])
        return draft

    def beside(self, question: str, buttons: list[dict[str, str]]) -> list[dict[str, str]]:
        """Returns the buttons for which the response that asks `question` leaves room, and always the ways out."""
        asked = [button["title"] for said in self.responses.get(question, []) for button in said.get("buttons") or []]
        # Within the search for programs a button that begins it would do nothing.
        begins = f"/{question.removeprefix('utter_ask_').partition('_form_')[0]}"
        new = [b for b in buttons if b["title"] not in asked and b["payload"].partition("{")[0] != begins]
        ways_out = [button for button in new if button["payload"] in _WAYS_OUT]
        room = max(0, MOST_BUTTONS - len(asked) - len(ways_out))
        others = [button for button in new if button not in ways_out][:room]
        return [button for button in new if button in others or button in ways_out]


def leave_room(messages: list[BotUttered], action: str, events: list[dict[str, Any]], nlg: Any) -> None:
    """Leaves room for the question that a form asks next, where its validation answered something beside."""
    steps = [event.get("value") for event in events if event.get("name") == "requested_slot"]
    if not action.startswith(_VALIDATES) or not any(steps[-1:]) or not isinstance(nlg, GuideResponses):
        return
    question = f"utter_ask_{action.removeprefix(_VALIDATES)}_{steps[-1]}"
    for message in messages:
        message.data["buttons"] = nlg.beside(question, message.data.get("buttons") or []) or None


def share_buttons(messages: list[BotUttered]) -> None:
    """Leaves each button once among the answers to several questions, and a fair share of them to each."""
    with_buttons = [message for message in messages if message.data.get("buttons")]
    if len(with_buttons) < 2:
        return
    share = max(1, MOST_BUTTONS // len(with_buttons))
    seen: set[str] = set()
    for message in with_buttons:
        new = [button for button in message.data["buttons"] if button["title"] not in seen][:share]
        seen.update(button["title"] for button in new)
        message.data["buttons"] = new or None


def _question_that_follows(tracker: DialogueStateTracker) -> str | None:
    """Returns the response with which the open form asks again after an answer, or None."""
    intent = tracker.latest_message.intent.get("name") if tracker.latest_message else None
    step = tracker.get_slot("requested_slot")
    if not tracker.active_loop_name or not step or intent in _LEAVES_FORM:
        return None
    return f"utter_ask_{tracker.active_loop_name}_{step}"
