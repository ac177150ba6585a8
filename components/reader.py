"""Understands one text: its intent with an honest confidence, its answer key, and whether it is in scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from components import calibration, distress, english, head, intent_model
from components.calibration import Calibration, energy
from components.clauses import Reading
from components.intent_model import OUT_OF_SCOPE, Design, IntentModel, spoken_name
from components.shape import Value, hear
from components.speller import Speller
from encoder.encoder import SentenceEncoder

FALLBACK = "nlu_fallback"
DISTRESS = "distress"
ANSWER_CERTAINTY = 0.4
# Below this share the likeliest intent is wrong more than three times in four: a choice is offered instead.
# Cross-validated, typing errors or none: right are 2 of 18 between 0.1 and 0.2, 28 of 64 between 0.2 and 0.3.
_UNSURE = 0.2
# What is not understood is offered as what it comes near to: so many intents, of at least this share.
_MOST_NEAR = 5
_NEAR = 0.1


class IntentReader:
    """A trained intent model with its calibration and the encoder that its vectors come from."""

    def __init__(
        self, model: IntentModel, limits: Calibration, speller: Speller, encoder: SentenceEncoder,
        answer_certainty: float = ANSWER_CERTAINTY,
    ) -> None:  # fmt: skip
        self.model, self.calibration, self.speller = model, limits, speller
        self._encoder, self._certainty = encoder, answer_certainty

    def read(self, text: str, values: Sequence[Value] = ()) -> Reading:
        """Understands a text from nothing but itself and the values found in it."""
        heard = hear(text, values, self.speller)
        reading = self.reading(self.model.logits(self._encoder.encode_layers([heard.text])[0], heard))
        is_distress = distress.is_meant(text) or distress.is_meant(heard.text)
        return _in_distress(reading) if is_distress else reading

    def reading(self, logits: np.ndarray) -> Reading:
        """Returns the intent, or the fallback where the text lies outside the scope or might mean many things."""
        shares = self._shares(logits)
        order = np.argsort(-shares, kind="stable")
        ranking = tuple((self.model.intents[place], float(shares[place])) for place in order)
        intent, confidence = ranking[0]
        inside = float(energy(logits, self.model.outside))
        if intent != OUT_OF_SCOPE and (inside < self.calibration.energy_threshold or confidence < _UNSURE):
            near = tuple(
                self.model.answer(logits, name, self._certainty) or name
                for name, share in ranking[:_MOST_NEAR]
                if share >= _NEAR
            )
            return Reading(FALLBACK, 1.0 - confidence, None, ranking, inside, near)
        answer = self.model.answer(logits, intent, self._certainty)
        return Reading(intent, confidence, answer, ranking, inside)

    def _shares(self, logits: np.ndarray) -> np.ndarray:
        scaled = self.model.by_intent(logits) / self.calibration.temperature
        shares = np.exp(scaled - scaled.max())
        return shares / shares.sum()


def _in_distress(reading: Reading) -> Reading:
    """Returns a reading as distress, which is certain where a phrase says it."""
    others = tuple((name, 0.0) for name, _ in reading.ranking if name != DISTRESS)
    return Reading(DISTRESS, 1.0, None, ((DISTRESS, 1.0), *others), reading.energy)


@dataclass(frozen=True)
class Lesson:
    """Training examples as numbers, behind them the names of the labels, which serve as examples too."""

    design: Design
    labels: list[str]
    names: list[str]
    speller: Speller


def lesson(
    texts: Sequence[str], values: Sequence[Sequence[Value]], labels: Sequence[str], encoder: SentenceEncoder
) -> Lesson:
    """Prepares texts, the values found in each, and their labels."""
    names = sorted(set(labels))
    speller = Speller.learn(texts, english.frequencies(), encoder.words)
    heard = [hear(text, found, speller) for text, found in zip(texts, values, strict=True)]
    heard += [hear(spoken_name(name), (), speller) for name in names]
    layers = encoder.encode_layers(message.text for message in heard)
    return Lesson(intent_model.design(layers, heard), [*labels, *names], names, speller)


def train_reader(
    texts: Sequence[str], values: Sequence[Sequence[Value]], labels: Sequence[str], encoder: SentenceEncoder
) -> IntentReader:
    """Fits model and calibration on texts, the values found in each, and their labels."""
    learnt = lesson(texts, values, labels, encoder)
    names = learnt.names
    # A third of the examples is enough to find two numbers by, and takes a third of the time.
    held, logits = next(calibration.held_out(learnt.design, learnt.labels, always=len(names)))
    limits = calibration.calibrate(logits, [labels[place] for place in held], names)
    fitted = head.fit(learnt.design, np.arange(len(learnt.labels)), learnt.labels, names)
    model = IntentModel.assemble(names, learnt.design, fitted.weights, fitted.near)
    return IntentReader(model, limits, learnt.speller, encoder)
