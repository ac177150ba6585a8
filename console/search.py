"""Full-text search over the messages: FTS5 on SQLite, tsvector on PostgreSQL, the same words for both."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

_TERM = re.compile(r'"([^"]+)"|(\S+)')
MOST_TERMS = 12
MANY = 20_000


def first_messages(query: str) -> dict[int, int]:
    """Returns the conversations with a message that holds all words, each with the id of the first such message.

    "Words in quotes" stand together, a word with * at its end begins so; otherwise the words' endings do not
    matter. Empty when nothing is left to look for.
    """
    found = terms(query)
    if not found:
        return {}
    if connection.vendor == "postgresql":
        table, matching = "console_message", "search @@ to_tsquery('english', %s)"
        text = " & ".join(_postgresql(term, begins) for term, begins in found)
    else:
        text = " ".join(f'"{term}"' + ("*" if begins else "") for term, begins in found)
        table, matching = "console_message", "id IN (SELECT rowid FROM console_search WHERE console_search MATCH %s)"
        if _count(text) > MANY:
            # One walk through a narrow index costs less than so many messages fetched one by one.
            table, matching = "console_message INDEXED BY message_of_conversation", f"+{matching}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT conversation_id, min(id) FROM {table} WHERE {matching} GROUP BY conversation_id", [text]
        )
        return dict(cursor.fetchall())


def among(ids: Iterable[int]) -> Any:
    """Returns any number of ids for `pk__in`; as parameters they would be too many."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(ids))])


def _count(text: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM console_search WHERE console_search MATCH %s", [text])
        return int(cursor.fetchone()[0])


def terms(query: str) -> list[tuple[str, bool]]:
    """Returns words and phrases as letters and digits alone, and whether only the beginning is given."""
    result = []
    for quoted, word in _TERM.findall(query[:300]):
        words = re.findall(r"\w+", quoted or word)
        if words:
            result.append((" ".join(words), word.endswith("*")))
    return result[:MOST_TERMS]


def _postgresql(term: str, begins: bool) -> str:
    words = [f"'{word}'" for word in term.split()]
    return "(" + " <-> ".join(words) + (":*" if begins else "") + ")"
