"""Names of accounts: handles, addresses of profiles, user names, student numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from privacy.spans import Span

_HANDLE = re.compile(r"(?<![\w@./])@[A-Za-z_][\w.-]{0,37}\w")
_PROFILE = re.compile(
    r"(?<![\w.])(?:https?://)?(?:www\.)?(?:github|gitlab|linkedin|twitter|x|facebook|fb|instagram|tiktok|kaggle|medium|youtube|reddit|twitch|pinterest"
    r"|snapchat|stackoverflow|behance|huggingface|t|wa|discord)\.(?:com|me|co|gg|org)"
    r"/(?:in/|u/|user/|users/|add/|@)?[\w.%~-]{2,60}(?:/[\w.%~-]{1,60}){0,4}(?<![.])",
    re.I,
)
_NETWORK = (
    r"(?:github|gitlab|insta(?:gram)?|ig|twitter|snap(?:chat)?|discord|telegram|tiktok|linkedin|facebook|fb|reddit"
    r"|kaggle|steam|skype|wechat|signal|twitch|youtube)"
)
_IDENTIFIER = (
    r"(?:user ?name|user ?id|login(?: name)?|handle|screen ?name|gamer ?tag|account(?: name| id| number| no\.?)?"
    r"|(?:student|employee|applicant|member|customer|school|college) ?(?:id|number|no\.?)|uteid|netid|eid|passport"
    r"|(?:passport|driver'?s? licen[cs]e) ?(?:number|no\.?)?)"
)
# The word after these is an account if it looks like one.
_NAMED = re.compile(
    rf"\b(?P<kind>{_NETWORK}|{_IDENTIFIER})(?: (?:handle|user ?name|account|name|id|tag))?"
    r"(?P<is> is|'s|:| =| #)? ?@?(?P<name>[\w][\w.#-]{2,40})",
    re.I,
)
_LOOKS_CODED = re.compile(r"\w[\d_#]|[\d_]\w|\w[.-]\w")
_MY_USER_NAME = re.compile(
    rf"\bmy (?:{_NETWORK} )?(?:user ?name|login(?: name)?|handle|screen ?name|gamer ?tag)(?: is|'s|:)"
    r" (?P<name>\w[\w.#-]{2,40})",
    re.I,
)
_NOT_A_NAME_WORDS = """
broken gone hard long lost not private same secret taken the too very wrong
"""
_NOT_A_NAME = frozenset(_NOT_A_NAME_WORDS.split())


def find(text: str) -> Iterator[Span]:
    """Yields the account names of a readable text."""
    if "@" in text:
        for match in _HANDLE.finditer(text):
            yield Span(match.start(), match.end(), "account")
    if "/" in text:
        for match in _PROFILE.finditer(text):
            yield Span(match.start(), match.end(), "account")
    for match in _NAMED.finditer(text):
        looks_coded = _LOOKS_CODED.search(match["name"])
        if looks_coded and (match["is"] or not match["name"].replace(".", "").isalpha()):
            yield _stripped(text, match)
    for match in _MY_USER_NAME.finditer(text):
        if match["name"].lower() not in _NOT_A_NAME:
            yield _stripped(text, match)


def _stripped(text: str, match: re.Match[str]) -> Span:
    start, end = match.span("name")
    while text[end - 1] in ".-#":
        end -= 1
    return Span(start, end, "account")
