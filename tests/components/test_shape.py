"""How a message is handed to the classifier: names replaced, and what its form says noted."""

from __future__ import annotations

from components.shape import hear, within
from components.speller import Speller

SPELLER = Speller({}, {}, {}, frozenset())


def _value(text: str, phrase: str, entity: str, value: str = "x") -> dict[str, object]:
    start = text.index(phrase)
    return {"entity": entity, "value": value, "start": start, "end": start + len(phrase)}


def test_names_stand_for_their_kind() -> None:
    text = "do nlp engineers go to Ohio State?"
    values = [_value(text, "nlp engineers", "occupation", "mle"), _value(text, "Ohio State", "institution")]
    heard = hear(text, values, SPELLER)
    assert heard.text == "do data scientists go to kent state university?"
    assert {"institution", "occupation", "occupation mle", "asks yes or no", "?"} <= set(heard.shape)


def test_a_follow_up_is_told_from_a_bare_value() -> None:
    follow_up, bare = "and in texas", "texas"
    continued = set(hear(follow_up, [_value(follow_up, "texas", "area")], SPELLER).shape)
    alone = set(hear(bare, [_value(bare, "texas", "area")], SPELLER).shape)
    assert {"continues", "only area, continued"} <= continued
    assert "bare" in alone and "continues" not in alone


def test_values_of_a_part_are_seen_from_its_start() -> None:
    text = "hi. pay in texas"
    assert within([_value(text, "texas", "area")], 4, len(text)) == [
        {"entity": "area", "value": "x", "start": 7, "end": 12}
    ]
    assert within([_value(text, "texas", "area")], 0, 2) == []
