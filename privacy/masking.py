"""Puts a readable mark where personal data stood."""

from __future__ import annotations

import re

from privacy import accounts, addresses, emails, names, numbers
from privacy.readable import readable
from privacy.spans import Span, united

MARKS = {
    "email": "[email]",
    "phone": "[phone]",
    "card": "[card]",
    "ssn": "[social security number]",
    "name": "[name]",
    "address": "[address]",
    "birth_date": "[birth date]",
    "account": "[account]",
}
# Earlier ones say what a piece is that two of them find.
_FINDERS = (
    emails.find,
    accounts.find,
    numbers.find_cards,
    numbers.find_social_security_numbers,
    numbers.find_birth_dates,
    addresses.find,
    numbers.find_phones,
    names.find,
)
_HAS_LETTER_OR_DIGIT = re.compile(r"[^\W_]")


def find(text: str) -> list[Span]:
    """Returns where personal data stands in a text, in order, without overlaps."""
    if not _HAS_LETTER_OR_DIGIT.search(text):
        return []
    seen = readable(text)
    return united(seen.original(span) for finder in _FINDERS for span in finder(seen.text))


def mask(text: str) -> str:
    """Returns the text with a mark in the place of each piece of personal data; a masked text stays as it is."""
    parts: list[str] = []
    last = 0
    for span in find(text):
        parts += [text[last : span.start], MARKS[span.kind]]
        last = span.end
    return "".join([*parts, text[last:]])
