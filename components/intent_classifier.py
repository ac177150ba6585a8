"""Intent, answer key, further questions and the border of the scope, from the text and the values found in it."""

import json
import re
from pathlib import Path
from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components import (
    calibration,
    character_ngrams,
    clauses,
    distress,
    english,
    fillers,
    follow_ups,
    head,
    intent_model,
    neighbours,
    reader,
    sentences,
    shape,
    slips,
    softmax_regression,
    speller,
)
from components.clauses import Clause
from components.entity_extractor import VALUES
from components.intent_model import IntentModel
from components.reader import FALLBACK, IntentReader, train_reader
from components.sentences import Piece
from components.sources import source_hash
from components.speller import Speller
from encoder.encoder import EncoderError, SentenceEncoder, shared_encoder

# "/ask_salary{...}": a pressed button, which Rasa reads itself. It does not read "/ask_role/employers".
_PAYLOAD = re.compile(r"\s*/(?P<intent>\w+)\s*(\{.*\})?\s*", re.DOTALL)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class VectorIntentClassifier(IntentClassifier, GraphComponent):
    """Sets intent, intent_ranking, also_intents, clauses, answer, is_follow_up and near_misses in the parse result."""

    @classmethod
    def required_packages(cls) -> List[str]:
        """Any extra python dependencies required for this component to run."""
        return ["onnxruntime", "tokenizers", "sklearn", "scipy", "rapidfuzz", "wordfreq"]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            # How many intents the ranking holds.
            "ranking_length": 10,
            # Share of the chosen answer key below which the intent's overview is answered.
            "answer_certainty": 0.4,
            # Folder of the files that `python -m encoder.build` builds, from the project's folder.
            "encoder": "build/encoder",
        }

    def __init__(self, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """Creates a component that has learnt nothing yet."""
        self._config = {**self.get_default_config(), **config}
        self._model_storage, self._resource = model_storage, resource
        self._encoder = _open_encoder(self._config["encoder"])
        self._reader: IntentReader | None = None

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "VectorIntentClassifier":
        """Creates a new untrained component (see parent class for full docstring)."""
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str | None:
        """Makes a changed helper module or encoder a reason to train again."""
        helpers = (
            calibration, character_ngrams, clauses, distress, english, fillers, follow_ups, head, intent_model,
            neighbours, reader, sentences, shape, slips, softmax_regression, speller,
        )  # fmt: skip
        encoder = _open_encoder({**cls.get_default_config(), **config}["encoder"])
        return f"{source_hash(*helpers)}:{encoder.fingerprint}"

    def train(self, training_data: TrainingData) -> Resource:
        """Fits the classifier on the examples with an intent and persists it."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT)]
        if not examples:
            return self._resource
        texts = [message.get(TEXT) for message in examples]
        values = [message.get(VALUES) or () for message in examples]
        labels = [message.get_full_intent() for message in examples]
        self._reader = train_reader(texts, values, labels, self._encoder)
        with self._model_storage.write_to(self._resource) as folder:
            self._reader.model.save(folder / "intents.npz")
            facts = {
                "encoder": self._encoder.fingerprint,
                "calibration": self._reader.calibration.as_dict(),
                "words": self._reader.speller.counts,
                "pairs": self._reader.speller.pairs,
            }
            (folder / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "VectorIntentClassifier":
        """Loads a trained component; raises RasaException when it was trained on other vectors."""
        try:
            with model_storage.read_from(resource) as folder:
                model = IntentModel.load(folder / "intents.npz")
                facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
        except (ValueError, FileNotFoundError):
            return cls.create(config, model_storage, resource, execution_context)
        component = cls(config, model_storage, resource)
        if facts["encoder"] != component._encoder.fingerprint:
            raise RasaException("The model was trained with another sentence encoder; run `make train`.")
        limits = calibration.Calibration(**facts["calibration"])
        known = Speller(facts["words"], facts["pairs"], english.frequencies(), component._encoder.words)
        component._reader = IntentReader(
            model, limits, known, component._encoder, component._config["answer_certainty"]
        )
        return component

    def process(self, messages: List[Message]) -> List[Message]:
        """Sets what each message asks; a message without words is not understood."""
        for message in messages:
            text = message.get(TEXT) or ""
            if self._reader is None or not text.strip():
                self._set_nothing(message)
            elif not self._is_button(text, self._reader):
                self._set_intent(message, text, self._reader)
        return messages

    def _is_button(self, text: str, reader: IntentReader) -> bool:
        """Tells whether Rasa's own reader of "/intent{...}" will replace whatever is set here."""
        payload = _PAYLOAD.fullmatch(text)
        return payload is not None and payload["intent"] in reader.model.intents

    def _set_intent(self, message: Message, text: str, reader: IntentReader) -> None:
        values = message.get(VALUES) or ()

        def read(piece: Piece) -> clauses.Reading:
            return reader.read(piece.text, shape.within(values, piece.start, piece.end))

        found = clauses.clauses(text, reader.read(text, values), read)
        first = found[0].reading
        ranking = [_scored(name, confidence) for name, confidence in first.ranking]
        if first.intent == FALLBACK:
            ranking.insert(0, _scored(FALLBACK, first.confidence))
        self._set(message, found, ranking[: self._config["ranking_length"]])

    def _set_nothing(self, message: Message) -> None:
        message.set(INTENT, _scored(FALLBACK, 1.0), add_to_output=True)
        message.set(INTENT_RANKING_KEY, [_scored(FALLBACK, 1.0)], add_to_output=True)

    def _set(self, message: Message, found: List[Clause], ranking: List[Dict[str, Any]]) -> None:
        first = found[0].as_dict()
        message.set(INTENT, _scored(first["intent"], first["confidence"]), add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        message.set("also_intents", [clause.reading.intent for clause in found[1:]], add_to_output=True)
        message.set("clauses", [clause.as_dict() for clause in found], add_to_output=True)
        message.set("answer", first["answer"], add_to_output=True)
        message.set("is_follow_up", first["is_follow_up"], add_to_output=True)
        message.set("near_misses", list(found[0].reading.near), add_to_output=True)
        message.set("scope_energy", found[0].reading.energy, add_to_output=True)


def _open_encoder(folder: str) -> SentenceEncoder:
    """Returns this process's encoder; a folder that is not absolute starts at the project's folder.

    Raises RasaException when the encoder is not built.
    """
    try:
        return shared_encoder(Path(__file__).resolve().parent.parent / folder)
    except EncoderError as error:
        raise RasaException(str(error)) from error


def _scored(name: str, confidence: float) -> Dict[str, Any]:
    return {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: confidence}
