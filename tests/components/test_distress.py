"""Phrases of distress that are never missed, and figures of speech that are not taken for it."""

from __future__ import annotations

import pytest

from components.distress import is_meant


@pytest.mark.parametrize(
    "text",
    [
        "I want to kill myself", "i dont want to live anymore", "kms", "thinking about SUICIDE",
        "I’m going to end my life",
        "my step dad hits me", "someone is hurting me", "i'm having a panic attack", "i just wanna die",
        "i took all my pills", "my friend wants to die", "self-harm", "no quiero vivir",
        "how much do they earn? i want to die",
    ],
)  # fmt: skip
def test_distress(text: str) -> None:
    assert is_meant(text)


@pytest.mark.parametrize(
    "text",
    [
        "this is killing me lol", "im dying to know what they earn", "i'd die for that salary", "beats me",
        "is data science dying", "i want to jump into machine learning", "will ai kill this job", "that hit me hard",
        "i don't want to live in texas", "i want to end this search", "dead end job?", "i can't wait to start",
        "i hate my job", "i want to take my time", "i hate math", "does a panic button exist",
    ],
)  # fmt: skip
def test_figures_of_speech(text: str) -> None:
    assert not is_meant(text)
