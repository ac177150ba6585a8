"""How frequent the words of English are, as people write in messages, posts and subtitles: wordfreq's list."""

from __future__ import annotations

import re
from functools import lru_cache

# The list holds 321,000; from here on it holds names, foreign words and slips.
_MOST_WORDS = 60_000
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


@lru_cache(maxsize=1)
def frequencies() -> dict[str, float]:
    """Returns the share of each of the most frequent words, in small letters; the shares sum to 1."""
    from wordfreq import get_frequency_dict  # half a second, which only a process that reads messages needs

    shares = {word: share for word, share in get_frequency_dict("en", "large").items() if _WORD.fullmatch(word)}
    words = sorted(shares, key=shares.__getitem__, reverse=True)[:_MOST_WORDS]
    total = sum(shares[word] for word in words)
    return {word: shares[word] / total for word in words}
