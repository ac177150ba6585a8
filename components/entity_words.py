"""A message as the conditions of `entity_context` see it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from components import entity_cues as cues


@dataclass(frozen=True)
class Words:
    """The words of a message as they are compared, and where each stands in `text`.

    `certain` has the entity of each position that is covered by a phrase without a condition, `possible`
    that of each position covered by any phrase.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    certain: Mapping[int, str] = field(default_factory=dict)
    possible: Mapping[int, str] = field(default_factory=dict)

    def word(self, position: int) -> str:
        """Returns a word, or "" outside the message."""
        return self.words[position] if 0 <= position < len(self.words) else ""

    def written(self, start: int, end: int) -> str:
        """Returns the words from `start` up to `end` as they were written."""
        return self.text[self.starts[start] : self.ends[end - 1]]

    @cached_property
    def is_shouted(self) -> bool:
        """Whether everything is in capitals, so that capitals say nothing."""
        letters = [mark for mark in self.text if mark.isalpha()]
        return len(self.words) > 1 and len(letters) > 4 and all(mark.isupper() for mark in letters)

    def before(self, start: int, links: Collection[str] = (), most: int = 4) -> str:
        """Returns the nearest word before a phrase that is no link."""
        for position in range(start - 1, max(start - 1 - most, -1), -1):
            if self.words[position] not in links:
                return self.words[position]
        return ""

    def is_capital(self, start: int, end: int) -> bool:
        """Whether it is written in capitals in a message that is not."""
        return self.written(start, end).isupper() and not self.is_shouted

    def has_initials(self, start: int, end: int) -> bool:
        """Whether each of its longer words begins with a capital, and the message is not shouted."""
        long = [self.text[self.starts[n]] for n in range(start, end) if len(self.words[n]) > 3]
        return all(mark.isupper() for mark in long) and not self.is_shouted

    def is_alone(self, start: int, end: int, small: Collection[str] = cues.SMALL) -> bool:
        """Whether nothing else stands in the message but small words, signs and what is certain."""
        return all(n in self.certain for n in self._others(start, end, small))

    def is_only(self, start: int, end: int, small: Collection[str] = cues.SMALL) -> bool:
        """Whether nothing else stands in the message but small words and signs."""
        return not self._others(start, end, small)

    def ends_clause(self, end: int) -> bool:
        """Whether the message or a clause of it ends here."""
        following = self.word(end)
        return not following or not following[0].isalnum() or following in ("and", "or", "with", "vs", "please")

    def speaks_of(self, topic: Collection[str]) -> bool:
        """Whether any word of a topic stands in the message."""
        return any(word in topic for word in self.words)

    def _others(self, start: int, end: int, small: Collection[str]) -> list[int]:
        return [
            n for n, word in enumerate(self.words) if not start <= n < end and word not in small and word[0].isalnum()
        ]
