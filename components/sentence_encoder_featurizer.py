"""Gives every message the vectors of its text."""

import re
from pathlib import Path
from typing import Any, Dict, List

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from encoder.encoder import EncoderError, SentenceEncoder, shared_encoder

# "/ask_salary{...}": a pressed button, which Rasa reads itself. It does not read "/ask_role/employers".
PAYLOAD = re.compile(r"\s*/(?P<intent>\w+)\s*(\{.*\})?\s*", re.DOTALL)


def open_encoder(folder: str) -> SentenceEncoder:
    """Returns this process's encoder; a folder that is not absolute starts at the project's folder.

    Raises RasaException when the encoder is not built.
    """
    try:
        return shared_encoder(Path(__file__).resolve().parent.parent / folder)
    except EncoderError as error:
        raise RasaException(str(error)) from error


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoderFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds one dense sentence feature (1, 1152): the encoder's pooled layers 4, 5 and 6 in a row."""

    @classmethod
    def required_packages(cls) -> List[str]:
        """Any extra python dependencies required for this component to run."""
        return ["onnxruntime", "tokenizers"]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            **DenseFeaturizer.get_default_config(),
            # Folder of the files that `python -m encoder.build` builds, from the project's folder.
            "encoder": "build/encoder",
        }

    def __init__(self, config: Dict[str, Any], name: str) -> None:
        """Opens the encoder; raises RasaException when it is not built."""
        super().__init__(name, config)
        self._encoder = open_encoder(config["encoder"])

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SentenceEncoderFeaturizer":
        """Creates a new component (see parent class for full docstring)."""
        return cls(config, execution_context.node_name)

    @classmethod
    def validate_config(cls, config: Dict[str, Any]) -> None:
        """Opens the encoder, so that a missing file is named before the training starts."""
        open_encoder(config["encoder"])

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str | None:
        """Makes other weights or a new version of the encoder a reason to encode again."""
        return open_encoder({**cls.get_default_config(), **config}["encoder"]).fingerprint

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds the vectors of each message that has a text."""
        for message in messages:
            text = message.get(TEXT)
            if text and not PAYLOAD.fullmatch(text):
                vectors = self._encoder.encode_layers([text]).reshape(1, -1)
                self.add_features_to_message(None, vectors.astype(np.float32), TEXT, message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds the vectors of the training examples, one at a time as at run time."""
        self.process(training_data.training_examples)
        return training_data
