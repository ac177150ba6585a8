"""What is learnt from the features of training examples: straight borders between the labels, and their neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from components import neighbours, softmax_regression
from components.intent_model import Design, base_intent
from components.neighbours import Neighbours

# What both parts count.
_LINEAR = np.float32(0.5)
_NEAR = np.float32(3.5)


@dataclass(frozen=True)
class Head:
    """Weights of the features (features + 1, labels), the last row being the intercept, and the neighbours."""

    weights: np.ndarray
    near: Neighbours

    def logits(self, made: Design, examples: np.ndarray) -> np.ndarray:
        """Returns the logits (examples, labels) of some examples of a design."""
        linear = made.features[examples] @ self.weights[:-1] + self.weights[-1]
        return linear + self.near.scores(made.near[examples])


def fit(made: Design, examples: np.ndarray, labels: Sequence[str], names: Sequence[str]) -> Head:
    """Learns from some examples of a design; `labels` are those of all of them, `names` the labels there are."""
    rows = np.array([names.index(labels[place]) for place in examples])
    intents = np.array([base_intent(name) for name in names])
    # Near a sentence lies its label, and with it every other label of its intent.
    targets = np.eye(len(names), dtype=np.float32) + (intents[:, None] == intents[None])
    weights = softmax_regression.fit(made.features[examples], rows, len(names)) * _LINEAR
    return Head(weights, neighbours.fit(made.near[examples], targets[rows] * _NEAR))
