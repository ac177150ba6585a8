"""The same message as somebody else would have typed it: typing errors, no punctuation, capitals, filler words, and the
English of somebody who is still learning it. What a message comes out as depends on nothing but its text.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable

# Neighbours on a QWERTY keyboard, in the row and above or below.
_NEIGHBOURS = {
    "a": "qwsz", "b": "vghn", "c": "xdfv", "d": "serfcx", "e": "wsdr", "f": "drtgvc", "g": "ftyhbv", "h": "gyujnb",
    "i": "ujko", "j": "huikmn", "k": "jiolm", "l": "kop", "m": "njk", "n": "bhjm", "o": "iklp", "p": "ol", "q": "wa",
    "r": "edft", "s": "awedxz", "t": "rfgy", "u": "yhji", "v": "cfgb", "w": "qase", "x": "zsdc", "y": "tghu",
    "z": "asx",
}  # fmt: skip
# One error in so many words, at least one a message; words below four letters are left alone, numbers too.
_WORDS_AN_ERROR = 10
_WORD = re.compile(r"[A-Za-z]{4,}")
_OPENERS = ("um", "so", "ok so", "uh", "hey so", "well", "just wondering", "so yeah")
_MIDDLES = ("like", "um", "you know", "kind of", "basically")
_CLOSERS = ("lol", "please", "i guess", "or something", "thx", "if that makes sense")
_LEARNER = (
    (r"\b(?:the|a|an) ", ""),
    (r"\b(how (?:much|many|long)|what|where|when|why|which \w+) (?:do|does|did) ", r"\1 "),
    (r"\b(?:do|does) (i|you|they|we|it|he|she)\b", r"\1"),
    (r"\b(?:don't|dont|doesn't|doesnt) ", "not "),
    (r"\b(?:i'm|im|i am) ", "i "),
    (r"\b(want|need|like|have) to ", r"\1 "),
    (r"\b(make|earn|pay|need|cost|take|work|get)s\b", r"\1"),
    (r"\bmuch\b", "many"),
    (r"\b(?:is|are) there ", "there is "),
    (r"\bpeople\b", "peoples"),
    (r"\b(?:gonna|going to) ", "will "),
    (r"\b(?:could|would) ", "can "),
)


def typing_errors(text: str) -> str:
    """Returns the text with a wrong, lost, doubled or swapped letter in about every tenth word, at least one."""
    chance = _chance(text)
    words = list(_WORD.finditer(text))
    number = min(len(words), max(1, round(len(text.split()) / _WORDS_AN_ERROR)))
    for word in sorted(chance.sample(words, number), key=lambda found: -found.start()):
        text = text[: word.start()] + _mistyped(word.group(), chance) + text[word.end() :]
    return text


def _mistyped(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word) - 1)
    letter = word[place]
    kinds: tuple[Callable[[], str], ...] = (
        lambda: chance.choice(_NEIGHBOURS[letter.lower()]),
        lambda: "",
        lambda: letter * 2,
    )
    kind = chance.randrange(len(kinds) + 1)
    if kind == len(kinds):
        return word[:place] + word[place + 1] + letter + word[place + 2 :]
    return word[:place] + kinds[kind]() + word[place + 1 :]


def no_punctuation(text: str) -> str:
    """Returns the text in small letters without punctuation, as dictated or typed in a hurry."""
    # A dot or comma inside a number and the dash of "4-year" carry meaning.
    bare = re.sub(r"(?<!\d)[.,](?!\d)|(?<=\d)[.,](?!\d)|[?!;:\"'’“”()…]", "", text)
    return " ".join(bare.lower().split()) or text


def capitals(text: str) -> str:
    """Returns the text in capitals."""
    return text.upper()


def filler_words(text: str) -> str:
    """Returns the text with what people say before, between and after the words that matter."""
    chance = _chance(text)
    words = text.split()
    if len(words) > 4:
        words.insert(chance.randrange(2, len(words) - 1), chance.choice(_MIDDLES))
    return f"{chance.choice(_OPENERS)} {' '.join(words)} {chance.choice(_CLOSERS)}"


def learner_english(text: str) -> str:
    """Returns the text without articles, auxiliaries and endings, as learners of English leave them out."""
    for pattern, said in _LEARNER:
        text = re.sub(pattern, said, text, flags=re.I)
    return text.strip() or text


VARIANTS: dict[str, Callable[[str], str]] = {
    "typing errors": typing_errors,
    "no punctuation": no_punctuation,
    "capitals": capitals,
    "filler words": filler_words,
    "learner's English": learner_english,
}


def _chance(text: str) -> random.Random:
    return random.Random(zlib.crc32(text.encode()))
