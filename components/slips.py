"""Repairs typing errors before a message is encoded, and leaves out words that only fill a pause."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# A flood of nonsense must not cost more than a message.
_MOST_REPAIRS = 20
_CACHE_SIZE = 20_000
_SHORTEST = 4
# A word of three letters may have lost one of a frequent word: "wht", "mch".
_FREQUENT = 5
# "What kind of jobs" and "do you know any" are no pauses.
_FILLERS = re.compile(
    r"^\W*(?:(?:um+|uh+|ok so|okay so|hey so|so yeah|just wondering|so|well(?=[\s,]+(?:how|i|is|what)\b))"
    r"\b[\s,.:]*)+(?=\S)"
    r"|[\s,]*\b(?:um+|uh+|erm|basically|kinda|i guess|or something(?! (?:else|like))|if that makes sense)\b(?![-'’])"
    r"|(?<!what)(?<!which)(?<!any)(?<!some)(?<!this)(?<!that)(?<!the)(?<!\ba)[\s,]+kind of\b"
    r"|(?<!do)(?<!did)(?<!how)(?<!what)(?<!that)(?<!could)(?<!would)(?<!should)(?<!all)[\s,]+you know"
    r"(?=[\s,]+(?!(?:a|about|any|good|how|if|it|me|my|of|some|that|the|this|what|where|which|who)\b)\w)"
    r"|(?<=\w)[\s,]+(?:please|pls|plz|thx)\W*$",
    re.I,
)
_LAUGH = re.compile(r"(?<=\w)[\s,]+(?:lol|haha)\W*$", re.I)
# "Nooo", "heyyyy"
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
# Somebody introduces himself: what follows and is no word of English is a name.
_INTRODUCTION = re.compile(r"\b(?:(?i:my name(?: is|['’]?s)|i am|i['’]?m|this is|call me))\s+$")
_A_NAME = "Anna"
# Beside these a laugh tells a joke from distress.
_DARK = re.compile(r"\b(?:kill\w*|die\w*|dying|dead|kms|suicid\w*)\b", re.I)


class Speller:
    """Knows the words of the training sentences; an unknown word becomes the one that it is a slip of."""

    def __init__(self, counts: dict[str, int], ordinary: Collection[str]) -> None:
        """Takes how often each training word occurs, and words that are never taken for a slip."""
        self.counts = counts
        self._ordinary = ordinary
        self._targets = sorted(word for word in counts if len(word) >= _SHORTEST)
        self._cache: dict[str, str] = {}

    @classmethod
    def learn(cls, texts: Iterable[str], ordinary: Collection[str]) -> Speller:
        """Learns from texts; a word that is not ordinary and occurs once may be a slip itself."""
        seen = Counter(word for text in texts for word in WORD.findall(text.lower()))
        return cls({word: n for word, n in seen.items() if n > 1 or word in ordinary}, ordinary)

    def repair(self, text: str) -> str:
        """Returns the text with unknown words replaced, as far as a slip of a known word explains them.

        Unknown names of people who introduce themselves become a known one, stretched words the plain ones.
        """
        left = _MOST_REPAIRS

        def repaired(match: re.Match[str]) -> str:
            nonlocal left
            word = match[0].lower()
            if word in self.counts or word in self._ordinary:
                return match[0]
            plain = self._plain(word)
            if plain != word and (plain in self.counts or plain in self._ordinary):
                return plain
            left -= 1
            near = self._nearest(plain) if left >= 0 and len(word) >= _SHORTEST - 1 and word.isascii() else plain
            near = match[0] if near == plain else near
            is_introduced = _INTRODUCTION.search(match.string, 0, match.start()) and len(word) >= _SHORTEST
            return _A_NAME if is_introduced and (near == match[0] or match[0][0].isupper()) else near

        return WORD.sub(repaired, text)

    def _plain(self, word: str) -> str:
        """Returns a stretched word with its letters once, or twice where that is the word that is known."""
        if len(set(word)) == 1:
            return word
        once, twice = _STRETCHED.sub(r"\1", word), _STRETCHED.sub(r"\1\1", word)
        return twice if twice in self.counts else once

    def _nearest(self, word: str) -> str:
        if word not in self._cache:
            if len(self._cache) >= _CACHE_SIZE:
                self._cache.clear()
            allowed = 1 if len(word) < 8 else 2
            near = process.extract(word, self._targets, scorer=OSA.distance, score_cutoff=allowed, limit=10)
            fits = [(distance, t[0] != word[0], -self.counts[t], t) for t, distance, _ in near]
            if len(word) < _SHORTEST:
                fits = [f for f in fits if f[3][0] == word[0] and f[3][-1] == word[-1] and -f[2] >= _FREQUENT]
            self._cache[word] = min(fits)[-1] if fits else word
        return self._cache[word]


def without_fillers(text: str) -> str:
    """Returns the text without words that fill a pause, unless nothing else is said."""
    shorter = _FILLERS.sub("", text)
    if not _DARK.search(text):
        shorter = _LAUGH.sub("", shorter)
    return shorter.strip() if len(WORD.findall(shorter)) > 1 else text
