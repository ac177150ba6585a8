"""The entities of whole sentences, by the component as Rasa runs it."""

from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.training_data.message import Message

from components.entity_extractor import GuideEntityExtractor

_TABLE = yaml.safe_load(Path(__file__).with_name("test_entity_sentences.yml").read_text(encoding="utf-8"))
_PIECES = ["texas's", "in", "ml", "3", "'", ".", "-,", "or", "u.s", "top", "ged", "1999", "St.", "masters"]
_SENTENCES = [(text, expected) for group in _TABLE.values() for text, expected in group.items()]


def _extractor(pipeline: Path) -> GuideEntityExtractor:
    config = {**GuideEntityExtractor.get_default_config(), "pipeline": str(pipeline)}
    storage, context = cast(ModelStorage, None), cast(ExecutionContext, None)
    return GuideEntityExtractor.create(config, storage, Resource("extractor"), context)


@pytest.fixture(scope="module")
def extractor(spacy_pipeline: Path) -> GuideEntityExtractor:
    return _extractor(spacy_pipeline)


def _found(extractor: GuideEntityExtractor, text: str) -> list[dict[str, Any]]:
    message = Message(data={"text": text})
    extractor.process([message])
    return cast(list[dict[str, Any]], message.get("entities"))


def _shown(entity: dict[str, Any]) -> str:
    value = entity["value"]
    return f"{entity['entity']} {'+'.join(value) if isinstance(value, list) else value}"


@pytest.mark.parametrize(("text", "expected"), _SENTENCES)
def test_names_in_a_sentence(extractor: GuideEntityExtractor, text: str, expected: list[str]) -> None:
    assert [_shown(entity) for entity in _found(extractor, text)] == [e.replace("'", "") for e in expected]


def test_the_table_is_large_enough() -> None:
    assert len(_SENTENCES) >= 250
    assert sum(not expected for _, expected in _SENTENCES) >= 50, "sentences that name nothing matter as much"


def test_an_entity_says_where_it_stands_and_how_it_was_written(extractor: GuideEntityExtractor) -> None:
    (entity,) = _found(extractor, "well... in Califronia, then")
    assert entity == {
        "entity": "area",
        "value": "CA",
        "start": 11,
        "end": 21,
        "raw": "Califronia",
        "confidence_entity": 0.9,
        "extractor": "GuideEntityExtractor",
    }


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("somewhere else: Toronto!", "Toronto"),
        ("in the U.S.", "the U.S."),
        ("Georgia Tech.", "Georgia Tech"),
        ("a master's-level job", "master's"),
        ("austin's pay", "austin's"),
    ],
)
def test_raw_is_the_text_from_start_to_end(extractor: GuideEntityExtractor, text: str, raw: str) -> None:
    (entity,) = _found(extractor, text)
    assert entity["raw"] == text[entity["start"] : entity["end"]] == raw


def test_values_keep_their_kind(extractor: GuideEntityExtractor) -> None:
    values = [e["value"] for e in _found(extractor, "the second one, graduated 2009, OSU, top 3")]
    assert values == [2, 2009, ["204796", "207388", "209542"], "highest", 3]


def test_entities_of_others_are_kept(extractor: GuideEntityExtractor) -> None:
    message = Message(data={"text": "texas", "entities": [{"entity": "other", "value": 1}]})
    extractor.process([message])
    assert [entity["entity"] for entity in message.get("entities")] == ["other", "area"]
    assert "entities" in message.as_dict(only_output_properties=True)


@pytest.mark.parametrize("text", ["/ask_salary", '/ask_salary{"area": "CA"}', "/ask_role/employers", " /stop "])
def test_a_pressed_button_is_left_alone(extractor: GuideEntityExtractor, text: str) -> None:
    assert _found(extractor, text) is None


@pytest.mark.parametrize("text", ["/ texas", "/hr in texas and /yr"])
def test_a_slash_alone_is_no_button(extractor: GuideEntityExtractor, text: str) -> None:
    assert "area TX" in [_shown(entity) for entity in _found(extractor, text)]


@pytest.mark.parametrize("text", ["", "   ", "\n", "?!", "😀" * 3000, "x" * 10_000, "a b " * 3000, "²³", "٣", "'" * 99])
def test_noise_names_nothing(extractor: GuideEntityExtractor, text: str) -> None:
    assert [entity for entity in _found(extractor, text) if entity["entity"] != "number"] == []


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=80) | st.lists(st.sampled_from(_PIECES)).map(" ".join))
def test_any_text_is_read(extractor: GuideEntityExtractor, text: str) -> None:
    end = 0
    for entity in extractor.find(text):
        assert end <= entity["start"] < entity["end"] <= len(text)
        assert entity["raw"] == text[entity["start"] : entity["end"]]
        end = entity["end"]


def test_a_missing_pipeline_is_named_with_its_command(tmp_path: Path) -> None:
    with pytest.raises(RasaException, match=r"nowhere.*components\.spacy_pipeline"):
        _extractor(tmp_path / "nowhere")


def test_a_changed_pipeline_changes_the_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "config.cfg").write_text("one", encoding="utf-8")
    before = GuideEntityExtractor.fingerprint_addon({"pipeline": str(tmp_path)})
    (tmp_path / "config.cfg").write_text("two", encoding="utf-8")
    assert GuideEntityExtractor.fingerprint_addon({"pipeline": str(tmp_path)}) != before
