"""L2-normed tf-idf of the characters inside words, equal to scikit-learn's `char_wb` and quicker."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from scipy.sparse import csr_matrix

LENGTHS = range(2, 5)
_SPACES = re.compile(r"\s+")


def ngrams(text: str) -> Counter[str]:
    """Counts the sequences of two to four characters of every word, a space at either end of the word."""
    counts: Counter[str] = Counter()
    for word in _SPACES.sub(" ", text.lower()).split():
        padded = f" {word} "
        for length in LENGTHS:
            if length >= len(padded):
                counts[padded] += 1
                break
            for start in range(len(padded) - length + 1):
                counts[padded[start : start + length]] += 1
    return counts


class CharacterNgrams:
    """Knows the n-grams of the training texts and how rare each is."""

    def __init__(self, terms: Sequence[str], rarity: np.ndarray) -> None:
        self.terms = list(terms)
        self.rarity = rarity
        self._place = {term: place for place, term in enumerate(self.terms)}

    @classmethod
    def learn(cls, texts: Sequence[str]) -> CharacterNgrams:
        """Learns the n-grams of the texts; rarity is the smoothed inverse document frequency."""
        seen = Counter(term for text in texts for term in ngrams(text))
        terms = sorted(seen)
        frequency = np.array([seen[term] for term in terms], dtype=np.float32)
        return cls(terms, np.log((1 + len(texts)) / (1 + frequency)).astype(np.float32) + 1)

    def weigh(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Returns places and weights (length 1 together) of the known n-grams of a text."""
        known = [(self._place[t], count) for t, count in ngrams(text).items() if t in self._place]
        places = np.array([place for place, _ in known], dtype=np.int64)
        weights = np.array([count for _, count in known], dtype=np.float32) * self.rarity[places]
        return places, weights / max(float(np.linalg.norm(weights)), 1e-9)

    def matrix(self, texts: Iterable[str]) -> csr_matrix:
        """Returns the weights of several texts, shape (texts, n-grams), float32."""
        rows = [self.weigh(text) for text in texts]
        ends = np.cumsum([0, *(len(places) for places, _ in rows)])
        places = np.concatenate([places for places, _ in rows])
        weights = np.concatenate([weights for _, weights in rows])
        return csr_matrix((weights, places, ends), shape=(len(rows), len(self.terms)))
