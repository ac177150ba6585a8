"""Reads an e-mail address or a telephone number out of what somebody typed."""

from __future__ import annotations

import re

import phonenumbers

_EMAIL = re.compile(r"(?<![\w.+-])[\w.!#$%&'*+/=?^{|}~-]{1,64}@(?:[\w-]{1,63}\.){1,5}[a-z]{2,24}(?![\w@])", re.I)
_SPELLED = (
    (re.compile(r"\s{0,9}(?:[(\[]\s?at\s?[)\]]|\sat\s)\s{0,9}", re.I), "@"),
    (re.compile(r"\s{0,9}(?:[(\[]\s?dot\s?[)\]]|\sdot\s)\s{0,9}", re.I), "."),
    (re.compile(r"\s{1,9}(?:underscore)\s{1,9}", re.I), "_"),
    (re.compile(r"\s{1,9}(?:dash|hyphen)\s{1,9}", re.I), "-"),
)
_MEANT = re.compile(r"@|\b(?:at|dot)\b|\w\.(?:com|org|net|edu)\b", re.I)
_HOME = "US"


def read(text: str) -> str | None:
    """Returns the e-mail address and the telephone number that a text holds, each as one writes it, or None."""
    found = [part for part in (email(text), phone(text)) if part]
    return ", ".join(found) or None


def email(text: str) -> str | None:
    """Returns the first e-mail address of a text, also one that is spelled out."""
    written = _EMAIL.search(text) or _EMAIL.search(_unspelled(text))
    return written[0] if written else None


def phone(text: str) -> str | None:
    """Returns the first telephone number of a text; one without a country is one of the United States."""
    for match in phonenumbers.PhoneNumberMatcher(text, _HOME, phonenumbers.Leniency.POSSIBLE, max_tries=20):
        return phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return None


def looks_like_one(text: str) -> bool:
    """Tells whether somebody meant to give a contact, though there is none that could be used."""
    return bool(_MEANT.search(text)) or sum(char.isdigit() for char in text) > 4


def without(text: str) -> str:
    """Returns a text without its contacts."""
    text = _EMAIL.sub(" ", text)
    for match in list(phonenumbers.PhoneNumberMatcher(text, _HOME, phonenumbers.Leniency.POSSIBLE, max_tries=20)):
        text = text.replace(match.raw_string, " ")
    return text


def _unspelled(text: str) -> str:
    for pattern, sign in _SPELLED:
        text = pattern.sub(sign, text)
    return text
