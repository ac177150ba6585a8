"""The entities of a message, by our own spaCy pipeline."""

import json
import re
from pathlib import Path
from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.tokens import Doc

from components import spacy_pipeline

# Where the classifier finds the values of a message, in training too.
VALUES = "values"
ENTITY_ATTRIBUTE_RAW = "raw"
ENTITY_ATTRIBUTE_CONFIDENCE = "confidence_entity"

# "/ask_salary{...}" and "/ask_role/employers": a pressed button, which Rasa reads itself
_PAYLOAD = re.compile(r"\s*/\w+(/\w+)?\s*(\{.*\})?\s*", re.DOTALL)


# A featurizer as well, since Rasa runs only those over the training data, where the classifier learns from the values.
@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR],
    is_trainable=False,
)
class GuideEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Finds the values that a message names, written as `knowledge.vocabulary` has them.

    Each entity holds `entity`, `value` (canonical; a list only where schools share a name), `start` and
    `end` in the text, `raw` (as it was written), `confidence_entity` (below 1 where a typing error was
    corrected) and `extractor`. The values are those of the word lists: `area` is "US", two letters, seven
    digits, or "outside_us" for a place abroad, whose name is in `raw`; `number`, `graduation_year` and
    `rank` from 1 to 5 are numbers, the others text.
    """

    @classmethod
    def required_packages(cls) -> List[str]:
        """Any extra python dependencies required for this component to run."""
        return ["spacy", "rapidfuzz"]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            # Folder that `python -m components.spacy_pipeline` writes, seen from the project's folder.
            "pipeline": "build/spacy",
        }

    def __init__(self, config: Dict[str, Any]) -> None:
        """Loads the pipeline; raises RasaException when it has not been built."""
        self._config = config
        try:
            self._nlp = spacy_pipeline.load(_folder(config))
        except spacy_pipeline.PipelineMissingError as error:
            raise RasaException(str(error)) from error

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "GuideEntityExtractor":
        """Creates a new component (see parent class for full docstring)."""
        return cls(config)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str | None:
        """Makes a changed pipeline, or changed code in it, a reason to run this component again."""
        return spacy_pipeline.fingerprint(_folder({**cls.get_default_config(), **config}))

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds the entities of each message to those it has; button payloads are left as they are."""
        for message in messages:
            text = message.get(TEXT) or ""
            if _PAYLOAD.fullmatch(text):
                continue
            found = self.add_extractor_name(self.find(text))
            message.set(VALUES, found)
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Notes the values of the training examples for the classifier."""
        for message in training_data.training_examples:
            message.set(VALUES, self.find(message.get(TEXT) or ""))
        return training_data

    def find(self, text: str) -> List[Dict[str, Any]]:
        """Returns the entities of a text in the order in which they stand there."""
        doc = self._nlp(text)
        return [_entity(doc, span.label_, span.id_, span.start, span.end) for span in doc.ents]


def _folder(config: Dict[str, Any]) -> Path:
    # an absolute path stays what it is
    return Path(__file__).resolve().parent.parent / config["pipeline"]


def _entity(doc: Doc, name: str, value: str, first: int, behind: int) -> Dict[str, Any]:
    start, end = doc.user_data["starts"][first], doc.user_data["ends"][behind - 1]
    corrected = doc.user_data["corrected"]
    return {
        ENTITY_ATTRIBUTE_TYPE: name,
        ENTITY_ATTRIBUTE_VALUE: json.loads(value),
        ENTITY_ATTRIBUTE_START: start,
        ENTITY_ATTRIBUTE_END: end,
        ENTITY_ATTRIBUTE_RAW: doc.user_data["text"][start:end],
        ENTITY_ATTRIBUTE_CONFIDENCE: min((corrected.get(n, 1.0) for n in range(first, behind)), default=1.0),
    }
