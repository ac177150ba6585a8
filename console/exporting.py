"""What is filtered, as CSV or JSON; no cell that a visitor wrote is a formula to a spreadsheet."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

from django.db.models import QuerySet

from console import inbox
from console.models import Conversation, ConversationTag, Message, Review
from console.reader.projection import load

COLUMNS = (
    "conversation", "channel", "status", "tags", "session", "time", "from", "text", "intent", "confidence",
    "fallback", "feedback", "comment", "undelivered", "response", "facts",
)  # fmt: skip
# What spreadsheets take for the beginning of a formula, full-width forms too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PAGE = 200


def cell(value: Any) -> Any:
    """Returns a value as a cell that is shown, never calculated."""
    if not isinstance(value, str):
        return value
    return f"'{value}" if value.lstrip(" \ufeff\u200b").startswith(_FORMULA) else value


def as_csv(found: QuerySet[Conversation]) -> Iterator[str]:
    """Yields CSV, a message a line; the first letter tells Excel that it is UTF-8."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield "\ufeff" + writer.writerow(COLUMNS)
    for conversation, messages in _conversations(found):
        yield "".join(writer.writerow([cell(value) for value in _row(conversation, message)]) for message in messages)


def as_json(found: QuerySet[Conversation]) -> Iterator[str]:
    """Yields JSON: a list of conversations with their messages."""
    before = "["
    for conversation, messages in _conversations(found):
        told = {name: conversation[name] for name in COLUMNS[:4]}
        told["messages"] = [
            dict(zip(COLUMNS[4:], _row(conversation, message)[4:], strict=True)) for message in messages
        ]
        yield before + json.dumps(told, ensure_ascii=False)
        before = ",\n"
    yield "[]" if before == "[" else "]\n"


class _Echo:
    def write(self, text: str) -> str:
        return text


def _conversations(found: QuerySet[Conversation]) -> Iterator[tuple[dict[str, Any], list[Message]]]:
    """Yields them page by page, so that a long export holds no lock and little memory."""
    after = ""
    while True:
        rows = list(inbox.ordered(inbox.older_than(found, after))[:_PAGE])
        ids = [row.id for row in rows]
        statuses = dict(Review.objects.filter(pk__in=ids).values_list("pk", "status"))
        tags = ConversationTag.objects.filter(conversation__in=ids).order_by("tag__name")
        names = list(tags.values_list("conversation_id", "tag__name"))
        messages: dict[int, list[Message]] = {}
        for message in Message.objects.filter(conversation__in=ids).order_by("id"):
            messages.setdefault(message.conversation_id, []).append(message)
        for row in rows:
            told = {
                "conversation": row.alias,
                "channel": row.channel,
                "status": statuses.get(row.id, Review.NEW),
                "tags": [name for conversation, name in names if conversation == row.id],
            }
            yield told, messages.get(row.id, [])
        if len(rows) < _PAGE:
            return
        after = inbox.key_of(rows[-1])


def _row(conversation: dict[str, Any], message: Message) -> list[Any]:
    detail = load(message.detail)
    facts = detail.get("facts")
    return [
        conversation["conversation"],
        conversation["channel"],
        conversation["status"],
        " ".join(conversation["tags"]),
        message.session,
        datetime.fromtimestamp(message.at, timezone.utc).isoformat(timespec="seconds"),
        message.sender,
        message.text,
        message.intent,
        message.confidence,
        message.is_fallback,
        message.feedback,
        message.feedback_comment,
        message.undelivered,
        str(detail.get("response") or "") or None,
        " ".join(str(fact) for fact in facts) if isinstance(facts, list) else None,
    ]
