"""Whether short answers and follow-ups are taken for what they mean: each is said to the running assistant.

A sentence counts whose file says what was said or asked before it. What has to come of it stands in `then`, or follows
from the labels: `topic` (the intent that the answer speaks about), `slots` (what is remembered, as text; "none" for
nothing), `asks` (the step of the search that is open afterwards, or none) and `says` (words of the answer).
"""

from __future__ import annotations

import json
import secrets
import tempfile
import urllib.request
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.labelled import Labelled
from benchmarks.running import Server, action_server, our_server, talk

# Where the assistant remembers what was asked about, and what the search for programs was told.
_ASKED = {
    "area": "last_areas", "occupation": "last_occupations", "statistic": "last_statistic", "period": "last_period",
    "area_type": "last_area_type", "order": "last_order",
}  # fmt: skip
_TOLD = {name: name for name in ("education_level", "graduation_year", "field", "area", "control")}
_SEARCH = "find_programs"


@dataclass(frozen=True)
class Expectation:
    """What is said before a sentence, and what has to come of it."""

    before: tuple[str, ...]
    then: dict[str, Any]


def expectation(sentence: Labelled) -> Expectation | None:
    """Returns what a sentence has to lead to, or None where its labels do not say."""
    if sentence.then is not None:
        return Expectation(sentence.before, sentence.then)
    if sentence.previous is None:
        return None
    before = (f"/{sentence.previous}",)
    if sentence.previous == _SEARCH:
        slots = {_TOLD[n]: str(v) for n, v, _ in sentence.entities or () if n in _TOLD}
        return Expectation(before, {"slots": slots}) if sentence.intent == "inform" and slots else None
    topic = sentence.previous if sentence.intent == "inform" else sentence.intent
    then: dict[str, Any] = {"topic": topic}
    if topic == "ask_salary":
        then["slots"] = {_ASKED[n]: str(v) for n, v, _ in sentence.entities or () if n in _ASKED}
    return Expectation(before, then) if topic.startswith(("ask_", "compare_c")) else None


def measure(sentences: Sequence[Labelled], model: Path) -> dict[str, Any]:
    """Holds a conversation for each sentence with a context; returns how many ended right and what was wrong."""
    asked = [(s, e) for s in sentences if (e := expectation(s)) is not None]
    if not asked:
        return {"sentences": 0, "right": float("nan"), "wrong": {}}
    token = secrets.token_hex(16)
    with (
        tempfile.TemporaryDirectory() as name,
        action_server(Path(name), "actions") as actions,
        our_server(Path(name), model, actions, settings={"GUIDE_API_TOKEN": token}) as assistant,
    ):
        wrong = [_wrong(assistant, token, number, *pair) for number, pair in enumerate(asked)]
    return {
        "sentences": len(asked),
        "right": sum(not reasons for reasons in wrong) / len(asked),
        "wrong": dict(Counter(reason for reasons in wrong for reason in reasons).most_common()),
        "texts": [s.text for (s, _), reasons in zip(asked, wrong, strict=True) if reasons],
    }


def _wrong(assistant: Server, token: str, number: int, sentence: Labelled, wanted: Expectation) -> list[str]:
    sender = f"context-{number}"
    for text in wanted.before:
        talk(assistant, sender, text)
    said = "\n".join(reply.get("text", "") for reply in talk(assistant, sender, sentence.text)).lower()
    state = _tracker(assistant, token, f"rest:{sender}")
    then, slots = wanted.then, state["slots"]
    checks = [(name, slots.get(name), value) for name, value in then.get("slots", {}).items()]
    if "topic" in then:
        checks.append(("topic", slots.get("last_topic"), then["topic"]))
    if "asks" in then:
        checks.append(("asks", slots.get("requested_slot"), then["asks"]))
    found = [f"{name}: {value} wanted" for name, held, value in checks if not holds(held, value)]
    return found + [f"says: {part} wanted" for part in then.get("says", []) if part.lower() not in said]


def holds(held: Any, wanted: str) -> bool:
    """Tells whether a slot holds a value: itself, or one of a list; "none" is no value at all."""
    if wanted == "none":
        return not held
    return wanted in ([str(part) for part in held] if isinstance(held, list) else [str(held)])


def _tracker(assistant: Server, token: str, sender: str) -> dict[str, Any]:
    url = f"{assistant.base}/conversations/{sender}/tracker?token={token}&include_events=NONE"
    with urllib.request.urlopen(url, timeout=60) as answer:
        return dict(json.load(answer))
