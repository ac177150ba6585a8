"""Full-text search over the messages: FTS5 on SQLite, tsvector on PostgreSQL, the same words for both."""

from __future__ import annotations

import re
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

_TERM = re.compile(r'"([^"]+)"|(\S+)')
MOST_TERMS = 12


def matching(query: str) -> Any:
    """Returns the ids of messages that hold all words, for `pk__in`.

    "Words in quotes" stand together, a word with * at its end begins so; otherwise the words' endings do not
    matter. None when nothing is left to look for.
    """
    found = terms(query)
    if not found:
        return None
    if connection.vendor == "postgresql":
        text = " & ".join(_postgresql(term, begins) for term, begins in found)
        return RawSQL("SELECT id FROM console_message WHERE search @@ to_tsquery('english', %s)", [text])
    text = " ".join(f'"{term}"' + ("*" if begins else "") for term, begins in found)
    return RawSQL("SELECT rowid FROM console_search WHERE console_search MATCH %s", [text])


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
