"""E-mail addresses, also those that people spell out to hide them from programs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from privacy.spans import Span

_LONGEST_LOCAL = 64
_LOCAL = re.compile(r"[\w.!#$%&'*+/=?^{|}~-]{1,64}[ ]?\Z")
_DOMAIN = re.compile(r"@{1,2}[ ]?[\w-]{1,63}(?:[ ]?[.,][ ]?[\w-]{1,63}){1,5}")
_PLAIN_DOMAIN = re.compile(r"@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
# A domain with blanks or a comma in it counts only up to one of these.
_TOP = r"(?:com|org|net|edu|gov|mil|info|io|co|us|me|uk|ca|de|fr|in|mx|au|eu|ch|es|it|br|jp|cn|ru|nl|se|dev|ai|app)"
_LOOSE_DOMAIN = re.compile(rf"@{{1,2}}[ ]?[\w-]{{1,63}}(?:[ ]?[.,][ ]?[\w-]{{1,63}}){{0,3}}?[ ]?[.,][ ]?{_TOP}\b", re.I)

_PROVIDER = (
    r"(?:g ?mail|google ?mail|yahoo|ymail|outlook|hotmail|live|msn|i ?cloud|aol|proton ?mail|proton|gmx|comcast|"
    r"verizon|sbcglobal|zoho|fastmail|mail)"
)
_DOT = r"(?:[ ]?\([ ]?dot[ ]?\)[ ]?|[ ]?\[[ ]?dot[ ]?\][ ]?|[ ]dot[ ]|[ ]?\.[ ]?)"
_SPELLED_DOT = re.compile(r"\bdot\b", re.I)
_AT = re.compile(r"[ ]?[(\[{][ ]?at[ ]?[)\]}][ ]?|[ ]at[ ](?:the[ ])?", re.I)
_SPELLED_DOMAIN = re.compile(rf"(?:{_PROVIDER}|[\w-]{{1,63}})(?:{_DOT}[\w-]{{1,63}}){{1,4}}", re.I)
_BARE_PROVIDER = re.compile(rf"{_PROVIDER}(?![\w-])", re.I)
_KNOWN_DOMAIN = re.compile(rf"{_PROVIDER}\b", re.I)
_JOINT = re.compile(r"^(?:dot|underscore|dash|hyphen|minus|plus|period|\(dot\)|\[dot\]|[._+-])$", re.I)
_LOCAL_WORD = re.compile(r"[\w.+'-]{1,64}\Z")
_TELLING = re.compile(r"[\d._+]")
# Words that stand before an address and do not belong to it.
_BEFORE_WORDS = """
a address addresses am an and applied apply are at available back based be best by can contact do email emailed emails
enrolled for found from gmail graduated have here hi i im in interested is it its job just live located look looking
mail mails me meet mine my n name of ok on or please pls reach reply send sent so studied study that the them this to
try us use was with work working works write you your
"""
_BEFORE = frozenset(_BEFORE_WORDS.split())
_MOST_LOCAL_WORDS = 7


def find(text: str) -> Iterator[Span]:
    """Yields the e-mail addresses of a readable text."""
    if "@" in text:
        yield from _written(text)
    for at in _AT.finditer(text):
        span = _spelled(text, at)
        if span is not None:
            yield span


def _written(text: str) -> Iterator[Span]:
    start_at = text.find("@")
    while start_at >= 0:
        domain = _PLAIN_DOMAIN.match(text, start_at) or _LOOSE_DOMAIN.match(text, start_at)
        floor = max(0, start_at - _LONGEST_LOCAL - 1)
        local = _LOCAL.search(text[floor:start_at]) if domain else None
        if domain and local:
            yield Span(floor + local.start(), domain.end(), "email")
        start_at = text.find("@", domain.end() if domain else start_at + 1)


def _spelled(text: str, at: re.Match[str]) -> Span | None:
    """Returns the address around an "at", if there is one."""
    is_bracketed = not at[0].strip().isalpha()
    domain = _SPELLED_DOMAIN.match(text, at.end())
    words = _local_words(text[max(0, at.start() - 120) : at.start()])
    if not words:
        return None
    local = " ".join(words)
    if domain and (is_bracketed or _SPELLED_DOT.search(domain[0]) or _KNOWN_DOMAIN.match(domain[0])):
        return Span(at.start() - len(local), domain.end(), "email")
    bare = _BARE_PROVIDER.match(text, at.end())
    if bare and _TELLING.search(local):
        return Span(at.start() - len(local), bare.end(), "email")
    return None


def _local_words(before: str) -> list[str]:
    """Returns the words that end a text and spell the part before the "at", as far as they look like one."""
    words: list[str] = []
    # What separates them is a single blank, or the length of the span would not be that of the words.
    for word in reversed(before.split(" ")):
        if len(words) == _MOST_LOCAL_WORDS or not (_LOCAL_WORD.fullmatch(word) or _JOINT.match(word)):
            break
        is_joined = bool(words) and bool(_JOINT.match(words[0]) or _JOINT.match(word))
        if word.lower() in _BEFORE or (words and not is_joined and len(words) >= 3):
            break
        words.insert(0, word)
    return words
