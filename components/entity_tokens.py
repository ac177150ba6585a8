"""Splits a message into the words that entities are made of: a tokenizer for spaCy."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

# Longer messages are noise: 1,000 code points is the limit of the website, 1,600 that of an SMS.
MOST_CHARACTERS = 4_000

_TOKEN = re.compile(
    r"""(?P<degree>\b(?:ph|b|m|d)\.(?:d|sc|tech|eng)\b\.?)   # Ph.D. B.Sc
    |(?P<dotted>(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+(?![^\W_])\.?)  # U.S. d.c
    |\d{1,3}(?:,\d{3})+(?!\d)
    |[^\W_]+(?:['’‘`´][^\W_]+)*
    |[^\w\s]""",
    re.VERBOSE | re.IGNORECASE,
)
_JOINING = "-‐‑–"
# A full stop behind these is part of a name: "St. Louis", "Univ. of Texas".
_SHORTENED = ("st", "ft", "mt", "univ", "inst")
_SAME = {
    "&": "and",
    "%": "percent",
    "saint": "st",
    "fort": "ft",
    "mount": "mt",
    "univ": "university",
    "uni": "university",
}
_NO_MARKS = str.maketrans("", "", "'’‘`´")


class EntityTokenizer:
    """Makes a Doc whose words are lower case and plain; where they stand in the text is in `doc.user_data`.

    Hyphens between letters vanish, so that "data-scientist" is the two words "data" and "scientist". Dotted
    abbreviations keep their dots: "U.S." is not the word "us".
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Splits a text; `doc.user_data` gets `text`, and `starts` and `ends` of each word in it."""
        words: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for match in _TOKEN.finditer(text[:MOST_CHARACTERS]):
            start, end = match.span()
            if match.lastgroup is None and end - start == 1 and _is_joint(text, start, starts, ends):
                continue
            words.append(normalised(match[0], match.lastgroup))
            starts.append(start)
            ends.append(end)
        doc = Doc(self.vocab, words=words)
        doc.user_data.update(text=text, starts=starts, ends=ends)
        return doc

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Writes nothing: the tokenizer has no settings."""

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> EntityTokenizer:
        """Reads nothing."""
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Returns nothing."""
        return b""

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> EntityTokenizer:
        """Reads nothing."""
        return self


@registry.tokenizers("guide.EntityTokenizer.v1")
def make_tokenizer() -> Any:
    """Returns what spaCy calls with a language to get the tokenizer."""
    return lambda nlp: EntityTokenizer(nlp.vocab)


def normalised(word: str, kind: str | None = None) -> str:
    """Returns a word as it is compared: lower case, without accents and apostrophes."""
    plain = word.lower()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(mark for mark in decomposed if not unicodedata.combining(mark)) or plain
    if kind == "degree":
        return plain.replace(".", "")
    if kind == "dotted":
        return plain.rstrip(".") + "."
    plain = plain.translate(_NO_MARKS) or plain
    return _SAME.get(plain, plain)


def _is_joint(text: str, at: int, starts: list[int], ends: list[int]) -> bool:
    """Tells whether a sign only joins words, or ends a shortened one."""
    if not starts:
        return False
    before, after = text[at - 1], text[at + 1 : at + 2]
    if text[at] in _JOINING:
        return all(mark.isalnum() or mark in _JOINING for mark in (before, after or " "))
    return text[at] == "." and ends[-1] == at and text[starts[-1] : at].lower() in _SHORTENED
