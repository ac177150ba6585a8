"""Names of people where somebody introduces themselves or another, greets or signs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from privacy.name_words import GIVEN_NAMES, ORDINARY, PLACES
from privacy.spans import Span

_PERSON = (
    r"(?:son|daughter|child|kid|brother|sister|husband|wife|partner|boyfriend|girlfriend|friend|mom|mum|mother|dad|father"
    r"|cousin|niece|nephew|uncle|aunt|grandson|granddaughter|teacher|counselor|advisor|boss|coworker|colleague|neighbor)"
)
_TITLE = r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Rev)\.?"
# After these comes a name, however it is written.
_STRONG = re.compile(
    r"\b(?:(?:my|his|her|their|the)(?: full| real| first| last| given| middle)? names?(?: is|'s|s|:)?"
    rf"(?: actually| just)?|my {_PERSON}'?s? name(?: is|'s)|names?(?: is|'s|:)"
    r"|(?:i'?m|i am|he is|she is) (?:called|named)|they call me|i go by|me llamo|mi nombre es"
    r"|sign me up as|first name|last name)[ ]",
    re.I,
)
# "name" alone means something else nearly everywhere but at the beginning of a message.
_STARTS_ANYWHERE = re.compile(r"(?:my|his|her|their|i|i'm|im|he|she|they|me|mi|sign|the name's|first|last)\b", re.I)
# After these comes a name only if it looks like one.
_WEAK = re.compile(r"\b(?:i'?m|i am|this is|it'?s(?: me,?)?|it is|call me|my " + _PERSON + r")[ ]", re.I)
_TITLED = re.compile(rf"\b(?P<name>{_TITLE} (?-i:[A-Z][\w'-]+)(?: [A-Z][\w'-]+){{0,2}})")
_SIGNED = re.compile(
    r"\b(?:regards|sincerely|best|best wishes|cheers|thanks|thank you|thx|yours(?: truly)?|respectfully|cordially)"
    r"(?:[,.!]? ?[-~]+ ?|, ?|[,.!]? ?\n ?[-~]* ?)(?P<name>(?-i:[A-Z][\w'.-]*(?: [A-Z][\w'.-]*){0,3}))[ .!]*\Z",
    re.I,
)
_SPEAKING = re.compile(
    r"\A(?:(?:hi|hello|hey|hola|good (?:morning|evening|afternoon)|there)[ ,!.]+){0,2}"
    r"(?P<name>(?-i:[A-Z][\w'-]+ [A-Z][\w'-]+(?: [A-Z][\w'-]+)?)) (?:here|speaking)\b",
    re.I,
)
_WORD = re.compile(r"[^\W\d_][\w'-]*\.?", re.UNICODE)
_ONLY_TITLE = re.compile(_TITLE)
_MOST_WORDS = 4
_PARTICLES = frozenset(("al", "bin", "da", "de", "del", "den", "der", "di", "du", "el", "la", "le", "van", "von", "y"))
# Endings of peoples, faiths and things done, none of a name: "I'm Nigerian", "I'm Learning".
_NOT_A_NAME_ENDING = re.compile(r"(?:ing|ed|ish|ese|ist|ian|ican|ful|less|ly|ness|ous|able|ible|ive)\Z")


def find(text: str) -> Iterator[Span]:
    """Yields the names in a readable text."""
    for match in _STRONG.finditer(text):
        if match.start() == 0 or _STARTS_ANYWHERE.match(match[0]) or text[: match.start()].isspace():
            yield from _spans(text, match.end(), _after_strong(text, match.end()))
    for match in _WEAK.finditer(text):
        yield from _spans(text, match.end(), _after_weak(text, match.end(), match[0].lower()))
    for pattern in (_TITLED, _SIGNED, _SPEAKING):
        for match in pattern.finditer(text):
            first = match["name"].split()[0].lower()
            if pattern is _TITLED or not _is_ordinary(first):
                yield Span(*match.span("name"), "name")


def _spans(text: str, start: int, words: list[str]) -> Iterator[Span]:
    if words:
        name = " ".join(words).rstrip(".") if not words[-1][:-1].isupper() else " ".join(words)
        yield Span(start, start + len(name), "name")


def _words(text: str, start: int) -> list[str]:
    """Returns the next words, as long as nothing but single blanks stands between them."""
    words: list[str] = []
    while len(words) < _MOST_WORDS and (match := _WORD.match(text, start)):
        words.append(match[0])
        start = match.end()
        if (match[0].endswith(".") and len(match[0]) > 3) or text[start : start + 1] != " ":
            break
        start += 1
    return words


def _after_strong(text: str, start: int) -> list[str]:
    """Returns the name after "my name is": capital letters tell where it ends, else the first ordinary word."""
    words = _words(text, start)
    if words and _ONLY_TITLE.fullmatch(words[0]):
        return words[:2]
    if not words or _is_ordinary(words[0].lower()):
        return []
    is_cased = words[0][0].isupper() and not text.isupper()
    return words[:1] + _following(words[1:], is_cased)


def _after_weak(text: str, start: int, introduction: str) -> list[str]:
    """Returns the name after "I'm" where the words look like one."""
    words = _words(text, start)
    if not words or _ONLY_TITLE.fullmatch(words[0]):
        return words[:2] if len(words) > 1 and words[1][0].isupper() else []
    first = words[0].lower().removesuffix(".")
    is_cased = words[0][0].isupper() and not text.isupper()
    if first in GIVEN_NAMES:
        return words[:1] + _following(words[1:], is_cased)
    if not is_cased or _is_ordinary(first):
        return []
    names = words[:1] + _following(words[1:], True)
    if any(_is_ordinary(name.lower()) for name in names):
        return []
    # One strange word: "I'm Shaniqua" and "I'm Shaniqua, from Ohio", but not "I'm Foobar certified".
    is_all = len(words) == len(names) or words[len(names)].lower() in ("and", "from")
    may_be_one_word = is_all and not introduction.startswith(("this", "it is", "it's ", "its "))
    return names if len(names) > 1 or may_be_one_word else []


def _following(words: list[str], is_cased: bool) -> list[str]:
    """Returns the words that belong to a name already begun."""
    names: list[str] = []
    for word in words:
        lower = word.lower()
        is_name = word[0].isupper() if is_cased else not _is_ordinary(lower)
        if not (is_name or lower in _PARTICLES) or lower in ("i", "and"):
            break
        names.append(word)
    while names and names[-1].lower() in _PARTICLES and not names[-1][0].isupper():
        names.pop()
    return names


def _is_ordinary(lower: str) -> bool:
    word = lower.removesuffix(".").removesuffix("'s")
    if word in GIVEN_NAMES:
        return False
    return word in ORDINARY or word in PLACES or bool(_NOT_A_NAME_ENDING.search(word))
