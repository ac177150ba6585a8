"""A conversation as a test story in the form of `tests/stories`, compared step by step with what the model does."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from console.corrections.training import RefusedError
from console.models import Conversation, Message, Step
from console.models.conversations import PERSON, VISITOR

MOST_STEPS = 120
LISTEN = "action_listen"
Next = Callable[[list[dict[str, Any]]], str]


@dataclass(frozen=True)
class Turn:
    """A step of a story: its kind (intent, action, active_loop) and its name, None for the end of a loop."""

    kind: str
    name: str | None


def turns(conversation: Conversation) -> list[Turn]:
    """Returns the steps of the conversation's last visit; raises RefusedError where they are no story."""
    visit = Message.objects.filter(conversation=conversation, session=conversation.session)
    first = visit.filter(sender=VISITOR).order_by("id").first()
    if first is None:
        raise RefusedError("Nobody has said anything in the last visit.")
    if visit.filter(sender=PERSON).exists():
        raise RefusedError("A person answered in it; the model alone would not do the same.")
    said = [(m.pk, Turn("intent", (m.intent or "").partition("/")[0])) for m in visit.filter(sender=VISITOR)]
    steps = Step.objects.filter(conversation=conversation, session=conversation.session, id__gt=first.pk)
    done = [(step.pk, _turn(step)) for step in steps.exclude(kind__in=(Step.SLOT, Step.ASK))]
    found = [turn for _, turn in sorted(said + done, key=lambda pair: pair[0])]
    if any(turn.kind == Step.OTHER for turn in found):
        raise RefusedError("It was begun anew, paused or taken back in the middle.")
    if len(found) > MOST_STEPS:
        raise RefusedError(f"It has more than {MOST_STEPS} steps; a test story is about one thing.")
    if any(not turn.name for turn in found if turn.kind == "intent"):
        raise RefusedError("It holds a message without an intent.")
    return found


def as_yaml(conversation: Conversation, story: list[Turn]) -> str:
    """Returns the story as a file for `tests/stories`; it holds none of the visitor's words."""
    title = f"{story[0].name}: conversation {conversation.alias}"
    steps = [{turn.kind: turn.name} for turn in story]
    content = {
        "version": DoubleQuotedScalarString("3.1"),
        "stories": [{"story": DoubleQuotedScalarString(title), "steps": steps}],
    }
    writer = YAML()
    # a loop's end is written as in the stories that are there
    writer.representer.add_representer(type(None), lambda r, _: r.represent_scalar("tag:yaml.org,2002:null", "null"))
    stream = io.StringIO()
    writer.dump(content, stream)
    return stream.getvalue()


def differences(story: list[Turn], choose: Next) -> Iterator[str]:
    """Yields in words where the model would do something else; `choose` is assistant.next_action.

    After a difference the story goes on as it was, so that each one is told once.
    """
    events: list[dict[str, Any]] = [_action("action_session_start"), {"event": "session_started"}, _action(LISTEN)]
    loop: str | None = None
    intent: str | None = None
    for number, turn in enumerate(story):
        if turn.kind == "intent":
            intent = turn.name
            events.append(_user(intent))
        elif turn.kind == "action":
            yield from _compared(turn.name or "", events, loop, intent, choose)
            events.append(_action(turn.name))
        else:
            loop = turn.name
            events.append({"event": "active_loop", "name": loop})
        following = story[number + 1] if number + 1 < len(story) else None
        if turn.kind != "intent" and (following is None or following.kind == "intent"):
            yield from _compared(LISTEN, events, loop, intent, choose)
            events.append(_action(LISTEN))


def _compared(name: str, events: list[dict[str, Any]], loop: str | None, intent: str | None, choose: Next) -> list[str]:
    chosen = choose(events)
    if chosen == loop != name:
        # A form that gets no answer to its question steps aside; that is not kept in the conversation.
        events.append({"event": "action_execution_rejected", "name": loop})
        chosen = choose(events)
    if chosen == name:
        return []
    return [f"After “{intent}” the assistant did {_words(name)}; today's model would do {_words(chosen)}."]


def _words(action: str) -> str:
    return "nothing more" if action == LISTEN else action


def _turn(step: Step) -> Turn:
    if step.kind == Step.LOOP:
        return Turn("active_loop", step.name or None)
    return Turn(step.kind, step.name)


def _action(name: str | None) -> dict[str, Any]:
    return {"event": "action", "name": name}


def _user(intent: str | None) -> dict[str, Any]:
    parsed = {"intent": {"name": intent, "confidence": 1.0}, "entities": [], "text": f"/{intent}"}
    return {"event": "user", "text": f"/{intent}", "parse_data": parsed}
