"""Asks the running assistant what today's model makes of a sentence or would do next; nothing of it is stored there."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any

from django.conf import settings

_SECONDS = 3.0


class AssistantError(RuntimeError):
    """The assistant cannot be asked now; the message says why in words for reviewers."""


@dataclass(frozen=True)
class Parsed:
    """What today's model makes of a sentence.

    Attributes:
        label: the intent, or the intent and the answer (`ask_education/required`).
        ranking: intents and shares, the chosen one first.
        entities: start, end, entity and value of each.
    """

    label: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    entities: tuple[dict[str, Any], ...]


def parse(text: str) -> Parsed:
    """Returns the running model's reading of a text; raises AssistantError."""
    answer = _ask("model/parse", {"text": text})
    try:
        intent = answer["intent"]
        return Parsed(
            label=str(answer.get("answer") or intent["name"]),
            confidence=float(intent["confidence"]),
            ranking=tuple((str(r["name"]), float(r["confidence"])) for r in answer.get("intent_ranking") or ())[:5],
            entities=tuple(e for e in answer.get("entities") or () if isinstance(e, dict)),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise AssistantError("it answered something else than expected") from error


def next_action(events: list[dict[str, Any]]) -> str:
    """Returns the action that the running model would choose after these events; raises AssistantError."""
    scores = _ask("model/predict", events).get("scores")
    if not isinstance(scores, list) or not scores:
        raise AssistantError("it answered something else than expected")
    return str(max(scores, key=lambda row: row.get("score", 0.0)).get("action"))


def _ask(path: str, body: Any) -> dict[str, Any]:
    guide = settings.GUIDE
    if not guide.api_token:
        raise AssistantError("GUIDE_API_TOKEN is not set, which opens its HTTP API")
    request = urllib.request.Request(
        f"{guide.assistant}/{path}?{urllib.parse.urlencode({'token': guide.api_token})}",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
            told = json.load(answer)
    except urllib.error.HTTPError as error:
        raise AssistantError(f"it refused with status {error.code}") from None
    except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError):
        # Without the cause, in whose text the address and with it the token could stand.
        raise AssistantError("it does not answer") from None
    if not isinstance(told, dict):
        raise AssistantError("it answered something else than expected")
    return told
