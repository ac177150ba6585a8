"""Leaves out words that only fill a pause, before a message is encoded."""

from __future__ import annotations

import re

from components.slips import WORD

# "What kind of jobs" and "do you know any" are no pauses.
_FILLERS = re.compile(
    r"^\W*(?:(?:um+|uh+|ok so|okay so|hey so|so yeah|just wondering|so|well(?=[\s,]{1,9}(?:how|i|is|what)\b))"
    r"\b[\s,.:]{0,9})+(?=\S)"
    r"|[\s,]{0,9}\b(?:um+|uh+|erm|basically|kinda|i guess|or something(?! (?:else|like))|if that makes sense)\b"
    r"(?![-'’])"
    r"|(?<!what)(?<!which)(?<!any)(?<!some)(?<!this)(?<!that)(?<!the)(?<!\ba)[\s,]{1,9}kind of\b"
    r"|(?<!do)(?<!did)(?<!how)(?<!what)(?<!that)(?<!could)(?<!would)(?<!should)(?<!all)[\s,]{1,9}you know"
    r"(?=[\s,]{1,9}(?!(?:a|about|any|good|how|if|it|me|my|of|some|that|the|this|what|where|which|who)\b)\w)"
    r"|(?<=\w)[\s,]{1,9}(?:please|pls|plz|thx)\W{0,20}$",
    re.I,
)
_LAUGH = re.compile(r"(?<=\w)[\s,]{1,9}(?:lol|haha)\W{0,20}$", re.I)
# Beside these a laugh tells a joke from distress.
_DARK = re.compile(r"\b(?:kill\w*|die\w*|dying|dead|kms|suicid\w*)\b", re.I)


def without_fillers(text: str) -> str:
    """Returns the text without words that fill a pause, unless nothing else is said."""
    shorter = _FILLERS.sub("", text)
    if not _DARK.search(text):
        shorter = _LAUGH.sub("", shorter)
    return shorter.strip() if len(WORD.findall(shorter)) > 1 else text
