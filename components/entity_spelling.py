"""Corrects typing errors: unknown words become the word of the vocabulary that they are nearest to."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA
from spacy.language import Language
from spacy.tokens import Doc

# A flood of nonsense must not cost more than a message: the rest of it stays as written.
_MOST_LOOKUPS = 40
_CACHE_SIZE = 20_000


@dataclass(frozen=True)
class WordLists:
    """What a corrector knows.

    `known` are the words of all phrases and `ordinary` the words of English; neither is corrected. `targets`
    are the words that a correction may give, with a rank: the lower wins a tie. `pairs` are neighbours in
    phrases, `slips` misspellings with their meaning, `owners` words that may stand in the possessive: "Austin's".
    """

    known: list[str] = field(default_factory=list)
    ordinary: list[str] = field(default_factory=list)
    targets: dict[str, int] = field(default_factory=dict)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    slips: dict[str, str] = field(default_factory=dict)
    owners: list[str] = field(default_factory=list)


class SpellingCorrector:
    """Sets `token.norm_` of mistyped words; `doc.user_data["corrected"]` has their likeness, up to 1.

    A known or ordinary word changes only where its neighbour asks for it, as in "machine leaning engineer".
    """

    def __init__(self) -> None:
        self.learn(WordLists())

    def learn(self, lists: WordLists) -> None:
        """Takes over word lists."""
        self.lists = lists
        self.known, self.ordinary, self._owners = set(lists.known), set(lists.ordinary), set(lists.owners)
        self._choices = sorted(lists.targets)
        self._cache: dict[str, tuple[str, float] | None] = {}
        self._following: dict[str, list[str]] = defaultdict(list)
        self._preceding: dict[str, list[str]] = defaultdict(list)
        for first, second in lists.pairs:
            self._following[first].append(second)
            self._preceding[second].append(first)

    def __call__(self, doc: Doc) -> Doc:
        """Corrects a message in place."""
        corrected: dict[int, float] = {}
        lookups = 0
        words = [token.norm_ for token in doc]
        for position, word in enumerate(words):
            owner = self._owner(word, doc, position)
            if owner:
                doc[position].norm_ = words[position] = owner
            elif word in self.known or not word.isalpha():
                continue
            elif word not in self.ordinary or word in self.lists.slips:
                lookups += word not in self._cache
                found = self.correct(word) if lookups <= _MOST_LOOKUPS else None
                if found:
                    doc[position].norm_, corrected[position] = found
                    words[position] = found[0]
        self._correct_by_neighbour(doc, words, corrected)
        doc.user_data["corrected"] = corrected
        return doc

    def correct(self, word: str) -> tuple[str, float] | None:
        """Returns the target that an unknown word means and their likeness, or None."""
        if word not in self._cache:
            if len(self._cache) >= _CACHE_SIZE:
                self._cache.clear()
            self._cache[word] = self._nearest(word)
        return self._cache[word]

    def _nearest(self, word: str) -> tuple[str, float] | None:
        if word in self.lists.slips:
            meant = self.lists.slips[word]
            return meant, round(OSA.normalized_similarity(word, meant), 3)
        if len(word) < 4:
            return None
        allowed = 1 if len(word) < 8 else 2
        near = process.extract(
            word, self._choices, scorer=OSA.distance, score_cutoff=max(allowed, 2), limit=8, processor=None
        )
        fits = [
            (
                distance,
                _has_other_letters(word, target),
                self.lists.targets[target],
                target[0] != word[0],
                target,
            )
            for target, distance, _ in near
            if _is_slip(word, target, int(distance), allowed)
        ]
        if not fits:
            return None
        distance, *_, target = min(fits)
        return target, round(1 - distance / max(len(word), len(target)), 3)

    def _owner(self, word: str, doc: Doc, position: int) -> str | None:
        """Returns "austin" for "Austin's"; "bachelor's" and "St. John's" are words of their own."""
        end = doc.user_data["ends"][position]
        is_possessive = doc.user_data["text"][end - 2 : end].lower() in ("'s", "’s")
        owner = word[:-1]
        if not is_possessive or (owner not in self._owners and (word in self.known or owner not in self.known)):
            return None
        return owner

    def _correct_by_neighbour(self, doc: Doc, words: list[str], corrected: dict[int, float]) -> None:
        for position in range(1, len(words)):
            before, word = words[position - 1], words[position]
            self._change(doc, words, corrected, position, word, self._following.get(before, ()))
            self._change(doc, words, corrected, position - 1, before, self._preceding.get(word, ()))

    def _change(
        self,
        doc: Doc,
        words: list[str],
        corrected: dict[int, float],
        position: int,
        word: str,
        fitting: Iterable[str],
    ) -> None:
        """Changes an ordinary word by one letter, unless it fits as it is or differs by a plural alone."""
        if len(word) < 4 or word in fitting or word not in self.ordinary or not word.isalpha():
            return
        for other in fitting:
            plural = other == word + "s" or word == other + "s"
            if abs(len(other) - len(word)) <= 1 and not plural and OSA.distance(word, other, score_cutoff=1) == 1:
                doc[position].norm_ = words[position] = other
                corrected[position] = round(1 - 1 / max(len(word), len(other)), 3)
                return

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Writes the word lists."""
        Path(path).write_text(json.dumps(asdict(self.lists)), encoding="utf-8")

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "SpellingCorrector":
        """Reads the word lists."""
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        self.learn(WordLists(**{**content, "pairs": [tuple(pair) for pair in content["pairs"]]}))
        return self


@Language.factory("guide_spelling")
def make_spelling(nlp: Language, name: str) -> SpellingCorrector:
    """Makes the pipe; its words come from disk or from `learn`."""
    return SpellingCorrector()


def _has_other_letters(word: str, target: str) -> bool:
    """Tells a wrong letter from one left out, doubled or swapped, which happens more often."""
    return len(word) == len(target) and sorted(word) != sorted(target)


def _is_slip(word: str, target: str, distance: int, allowed: int) -> bool:
    """Tells whether typing makes such a difference: seldom in the first letter, hardly in short words."""
    if distance > allowed:
        return distance == 2 and len(word) >= 6 and sorted(word) == sorted(target) and word[0] == target[0]
    if len(target) < 4 or abs(len(word) - len(target)) > 2:
        return False
    if word[0] != target[0]:
        return distance == 1 and len(word) >= 8
    if distance == 2:
        return len(target) >= 8 or (len(word) >= 9 and len(target) >= 7)
    # a short word with another letter in it is more often another word ("vegan") than a slip
    return len(word) > 5 or len(target) > len(word) or sorted(word) == sorted(target)
