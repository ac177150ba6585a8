"""What becomes of an event in the console's tables. Pure: the same events in the same order give the same rows."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from console.models.conversations import ASSISTANT, PERSON, VISITOR, Step
from console.reader.rows import ConversationRow, SessionRow
from console.reader.source import EventRow

FALLBACKS = ("nlu_fallback", "out_of_scope")
LONGEST_TEXT = 20_000
LARGEST_DETAIL = 64_000
RUNNERS_UP = 5
SHORT_OPENING = 12
LONGEST_FLOW = 400
# The action that shows the list of programs: the end of the education flow.
LISTING = "action_search_programs"
# Inside of Rasa, or said better by another row.
_SKIPPED_ACTIONS = ("action_listen", "action_session_start")
_SKIPPED_SLOTS = ("session_started_metadata",)
_SHOWN_EVENTS = ("restart", "pause", "resume", "rewind", "undo", "reset_slots", "followup", "reminder")
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False)
# Texts by which a channel, not the visitor, begins something.
_OPENINGS = ("/session_start", "/restart")


@dataclass
class Projected:
    """Rows that events have become: messages and steps as tuples in the order of store.COLUMNS.

    `sums` is what the sessions counted for in the daily sums before they were changed, as a debt.
    """

    conversations: dict[str, ConversationRow] = field(default_factory=dict)
    sessions: dict[int, SessionRow] = field(default_factory=dict)
    messages: list[tuple[Any, ...]] = field(default_factory=list)
    steps: list[tuple[Any, ...]] = field(default_factory=list)
    sums: Counter[tuple[str, int, str, str]] = field(default_factory=Counter)

    def add(self, row: EventRow, sender_hash: str) -> None:
        """Takes in an event that is newer than those taken in before of its conversation."""
        conversation = self.conversations.get(sender_hash)
        if conversation is None:
            conversation = self.conversations[sender_hash] = _new_conversation(row, sender_hash)
        conversation.event_count += 1
        conversation.event_sum += row.id
        conversation.event_last = max(conversation.event_last, row.id)
        kind = row.type_name
        if kind == "user":
            self._user(conversation, row)
        elif kind in ("bot", "agent"):
            self._answer(conversation, row)
        elif kind == "slot":
            self._slot(conversation, row)
        elif kind == "action":
            self._action(conversation, row)
        elif kind == "active_loop":
            self._loop(conversation, row)
        elif kind in _SHOWN_EVENTS:
            self._step(conversation, row, Step.OTHER, kind, {})

    def _session(self, conversation: ConversationRow, row: EventRow, new: bool = False) -> SessionRow:
        if new or conversation.session is None:
            conversation.session = row.id
            at = row.timestamp or conversation.last_at
            self.sessions[row.id] = SessionRow(row.id, conversation.id, at, at)
        return self.sessions[conversation.session]

    def _user(self, conversation: ConversationRow, row: EventRow) -> None:
        event = load(row.data)
        text = str(event.get("text") or "")
        metadata = _mapping(event.get("metadata"))
        if metadata.get("opening") or text in _OPENINGS:
            self._step(conversation, row, Step.OTHER, "opened" if text != "/restart" else "restart", {})
            return
        parse = _mapping(event.get("parse_data"))
        found = _mapping(parse.get("intent"))
        intent = clean(str(row.intent_name or found.get("name") or ""))[:255] or None
        pressed = text.startswith("/")
        confidence = None if pressed else _number(found.get("confidence"))
        detail = _understood(parse) | ({"payload": text} if pressed else {})
        if confidence is not None and metadata.get("model_id"):
            detail["model"] = str(metadata["model_id"])
        shown = str(metadata.get("title") or text)
        conversation.visitor_messages += 1
        conversation.fallbacks += intent in FALLBACKS
        intents = {intent, *detail.get("also", ())}
        conversation.asked_for_person += "human_handoff" in intents
        conversation.in_distress += "distress" in intents
        if confidence is not None and confidence < (conversation.lowest_confidence or 2.0):
            conversation.lowest_confidence = confidence
        # What somebody wanted, rather than "hi".
        if not pressed and (not conversation.opening or len(conversation.opening) < SHORT_OPENING < len(shown)):
            conversation.opening = clean(shown)[:200]
        session = self._session(conversation, row)
        session.open_step = None
        session.messages += 1
        if "human_handoff" in intents and session.wanted_person_at is None:
            session.wanted_person_at = row.timestamp or conversation.last_at
        self._message(conversation, session, row, VISITOR, shown, detail, intent, confidence)

    def _answer(self, conversation: ConversationRow, row: EventRow) -> None:
        event = load(row.data)
        metadata = _mapping(event.get("metadata"))
        detail = {name: value for name, value in _mapping(event.get("data")).items() if value}
        for name, value in (
            ("response", metadata.get("utter_action")),
            ("facts", _mapping(metadata.get("metadata")).get("facts")),
            ("sources", metadata.get("sources")),
            ("model", metadata.get("model_id")),
        ):
            if value:
                detail[name] = value
        conversation.assistant_messages += 1
        sender = PERSON if row.type_name == "agent" else ASSISTANT
        session = self._session(conversation, row)
        if sender == PERSON and session.person_at is None:
            session.person_at = row.timestamp or conversation.last_at
        self._message(conversation, session, row, sender, str(event.get("text") or ""), detail)

    def _message(
        self,
        conversation: ConversationRow,
        session: SessionRow,
        row: EventRow,
        sender: str,
        text: str,
        detail: dict[str, Any],
        intent: str | None = None,
        confidence: float | None = None,
    ) -> None:
        at = row.timestamp or conversation.last_at
        conversation.last_at = session.last_at = max(at, conversation.last_at)
        conversation.last_message = row.id
        if len(text) > LONGEST_TEXT:
            detail["cut"] = len(text)
        self.messages.append(
            (
                row.id, conversation.id, session.id, sender, at, clean(text)[:LONGEST_TEXT], intent, confidence,
                intent in FALLBACKS, dump(detail),
            )
        )  # fmt: skip

    def _slot(self, conversation: ConversationRow, row: EventRow) -> None:
        name = row.action_name or ""
        if name in _SKIPPED_SLOTS:
            return
        value = load(row.data).get("value")
        if name == "requested_slot":
            if value:
                self._step(conversation, row, Step.ASK, str(value)[:255], {})
                session = self._session(conversation, row)
                session.open_step = str(value)[:64]
                _reach(session, str(value))
            return
        self._step(conversation, row, Step.SLOT, name, {"value": value})

    def _action(self, conversation: ConversationRow, row: EventRow) -> None:
        name = row.action_name or ""
        if name == "action_session_start":
            self._session(conversation, row, new=True)
        if name == LISTING:
            _reach(self._session(conversation, row), name)
        if name not in _SKIPPED_ACTIONS:
            event = load(row.data)
            detail = {key: event[key] for key in ("policy", "confidence") if event.get(key) is not None}
            self._step(conversation, row, Step.ACTION, name, detail)

    def _loop(self, conversation: ConversationRow, row: EventRow) -> None:
        name = load(row.data).get("name")
        if not name:
            self._session(conversation, row).open_step = None
        self._step(conversation, row, Step.LOOP, str(name or ""), {})

    def _step(self, conversation: ConversationRow, row: EventRow, kind: str, name: str, detail: dict[str, Any]) -> None:
        session = self._session(conversation, row)
        self.steps.append((row.id, conversation.id, session.id, kind, clean(name)[:255], dump(detail)))


def hash_of(key: bytes, sender_id: str) -> str:
    """Returns the keyed hash by which the store's tombstones name a sender too."""
    return hmac.new(key, sender_id.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def alias_of(sender_hash: str) -> str:
    """Returns ten characters of the hash, in two groups, without letters that look alike."""
    letters = base64.b32encode(bytes.fromhex(sender_hash)[:7]).decode()[:10]
    return f"{letters[:5]}-{letters[5:]}".translate(str.maketrans("IO", "89"))


def load(data: str | None) -> dict[str, Any]:
    """Returns an event's JSON; {} for what is none."""
    try:
        event = json.loads(data or "{}")
    except (ValueError, RecursionError):
        return {}
    return event if isinstance(event, dict) else {}


def dump(detail: dict[str, Any]) -> str:
    """Returns JSON that both databases take, or what can be said of it when it is too large."""
    if not detail:
        return "{}"
    try:
        text = _ENCODER.encode(detail)
    except ValueError:
        return '{"not_json":true}'
    if len(text) > LARGEST_DETAIL:
        text = json.dumps({"too_large": len(text)})
    return clean(text).replace("\\u0000", "\\ufffd")


def clean(text: str) -> str:
    """Returns the text without what a database refuses: NUL, and halves of surrogate pairs."""
    if "\x00" in text:
        text = text.replace("\x00", "\ufffd")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def _reach(session: SessionRow, step: str) -> None:
    """Notes that a visit came to a step of a flow, the first time; names of slots and actions have no blanks."""
    reached = session.flow.split()
    if step not in reached:
        session.flow = clean(" ".join([*reached, step]))[:LONGEST_FLOW]


def _new_conversation(row: EventRow, sender_hash: str) -> ConversationRow:
    channel, colon, _ = row.sender_id.partition(":")
    at = row.timestamp or 0.0
    return ConversationRow(row.id, sender_hash, alias_of(sender_hash), channel[:64] if colon else "other", at, at)


def _understood(parse: dict[str, Any]) -> dict[str, Any]:
    detail: dict[str, Any] = {}
    ranking = [
        [str(r.get("name")), round(_number(r.get("confidence")) or 0.0, 4)]
        for r in _mappings(parse, "intent_ranking")[:RUNNERS_UP]
    ]
    if ranking:
        detail["ranking"] = ranking
    entities = [
        {name: e[name] for name in ("entity", "value", "raw", "start", "end", "role") if e.get(name) is not None}
        for e in _mappings(parse, "entities")
    ]
    if entities:
        detail["entities"] = entities
    also = parse.get("also_intents")
    if isinstance(also, list) and also:
        detail["also"] = [str(name) for name in also]
    if parse.get("answer"):
        detail["answer"] = str(parse["answer"])
    return detail


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _mappings(parse: dict[str, Any], name: str) -> list[dict[str, Any]]:
    value = parse.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _number(value: Any) -> float | None:
    """Returns a probability, or None for anything else; JSON of Python may hold NaN."""
    return float(value) if isinstance(value, (int, float)) and 0 <= value <= 1 else None
