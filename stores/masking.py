"""Takes what is personal out of a turn's events before any of it is stored."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from privacy import MARKS, Span, find, mask

Event = dict[str, Any]

HANDOFF_FORM = "handoff_form"
# Their values go, encrypted, into the request that they make up, and nowhere else.
PRIVATE_SLOTS = frozenset({"handoff_name", "handoff_contact", "handoff_matter"})
PRIVATE = "[private]"

_BUTTON = re.compile(r"/[a-z_]+")
# Of the parse of a private message: what was meant, nothing of what was said.
_KEPT_OF_PRIVATE = ("intent", "intent_ranking", "also_intents", "message_id")
# Where a person's words may stand in an event; the rest of it are names and numbers of ours.
_OPEN = ("value", "data", "metadata")
_NAMES_OF_OURS = frozenset({"intent", "intent_ranking", "also_intents", "message_id", "entity", "extractor", "answer"})
_DEEPEST = 20
_NEVER_SAID = ("card", "ssn")
# A shorter number is a figure as likely as a secret.
_FEWEST_DIGITS = 7

Masker = Callable[[str], str]


def mask_text(text: str) -> str:
    """Returns a text that somebody wrote, such as a comment, as it may be stored or logged."""
    return mask(text)


def never_said(text: str, contacts: Iterable[str]) -> bool:
    """Tells whether a person's answer holds what no conversation may keep, and is therefore not to be stored at all.

    People of the team give addresses and numbers of their own, so those are stored as they are written; not so the
    contact that a visitor left encrypted, and numbers of cards and social security.
    """
    left = {_bare(part) for contact in contacts for part in contact.split(",")}
    return any(span.kind in _NEVER_SAID for span in find(text)) or any(part and part in _bare(text) for part in left)


def _bare(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum() or char == "@")


def mask_turn(events: Sequence[Event]) -> list[Event]:
    """Returns the events of one turn, as `Event.as_dict()` gives them, as they may be stored.

    One for each and in order; those given are left as they are, and a masked turn stays as it is. What the visitor
    said is masked wherever it comes back in the turn: in the parse, slots, replies and metadata.
    """
    is_private = _answers_the_handoff_form(events)
    said = [event.get("text") or "" for event in events if event.get("event") == "user"]
    without_secrets = _replacer(said, is_private)
    # Each event says again which model it is of, and slots what the message named.
    masked = cache(lambda text: mask(without_secrets(text)))
    return [_masked(event, is_private, without_secrets, masked) for event in events]


def _answers_the_handoff_form(events: Sequence[Event]) -> bool:
    """Tells whether the turn's message was said to the form that takes a message for the people behind the guide.

    Rasa asks an open form first what to make of a message, so each of these turns begins with it.
    """
    ran = any(e.get("event") in ("action", "action_execution_rejected") and e["name"] == HANDOFF_FORM for e in events)
    return ran and not any(e.get("event") == "active_loop" and e["name"] == HANDOFF_FORM for e in events)


def _replacer(said: Sequence[str], is_private: bool) -> Masker:
    """Returns a function that puts marks where the personal pieces of what was said come back as words of their own."""
    secrets = {text[span.start : span.end].lower(): MARKS[span.kind] for text in said for span in find(text)}
    secrets = {secret: mark for secret, mark in secrets.items() if _is_telling(secret)}
    whole = frozenset(text for text in said if text) if is_private else frozenset()
    if not secrets:
        return lambda text: PRIVATE if text in whole else text
    longest_first = sorted(secrets, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.I)

    def replaced(text: str) -> str:
        return PRIVATE if text in whole else pattern.sub(lambda match: secrets.get(match[0].lower(), PRIVATE), text)

    return replaced


def _is_telling(secret: str) -> bool:
    digits = sum(char.isdigit() for char in secret)
    return digits >= _FEWEST_DIGITS or sum(char.isalpha() for char in secret) > 1


def _masked(event: Event, is_private: bool, without_secrets: Masker, masked_text: Masker) -> Event:
    kind = event.get("event")
    if kind == "slot" and event.get("name") in PRIVATE_SLOTS and event.get("value") is not None:
        return {**event, "value": PRIVATE}
    change = without_secrets if kind == "bot" else masked_text
    masked = {**event, **{key: _each_text(event[key], change) for key in _OPEN if key in event}}
    if kind == "user":
        return {**masked, **_masked_message(event, is_private, without_secrets)}
    # What the assistant says of itself, such as the operator's address, is meant to be seen.
    return {**masked, "text": without_secrets(event["text"])} if event.get("text") else masked


def _masked_message(event: Event, is_private: bool, without_secrets: Masker) -> Event:
    """Returns the text and the parse of a message as they may be stored."""
    text, parse = event.get("text") or "", event.get("parse_data") or {}
    if is_private and not _BUTTON.fullmatch(text):
        kept = {key: parse[key] for key in _KEPT_OF_PRIVATE if key in parse}
        return {"text": PRIVATE, "parse_data": {**kept, "text": PRIVATE, "entities": []}}
    places = _Places.of(text)
    return {"text": places.masked, "parse_data": _masked_parse(parse, places, without_secrets)}


@dataclass(frozen=True)
class _Places:
    """A text, its masked form, and where its characters have gone."""

    text: str
    masked: str
    spans: tuple[tuple[Span, int, int], ...]

    @classmethod
    def of(cls, text: str) -> _Places:
        parts: list[str] = []
        spans: list[tuple[Span, int, int]] = []
        last = length = 0
        for span in find(text):
            mark = MARKS[span.kind]
            length += span.start - last
            parts += [text[last : span.start], mark]
            spans.append((span, length, length + len(mark)))
            length, last = length + len(mark), span.end
        return cls(text, "".join([*parts, text[last:]]), tuple(spans))

    def overlaps(self, start: int, end: int) -> bool:
        """Tells whether a piece of the text holds any of a masked one."""
        return any(span.start < end and start < span.end for span, _, _ in self.spans)

    def moved(self, start: int, end: int) -> tuple[int, int]:
        """Returns where a piece stands in the masked text; one that cuts a masked piece takes all of its mark."""
        return self._moved(start, is_end=False), self._moved(end, is_end=True)

    def _moved(self, place: int, is_end: bool) -> int:
        shift = 0
        for span, start, end in self.spans:
            if place <= span.start:
                break
            if place < span.end:
                return end if is_end else start
            shift = end - span.end
        return place + shift


def _masked_parse(parse: dict[str, Any], places: _Places, without_secrets: Masker) -> dict[str, Any]:
    """Returns the parse of a message for its masked text; an entity within a masked piece is left out."""

    def masked_text(text: str) -> str:
        # What is cut out of a message with nothing personal in it holds nothing personal either.
        return text if not places.spans and text in places.text else mask(without_secrets(text))

    result: dict[str, Any] = {}
    for key, value in parse.items():
        if key in _NAMES_OF_OURS:
            result[key] = value
        elif key == "text":
            result[key] = places.masked
        elif key == "entities":
            kept = [e for e in value if not places.overlaps(e.get("start") or 0, e.get("end") or 0)]
            result[key] = [_moved(entity, places, masked_text) for entity in kept]
        elif key == "clauses":
            result[key] = [_moved(clause, places, masked_text) for clause in value]
        elif key == "text_tokens":
            result[key] = list(dict.fromkeys(places.moved(*token) for token in value))
        else:
            result[key] = _each_text(value, masked_text)
    return result


def _moved(piece: dict[str, Any], places: _Places, masked_text: Masker) -> dict[str, Any]:
    """Returns an entity or a clause with its place and its words in the masked text; its value is one of ours."""
    start, end = piece.get("start"), piece.get("end")
    if start is None or end is None:
        return _masked_piece(piece, masked_text)
    was, (new_start, new_end) = places.text[start:end], places.moved(start, end)
    now = places.masked[new_start:new_end]
    return {
        **_masked_piece(piece, lambda text: now if text == was else masked_text(text)),
        "start": new_start,
        "end": new_end,
    }


def _masked_piece(piece: dict[str, Any], masked_text: Masker) -> dict[str, Any]:
    changes = {key: mask if key == "value" else masked_text for key in piece if key not in _NAMES_OF_OURS}
    return {**piece, **{key: _each_text(piece[key], change) for key, change in changes.items()}}


def _each_text(value: Any, change: Masker, depth: int = 0) -> Any:
    """Returns a JSON value with every text in it changed; what is nested deeper than anybody means is left out."""
    if isinstance(value, str):
        return change(value)
    if depth == _DEEPEST and isinstance(value, (dict, list, tuple)):
        return None
    if isinstance(value, dict):
        return {key: _each_text(item, change, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_each_text(item, change, depth + 1) for item in value]
    return value
