"""Repairs typing errors before a message is encoded: a noisy channel of slips and of what is said in which order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from components import slips
from components.slips import WORD

# A flood of nonsense must not cost more than a message.
_MOST_REPAIRS = 20
_CACHE_SIZE = 20_000
# Stand before the first and behind the last word of a message.
_START, _END = "^", "$"
# How far the words before are believed, and how far the words of the training sentences, against those of English.
_PAIRS, _OURS = 0.5, 0.3
_SEEN = 2.0
_UNHEARD = 1e-10
_LONG = 8
_SHORTEST_TYPED = 3
# With no other word beside it, a shorter one is more often slang ("yeap") than a slip.
_SHORTEST_ALONE = 5
# "Nooo", "heyyyy"
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
# Somebody introduces himself: what follows and is no word of English is a name.
_INTRODUCTION = re.compile(r"\b(?:(?i:my name(?: is|['’]?s)|i am|i['’]?m|this is|call me))\s+$")
_A_NAME = "Anna"


@dataclass(frozen=True)
class Repair:
    """The word from `start` up to `end` of a text is read as `word`."""

    start: int
    end: int
    word: str


class Speller:
    """Reads each word as the one that was most likely meant, given its neighbours; known words change seldom."""

    def __init__(
        self, counts: Mapping[str, int], pairs: Mapping[str, int], english: Mapping[str, float],
        ordinary: Collection[str],
    ) -> None:  # fmt: skip
        """Takes how often words and pairs ("how much") are said in training, the shares of English, and no names."""
        self.counts, self.pairs = Counter(counts), Counter(pairs)
        self._english, self._ordinary = english, ordinary
        self._said = max(sum(counts.values()), 1)
        self._known = {word for word, n in counts.items() if n > 1 or word in english} | english.keys()
        self._known -= {_START, _END}
        self._long = sorted(word for word in counts if len(word) >= _LONG and word in self._known)
        self._cache: dict[str, dict[str, float]] = {}

    @classmethod
    def learn(cls, texts: Iterable[str], english: Mapping[str, float], ordinary: Collection[str]) -> Speller:
        """Learns from texts; a word that is not English and occurs once may be a slip itself."""
        counts, pairs = Counter[str](), Counter[str]()
        for text in texts:
            words = [_START, *WORD.findall(text.lower()), _END]
            counts.update(words)
            pairs.update(" ".join(pair) for pair in pairwise(words))
        return cls(counts, pairs, english, ordinary)

    def repair(self, text: str) -> str:
        """Returns the text as it was meant."""
        return applied(text, self.repairs(text))

    def repairs(self, text: str) -> list[Repair]:
        """Returns the words that were hardly meant as typed, in their order.

        Unknown names of people who introduce themselves become a known one, stretched words the plain ones.
        """
        found = list(WORD.finditer(text))
        words = [_START, *(match[0].lower() for match in found), _END]
        repairs, left = [], _MOST_REPAIRS
        shortest = _SHORTEST_TYPED if len(found) > 1 else _SHORTEST_ALONE
        for place, match in enumerate(found, start=1):
            typed = words[place]
            left -= typed not in self._known
            meant = plain = self._plain(typed)
            if plain == typed or plain not in self._known:
                is_tried = left >= 0 and len(typed) >= shortest and typed.isascii()
                near = self._likeliest(plain, words[place - 1], words[place + 1]) if is_tried else plain
                meant = typed if near == plain else near
            if self._is_name(text, match, meant == typed):
                meant = _A_NAME
            if meant != typed:
                repairs.append(Repair(*match.span(), meant))
                words[place] = meant.lower()
        return repairs

    def _is_name(self, text: str, match: re.Match[str], is_unchanged: bool) -> bool:
        word = match[0].lower()
        if len(word) < slips.SHORTEST or word in self.counts or word in self._ordinary:
            return False
        is_strange = match[0][0].isupper() or (is_unchanged and word not in self._known)
        return is_strange and _INTRODUCTION.search(text, 0, match.start()) is not None

    def _plain(self, word: str) -> str:
        """Returns a stretched word with its letters once, or twice where that is the word that is known."""
        if word in self.counts or len(set(word)) == 1:
            return word
        once, twice = _STRETCHED.sub(r"\1", word), _STRETCHED.sub(r"\1\1", word)
        plain = twice if twice in self.counts else once
        # "yess", "nahh"
        return plain[:-1] if plain[-2:-1] == plain[-1] and plain[:-1] in self.counts else plain

    def _likeliest(self, typed: str, before: str, behind: str) -> str:
        choices = self._meant(typed)
        if not choices:
            return typed
        best, word = max((chance + self._fits(word, before, behind), word) for word, chance in choices.items())
        return typed if self._fits(typed, before, behind) >= best else word

    def _meant(self, typed: str) -> dict[str, float]:
        if typed not in self._cache:
            if len(self._cache) >= _CACHE_SIZE:
                self._cache.clear()
            self._cache[typed] = slips.meant(typed, self._known, self._long)
        return self._cache[typed]

    def _fits(self, word: str, before: str, behind: str) -> float:
        """Returns the logarithm of the chance of a word between two others, up to a constant."""
        return log(self._share(word, before)) + log(self._share(behind, word))

    def _share(self, word: str, before: str) -> float:
        """Returns the share of a word behind another: of pairs in training, words in training, and English."""
        alone = _OURS * self.counts[word] / self._said + (1 - _OURS) * self._english.get(word, _UNHEARD)
        seen = self.counts[before]
        if not seen:
            return alone
        trust = _PAIRS * seen / (seen + _SEEN)
        return trust * self.pairs[f"{before} {word}"] / seen + (1 - trust) * alone


def applied(text: str, repairs: Sequence[Repair]) -> str:
    """Returns a text with repairs made, which stand in their order."""
    return "".join(_pieces(text, repairs))


def _pieces(text: str, repairs: Sequence[Repair]) -> Iterator[str]:
    end = 0
    for repair in repairs:
        yield text[end : repair.start]
        yield repair.word
        end = repair.end
    yield text[end:]
