"""From vectors, characters and shape of a sentence to its intent and answer key.

One softmax over all labels as the training data writes them ("ask_role/employers"); the probability of an
intent is the sum over its keys. Against one class an intent this gains 1.3 points in cross-validation: an
intent with many topics is not one region of the vector space.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from components.character_ngrams import CharacterNgrams
from components.neighbours import Neighbours
from components.shape import Heard

OUT_OF_SCOPE = "out_of_scope"
# Weights of the pooled layers 3 to 6, and of the characters beside them.
LAYER_WEIGHTS = np.array([0.5, 0.5, 0.5, 1.0], dtype=np.float32)
CHARACTER_WEIGHT = np.float32(0.5)
# The weights are fitted in fewer directions and unfolded again: first the characters, then all features
# together. Cross-validated accuracy stays (0.821 in 640, 0.820 in 448, 0.821 in all), and fitting is four
# times faster.
_CHARACTER_DIRECTIONS = 256
_DIRECTIONS = 512
# Neighbours are looked for by vectors and shape alone: with characters they are no better, and the archive larger.
_NEAR_DIRECTIONS = 128
# What each noticed part of the shape counts. Cross-validated accuracy 0.819 without, 0.835 with 0.15, 0.829 with 0.5.
_SHAPE_WEIGHT = np.float32(0.15)


def base_intent(label: str) -> str:
    """Returns the intent of a label: "ask_role" of "ask_role/employers"."""
    return label.partition("/")[0]


def spoken_name(label: str) -> str:
    """Returns a label as words, which serve as one more example of it."""
    return label.removeprefix("ask_").replace("/", " ").replace("_", " ").removesuffix(" overview")


def weighted(layers: np.ndarray) -> np.ndarray:
    """Joins the pooled layers (texts, 4, 384) to (texts, 1536)."""
    return (layers * LAYER_WEIGHTS[:, None]).reshape(len(layers), -1)


@dataclass
class Design:
    """Training examples as numbers: everything that does not depend on which of them are learnt from.

    `features` are for the straight borders, `near` for the neighbours, each of length 1.
    """

    features: np.ndarray
    near: np.ndarray
    centre: np.ndarray
    ngrams: CharacterNgrams
    vector_basis: np.ndarray
    character_basis: np.ndarray
    near_basis: np.ndarray
    shapes: list[str]

    def unfold(self, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Returns the weights (features, labels) as weights of the vectors, of the n-grams and of the shapes."""
        folded, shapes = np.split(weights, [self.vector_basis.shape[1]])
        return (
            self.vector_basis @ folded,
            (self.character_basis @ folded) * CHARACTER_WEIGHT,
            shapes * _SHAPE_WEIGHT,
        )


def design(layers: np.ndarray, heard: Sequence[Heard]) -> Design:
    """Makes the features (texts, up to 512 and one for each shape) of training examples from layers (texts, 4, 384)."""
    from sklearn.utils.extmath import randomized_svd  # for training alone; a server does without it

    vectors = weighted(layers)
    centre = vectors.mean(axis=0)
    vectors -= centre
    texts = [message.text for message in heard]
    ngrams = CharacterNgrams.learn(texts)
    counts = ngrams.matrix(texts) * CHARACTER_WEIGHT
    directions = min(_CHARACTER_DIRECTIONS, min(counts.shape) - 1)
    _, _, folded = randomized_svd(counts, directions, n_iter=2, random_state=0)
    joined = np.hstack([vectors, counts @ folded.T]).astype(np.float32)
    basis = _main_directions(joined, _DIRECTIONS)
    near_basis = _main_directions(vectors, _NEAR_DIRECTIONS)
    width = len(centre)
    characters = (folded.T @ basis[width:]).astype(np.float32)
    shapes = sorted({name for message in heard for name in message.shape})
    noticed = np.array([[name in message.shape for name in shapes] for message in heard], dtype=np.float32)
    noticed *= _SHAPE_WEIGHT
    near = _of_length_one(np.hstack([vectors @ near_basis, noticed])).astype(np.float16).astype(np.float32)
    features = np.hstack([joined @ basis, noticed])
    return Design(features, near, centre, ngrams, basis[:width], characters, near_basis, shapes)


def _main_directions(rows: np.ndarray, number: int) -> np.ndarray:
    """Returns the directions (features, up to `number`) in which rows differ most."""
    return np.linalg.eigh(rows.T @ rows)[1][:, -number:].astype(np.float32)


