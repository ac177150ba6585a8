"""The correction of typing errors, with small word lists of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from components.entity_spelling import SpellingCorrector, WordLists
from components.entity_tokens import EntityTokenizer

_LISTS = WordLists(
    known=["data", "scientist", "machine", "learning", "texas", "austin", "bachelors", "engineer", "johns"],
    ordinary=["leaning", "vegan", "date", "the", "engine"],
    targets={"scientist": 1, "machine": 1, "learning": 1, "texas": 0, "austin": 2, "engineer": 1, "vegas": 2},
    pairs=[("machine", "learning"), ("data", "scientist")],
    slips={"ingeneer": "engineer"},
    owners=["austin"],
)
_VOCAB = spacy.blank("en").vocab


@pytest.fixture
def corrector() -> SpellingCorrector:
    made = SpellingCorrector()
    made.learn(_LISTS)
    return made


def _read(corrector: SpellingCorrector, text: str) -> Doc:
    return corrector(EntityTokenizer(_VOCAB)(text))


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        ("scintist", "scientist"),
        ("sceintist", "scientist"),
        ("txeas", "texas"),
        ("texs", "texas"),
        ("ingeneer", "engineer"),
        ("machine leaning", "machine learning"),
        ("date scientist", "data scientist"),
        ("Austin's", "austin"),
    ],
)
def test_corrects(corrector: SpellingCorrector, text: str, corrected: str) -> None:
    doc = _read(corrector, text)
    assert " ".join(token.norm_ for token in doc) == corrected


@pytest.mark.parametrize("text", ["leaning", "vegan", "engine", "bachelors", "johns", "vegat", "tex", "xyzzy", "café"])
def test_leaves_alone(corrector: SpellingCorrector, text: str) -> None:
    doc = _read(corrector, text)
    assert doc[0].norm_ == EntityTokenizer(_VOCAB)(text)[0].norm_
    assert doc.user_data["corrected"] == {}


def test_says_how_alike_the_words_are(corrector: SpellingCorrector) -> None:
    assert _read(corrector, "a scintist").user_data["corrected"] == {1: pytest.approx(8 / 9, abs=0.001)}


def test_a_flood_of_nonsense_stays_cheap(corrector: SpellingCorrector) -> None:
    doc = _read(corrector, " ".join(f"scintis{letter}{other}" for letter in "abcdefgh" for other in "uvwxyz") + " texs")
    assert doc[-1].norm_ == "texs", "what comes after the fortieth unknown word is not looked up"


def test_lists_survive_the_disk(corrector: SpellingCorrector, tmp_path: Path) -> None:
    corrector.to_disk(tmp_path / "spelling")
    again = SpellingCorrector().from_disk(tmp_path / "spelling")
    assert again.lists == _LISTS
    assert [token.norm_ for token in _read(again, "machine leaning")] == ["machine", "learning"]
