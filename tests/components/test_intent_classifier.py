"""Extractor and classifier as Rasa runs them: trained on a small file, persisted, loaded, asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.graph_components.converters.nlu_message_converter import NLUMessageConverter
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.calibration import Calibration
from components.entity_extractor import GuideEntityExtractor
from components.intent_classifier import VectorIntentClassifier
from components.reader import IntentReader

EXAMPLES = {
    "ask_salary": ["how much do they earn", "what is the pay", "salary of an engineer", "what do they make a year"],
    "ask_outlook/overview": ["is the job growing", "what is the outlook", "job growth", "is there a future in it"],
    "ask_outlook/job_count": ["how many jobs are there", "number of openings", "how many people do this job"],
    "greet": ["hello", "hi there", "good morning", "hey"],
    "out_of_scope": ["what is the weather", "book a flight", "who won the game", "order a pizza"],
}
OURS = ("also_intents", "clauses", "answer", "is_follow_up")


class Pipeline:
    """The two components with what Rasa puts before and behind them."""

    def __init__(self, storage: LocalModelStorage, encoder: str, spacy: str) -> None:
        self.storage, self.context = storage, ExecutionContext(GraphSchema({}), "test")
        self.settings = {**VectorIntentClassifier.get_default_config(), "encoder": encoder}
        self.resource = Resource("classifier")
        self.extractor = GuideEntityExtractor.create({"pipeline": spacy}, storage, Resource("e"), self.context)
        data = TrainingData([Message.build(t, label) for label, texts in EXAMPLES.items() for t in texts])
        classifier = VectorIntentClassifier.create(self.settings, storage, self.resource, self.context)
        classifier.train(self.extractor.process_training_data(data))
        self.classifier = self.load()

    def load(self) -> VectorIntentClassifier:
        return VectorIntentClassifier.load(self.settings, self.storage, self.resource, self.context)

    def parse(self, text: str) -> dict[str, Any]:
        messages = NLUMessageConverter().convert_user_message([UserMessage(text)])
        messages = self.classifier.process(self.extractor.process(messages))
        return RegexMessageHandler().process(messages)[0].as_dict(only_output_properties=True)


@pytest.fixture(scope="module")
def pipeline(encoder_path: Path, spacy_pipeline: Path, tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    storage = LocalModelStorage.create(tmp_path_factory.mktemp("model"))
    return Pipeline(storage, str(encoder_path), str(spacy_pipeline))


def test_a_question_has_all_parts(pipeline: Pipeline) -> None:
    parsed = pipeline.parse("how many openings are there")
    assert parsed["intent"]["name"] == "ask_outlook"
    assert parsed["answer"] == "ask_outlook/job_count"
    assert parsed["also_intents"] == []
    assert parsed["is_follow_up"] is False
    confidences = [entry["confidence"] for entry in parsed["intent_ranking"]]
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) == pytest.approx(1, abs=1e-3)
    (clause,) = parsed["clauses"]
    assert clause["text"] == "how many openings are there"


def test_an_intent_without_keys_has_no_answer(pipeline: Pipeline) -> None:
    assert "answer" not in pipeline.parse("what is the salary")


def test_two_questions_are_both_found(pipeline: Pipeline) -> None:
    text = "how much do they earn and is the job growing?"
    parsed = pipeline.parse(text)
    assert parsed["intent"]["name"] == "ask_salary"
    assert parsed["also_intents"] == ["ask_outlook"]
    assert [text[c["start"] : c["end"]] for c in parsed["clauses"]] == [c["text"] for c in parsed["clauses"]]


def test_what_is_far_away_is_refused(pipeline: Pipeline) -> None:
    assert pipeline.parse("order me a large pizza")["intent"]["name"] in ("out_of_scope", "nlu_fallback")


@pytest.mark.parametrize("text", ["", "   "])
def test_nothing_said_is_not_understood(pipeline: Pipeline, text: str) -> None:
    parsed = pipeline.parse(text)
    assert parsed["intent"]["name"] == "nlu_fallback"
    assert not any(parsed.get(key) for key in OURS)


@pytest.mark.parametrize("text", ['/ask_salary{"area": "CA"}', "/greet"])
def test_buttons_are_left_to_rasa(pipeline: Pipeline, text: str) -> None:
    parsed = pipeline.parse(text)
    assert parsed["intent"]["name"] == text.strip("/").partition("{")[0]
    assert not any(parsed.get(key) for key in OURS)


@pytest.mark.parametrize(
    "text", ["x" * 10_000, "🤷", "\u202e\u0000?", "/ what", "¿¿", "/unknown", "/ask_outlook/overview"]
)
def test_odd_texts_are_read_as_something(pipeline: Pipeline, text: str) -> None:
    assert pipeline.parse(text)["intent"]["name"]


def test_a_loaded_classifier_reads_the_same(pipeline: Pipeline) -> None:
    before = pipeline.parse("how much is the pay")["intent"]
    pipeline.classifier = pipeline.load()
    assert pipeline.parse("how much is the pay")["intent"] == before


def test_a_model_of_other_vectors_is_refused(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = pipeline.classifier._encoder
    monkeypatch.setattr(encoder, "fingerprint", "another")
    with pytest.raises(RasaException, match="make train"):
        pipeline.load()


def test_fingerprints_name_the_encoder_and_the_helpers(pipeline: Pipeline) -> None:
    fingerprint = pipeline.classifier._encoder.fingerprint
    assert fingerprint in (VectorIntentClassifier.fingerprint_addon(pipeline.settings) or "")


def test_a_missing_encoder_is_named(tmp_path: Path) -> None:
    with pytest.raises(RasaException, match=r"encoder\.build"):
        VectorIntentClassifier.fingerprint_addon({"encoder": str(tmp_path)})


def test_what_is_not_understood_names_what_it_comes_near_to(pipeline: Pipeline) -> None:
    reader = pipeline.classifier._reader
    assert reader is not None
    strict = IntentReader(
        reader.model, Calibration(energy_threshold=float("inf")), reader.speller, pipeline.classifier._encoder
    )
    reading = strict.read("how many jobs")
    assert reading.intent == "nlu_fallback"
    assert reading.near[0] == "ask_outlook/job_count"


def test_a_typing_error_changes_nothing(pipeline: Pipeline) -> None:
    right, slipped = (pipeline.parse(text)["intent"] for text in ("what is the outlook", "what is the outlok"))
    assert right == slipped
