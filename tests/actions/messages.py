"""Makes the trackers that an action sees, out of a few words."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker


def tracker(
    text: str = "",
    intent: str = "inform",
    entities: list[tuple[str, Any, str]] = (),
    slots: dict[str, Any] | None = None,
    events: list[dict[str, Any]] | None = None,
    **parse: Any,
) -> Tracker:
    """Returns a tracker whose latest message has these entities, each as (entity, value, words in the text)."""
    found = []
    for entity, value, raw in entities:
        start = text.index(raw)
        found.append({"entity": entity, "value": value, "start": start, "end": start + len(raw), "raw": raw})
    message = {"text": text, "intent": {"name": intent, "confidence": 1.0}, "entities": found, **parse}
    return Tracker("visitor", slots or {}, message, events or [], False, None, {}, "action_listen")
