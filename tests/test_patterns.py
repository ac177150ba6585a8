"""No visitor can make a turn dear: every regular expression stays cheap on the worst messages that we know of."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from typing import Any

LONGEST_MESSAGE = 2000
# A pattern with two runs that may share letters takes 100 ms and more, one with three seconds; the others 15 at most.
MOST_SECONDS = 0.06
REPEATED = (
    "i ", "a ", "i really ", "compare ", "why no ", "1 ", "9", "9-", "9 9 ", "(", ")", "@", "a@", "a.", "-", "' ",
    "public ", "http://a ", "**", "[a](", "year ", "i was ", "not finish ", "dot at ", "five ", "my name is ",
    "im john smith ", "x", " ", "\t", "aA1.", "+1 (", "state ", "1.", "…", "é", "\u200b", "😀",
)  # fmt: skip


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yields every pattern that a module of ours holds, alone or in tuples, with its name."""
    for package in ("actions", "channels", "components", "privacy", "stores"):
        for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            for name, value in sorted(vars(importlib.import_module(module.name)).items()):
                yield from ((f"{module.name}.{name}", pattern) for pattern in _inside(value))


def _inside(value: Any) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from _inside(part)


def seconds(pattern: re.Pattern[str], text: str) -> float:
    """Returns the processor's time of a search."""
    before = time.process_time()
    pattern.search(text)
    return time.process_time() - before


def test_no_pattern_is_slow_on_any_message() -> None:
    found = dict(patterns())
    assert len(found) > 100
    slow = {}
    for name, pattern in found.items():
        for part in REPEATED:
            text = (part * LONGEST_MESSAGE)[:LONGEST_MESSAGE]
            if seconds(pattern, text) > MOST_SECONDS and min(seconds(pattern, text) for _ in range(3)) > MOST_SECONDS:
                slow[name] = part
    assert not slow


def test_a_slow_pattern_would_be_found() -> None:
    pattern = re.compile(r"\bwhy\b.*\bno\b.*\bfigures\b")
    assert max(seconds(pattern, (part * LONGEST_MESSAGE)[:LONGEST_MESSAGE]) for part in REPEATED) > MOST_SECONDS
