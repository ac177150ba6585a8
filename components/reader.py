"""Understands one text: its intent with an honest confidence, its answer key, and whether it is in scope."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from components import calibration, intent_model, softmax_regression
from components.calibration import Calibration, energy
from components.clauses import Reading
from components.intent_model import OUT_OF_SCOPE, IntentModel, spoken_name
from encoder.encoder import SentenceEncoder

FALLBACK = "nlu_fallback"
ANSWER_CERTAINTY = 0.4


class IntentReader:
    """A trained intent model with its calibration and the encoder that its vectors come from."""

    def __init__(
        self, model: IntentModel, limits: Calibration, encoder: SentenceEncoder,
        answer_certainty: float = ANSWER_CERTAINTY,
    ) -> None:  # fmt: skip
        self.model, self.calibration = model, limits
        self._encoder, self._certainty = encoder, answer_certainty

    def logits(self, layers: np.ndarray, text: str) -> np.ndarray:
        """Returns the logits (labels,) of a text whose pooled layers (3, 384) are known."""
        return self.model.logits(layers, text)

    def read(self, text: str) -> Reading:
        """Understands a text from nothing but itself."""
        return self.reading(self.logits(self._encoder.encode_layers([text])[0], text))

    def reading(self, logits: np.ndarray) -> Reading:
        """Returns the intent, or the fallback where the text lies outside the scope."""
        shares = self._shares(logits)
        order = np.argsort(-shares, kind="stable")
        ranking = tuple((self.model.intents[place], float(shares[place])) for place in order)
        intent, confidence = ranking[0]
        inside = float(energy(logits, self.model.outside))
        if intent != OUT_OF_SCOPE and inside < self.calibration.energy_threshold:
            return Reading(FALLBACK, 1.0 - confidence, None, ranking, inside)
        answer = self.model.answer(logits, intent, self._certainty)
        return Reading(intent, confidence, answer, ranking, inside)

    def _shares(self, logits: np.ndarray) -> np.ndarray:
        scaled = self.model.by_intent(logits) / self.calibration.temperature
        shares = np.exp(scaled - scaled.max())
        return shares / shares.sum()


def train_reader(
    layers: np.ndarray, texts: Sequence[str], labels: Sequence[str], encoder: SentenceEncoder
) -> IntentReader:
    """Fits model and calibration on texts, their pooled layers (texts, 3, 384) and labels.

    The names of the labels serve as examples too.
    """
    names = sorted(set(labels))
    spoken = [spoken_name(name) for name in names]
    every = np.concatenate([layers, encoder.encode_layers(spoken)])
    made = intent_model.design(every, [*texts, *spoken])
    known = [*labels, *names]
    held_out = calibration.held_out_logits(made.features, known, always=len(names))
    limits = calibration.calibrate(held_out, labels, names)
    rows = np.array([names.index(label) for label in known])
    weights = softmax_regression.fit(made.features, rows, len(names))
    return IntentReader(IntentModel.assemble(names, made, weights), limits, encoder)