def _of_length_one(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)


class IntentModel:
    """Gives every label of the training data a logit."""

    def __init__(
        self, labels: Sequence[str], centre: np.ndarray, ngrams: CharacterNgrams, dense: np.ndarray,
        character: np.ndarray, shapes: Sequence[str], shape: np.ndarray, intercept: np.ndarray,
        near_basis: np.ndarray, near: Neighbours,
    ) -> None:  # fmt: skip
        self.labels = list(labels)
        self.intents = sorted({base_intent(label) for label in labels})
        self._group = np.array([self.intents.index(base_intent(label)) for label in labels])
        self._places = {n: np.flatnonzero(self._group == place) for place, n in enumerate(self.intents)}
        self.outside = np.array([base_intent(label) == OUT_OF_SCOPE for label in labels])
        self._centre, self._ngrams = centre, ngrams
        self._dense, self._character, self._intercept = dense, character.astype(np.float32), intercept
        self.shapes, self._shape = list(shapes), shape
        self._near_basis, self._near = near_basis, near

    @classmethod
    def assemble(cls, labels: Sequence[str], made: Design, weights: np.ndarray, near: Neighbours) -> IntentModel:
        """Makes a model of weights and neighbours that were fitted on a design."""
        dense, character, shape = made.unfold(weights[:-1])
        linear = dense, character, made.shapes, shape, weights[-1]
        return cls(labels, made.centre, made.ngrams, *linear, made.near_basis, near)

    def logits(self, layers: np.ndarray, heard: Heard) -> np.ndarray:
        """Returns the logits (labels,) of one message, given the pooled layers (4, 384) of its text."""
        places, shares = self._ngrams.weigh(heard.text)
        vector = weighted(layers[None])[0] - self._centre
        noticed = np.array([name in heard.shape for name in self.shapes], dtype=np.float32)
        linear = vector @ self._dense + shares @ self._character[places] + noticed @ self._shape + self._intercept
        near = _of_length_one(np.concatenate([vector @ self._near_basis, noticed * _SHAPE_WEIGHT]))
        return linear + self._near.scores(near)

    def by_intent(self, logits: np.ndarray) -> np.ndarray:
        """Sums logits of labels (…, labels) up to logits of intents (…, intents)."""
        return grouped_logits(logits, self._group, len(self.intents))

    def answer(self, logits: np.ndarray, intent: str, certainty: float) -> str | None:
        """Returns the likeliest key of an intent, its overview where unsure, None where no key is meant.

        An intent may have examples of its own beside its keys ("ask_salary", "ask_salary/history").
        """
        places = self._places[intent]
        shares = np.exp(logits[places] - logits[places].max())
        best, plain = self.labels[places[shares.argmax()]], intent in self.labels
        if shares.max() / shares.sum() < certainty:
            best = intent if plain else f"{intent}/overview" if f"{intent}/overview" in self.labels else best
        return best if "/" in best else None

    def save(self, path: Path) -> None:
        """Writes the arrays and words of the model into an .npz file without pickled objects."""
        np.savez_compressed(
            path, labels=np.array(self.labels), terms=np.array(self._ngrams.terms),
            rarity=self._ngrams.rarity, centre=self._centre, dense=self._dense,
            character=self._character.astype(np.float16),
            shapes=np.array(self.shapes), shape=self._shape, intercept=self._intercept,
            near_basis=self._near_basis, near=self._near.sentences.astype(np.float16),
            near_weights=self._near.weights.astype(np.float16),
        )  # fmt: skip

    @classmethod
    def load(cls, path: Path) -> IntentModel:
        """Reads what `save` has written."""
        with np.load(path, allow_pickle=False) as file:
            ngrams = CharacterNgrams(file["terms"].tolist(), file["rarity"])
            linear = file["dense"], file["character"], file["shapes"].tolist(), file["shape"], file["intercept"]
            near = Neighbours(file["near"].astype(np.float32), file["near_weights"].astype(np.float32))
            return cls(file["labels"].tolist(), file["centre"], ngrams, *linear, file["near_basis"], near)


def grouped_logits(logits: np.ndarray, group: np.ndarray, groups: int) -> np.ndarray:
    """Returns log-sum-exp of the logits (…, labels) of each group (…, groups)."""
    highest = logits.max(axis=-1, keepdims=True)
    shares = np.exp(logits - highest) @ np.eye(groups, dtype=logits.dtype)[group]
    return np.log(np.maximum(shares, 1e-30)) + highest
