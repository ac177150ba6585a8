"""Chat abbreviations and emoji reach the encoder as words."""

from __future__ import annotations

import pytest

from components.shape import hear
from components.speller import Speller
from components.spoken import without_emoji

_SPELLER = Speller.learn(["how much do you make", "i don't care"], {"you": 1e-2, "much": 1e-3}, ())


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("how much do u make", "how much do you make"),
        ("idc", "i don't care"),
        ("y", "yes"),
        ("do i need r", "do i need r"),  # the language
        ("👍", "thumbs up sign"),
        ("👎👎", "thumbs down sign"),
        ("❤️", "heavy black heart"),
        ("peace out ✌️", "peace out"),
        ("你好", "你好"),
    ],
)
def test_what_is_typed_instead_of_words_is_written_out(typed: str, heard: str) -> None:
    assert hear(typed, (), _SPELLER).text.strip() == heard


def test_a_sign_without_a_name_stays() -> None:
    assert without_emoji("…") == "…"
