"""Tells whether a secret that an operator has set keeps anybody out."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

# How the person who reads a refusal makes one.
ADVICE = "A good one: openssl rand -hex 32"
SHORTEST = 16
_FEWEST_DIFFERENT = 8
# Below this an example's words are all that a password has.
_FEWEST_OF_A_PASSWORD = 4
_SHORTEST_RUN = 4
# What examples, manuals and people in a hurry write, the longest first.
_WORDS = re.compile(
    "|".join(
        sorted(
            (
                "admin", "asdfghjkl", "cafebabe", "change", "credential", "deadbeef", "default", "dummy", "example",
                "guide", "hello", "here", "insert", "letmein", "openssl", "passphrase", "password", "passwd",
                "placeholder", "please", "postgres", "production", "qwertyuiop", "qwerty", "random", "redis", "replace",
                "sample", "secret", "signing", "string", "telegram", "test", "this", "token", "twilio", "value",
                "webchat", "with", "your", "zxcvbnm", "key", "todo",
            ),
            key=len,
            reverse=True,
        )
    )
)  # fmt: skip


def weakness(secret: str, shortest: int = SHORTEST) -> str:
    """Returns why a secret protects nothing, in words that do not repeat it; "" for one that may."""
    unit = _repeated(secret)
    if len(secret) < shortest:
        return f"it has fewer than {shortest} characters"
    if len(unit) < shortest or len(set(unit)) < _FEWEST_DIFFERENT:
        return "it has too few different characters, or repeats itself"
    if len(_unlikely(unit)) < _FEWEST_DIFFERENT:
        return "it is made of examples, words and rows of characters"
    return ""


def has_example_password(address: str) -> bool:
    """Tells whether the password of an address is one that examples have; none at all is the server's own affair."""
    password = unquote(urlsplit(address).password or "")
    return bool(password) and len(_unlikely(password)) < _FEWEST_OF_A_PASSWORD


def _repeated(text: str) -> str:
    """Returns the part that a text repeats from its beginning to its end; the whole text where it repeats none."""
    return text[: (text + text).find(text, 1)] if text else ""


def _unlikely(text: str) -> set[str]:
    """Returns the characters of a text that stand in no word and in no row such as 1234, dcba or xxxx."""
    left = _WORDS.sub(" ", text.casefold())
    kept: list[str] = []
    run, step = "", 0
    for char in left + "\0":
        now = ord(char) - ord(run[-1]) if run else 0
        if run and abs(now) <= 1 and (len(run) == 1 or now == step):
            run, step = run + char, now
            continue
        kept += [run] if len(run) < _SHORTEST_RUN else []
        run = char
    return {char for char in "".join(kept) if char.isalnum()}
