"""Measures the understanding inside the training data, for tuning: `python -m benchmarks.crossvalidate`."""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.labelled import Labelled, read
from benchmarks.measures import auroc
from components import calibration, clauses, intent_model, shape
from components.calibration import energy
from components.entity_extractor import GuideEntityExtractor
from components.intent_model import base_intent, grouped_logits
from components.reader import IntentReader, Lesson, lesson, train_reader
from components.sentences import Piece
from encoder.encoder import shared_encoder

FOLDS = 5
_JOINTS = (" and ", ", and ", "? ", ". ", ", also ")


def held_out(sentences: Sequence[Labelled]) -> dict[str, float]:
    """Returns accuracy of intents and answer keys and the AUROC of the scope, each sentence held out."""
    learnt = _lesson(sentences)
    labels, names = learnt.labels[: len(sentences)], learnt.names
    logits = np.zeros((len(labels), len(names)), dtype=np.float32)
    for held, found in calibration.held_out(learnt.design, learnt.labels, always=len(names), number=FOLDS):
        logits[held] = found
    intents = sorted({base_intent(name) for name in names})
    group = np.array([intents.index(base_intent(name)) for name in names])
    read_as = grouped_logits(logits, group, len(intents)).argmax(axis=1)
    wanted = np.array([intents.index(sentence.intent) for sentence in sentences])
    keys = np.where(group[None] == wanted[:, None], logits, -np.inf).argmax(axis=1)
    right_key = keys == np.array([names.index(label) for label in labels])
    energies = energy(logits, np.array([base_intent(name) == intent_model.OUT_OF_SCOPE for name in names]))
    outside = wanted == intents.index(intent_model.OUT_OF_SCOPE)
    return {
        "intent accuracy": float(np.mean(read_as == wanted)),
        "answer key given the intent": float(np.mean(right_key)),
        "scope AUROC": auroc(energies[~outside], energies[outside]),
    }


def two_questions(sentences: Sequence[Labelled], pairs: int, border: float) -> dict[str, float]:
    """Joins unseen sentences to pairs; returns how many are read as both, and how many single ones as two."""
    dealt = calibration.folds([sentence.intent for sentence in sentences], 2)
    learnt = [sentence for sentence, fold in zip(sentences, dealt, strict=True) if fold == 0]
    unseen = [sentence for sentence, fold in zip(sentences, dealt, strict=True) if fold == 1]
    extractor = GuideEntityExtractor(GuideEntityExtractor.get_default_config())
    reader = train_reader(*_parts(learnt, extractor), shared_encoder())
    asked = [sentence for sentence in unseen if _is_right_question(sentence, reader, extractor)]
    generator = random.Random(0)
    both = [
        _both_right(generator.sample(asked, 2), generator.choice(_JOINTS), reader, extractor, border)
        for _ in range(pairs)
    ]
    single = [len(_clauses(sentence.text, reader, extractor, border)) > 1 for sentence in unseen]
    return {"both right": float(np.mean(both)), "single read as two": float(np.mean(single))}


def _parts(
    sentences: Sequence[Labelled], extractor: GuideEntityExtractor
) -> tuple[list[str], list[list[dict[str, Any]]], list[str]]:
    """Returns the texts, the values found in each, and the labels."""
    texts = [sentence.text for sentence in sentences]
    labels = [sentence.answer or sentence.intent for sentence in sentences]
    return texts, [extractor.find(text) for text in texts], labels


def _lesson(sentences: Sequence[Labelled]) -> Lesson:
    extractor = GuideEntityExtractor(GuideEntityExtractor.get_default_config())
    return lesson(*_parts(sentences, extractor), shared_encoder())


def _is_right_question(sentence: Labelled, reader: IntentReader, extractor: GuideEntityExtractor) -> bool:
    is_question = sentence.intent.startswith(("ask_", "compare_"))
    return is_question and reader.read(sentence.text, extractor.find(sentence.text)).intent == sentence.intent


def _both_right(
    pair: Sequence[Labelled], joint: str, reader: IntentReader, extractor: GuideEntityExtractor, border: float
) -> bool:
    first, second = pair
    found = _clauses(first.text.rstrip("?. ") + joint + second.text, reader, extractor, border)
    wanted = dict.fromkeys(sentence.intent for sentence in pair)
    return [clause.reading.intent for clause in found] == list(wanted)


def _clauses(text: str, reader: IntentReader, extractor: GuideEntityExtractor, border: float) -> list[clauses.Clause]:
    values = extractor.find(text)

    def read(piece: Piece) -> clauses.Reading:
        return reader.read(piece.text, shape.within(values, piece.start, piece.end))

    return clauses.clauses(text, reader.read(text, values), read, border)


def main(arguments: list[str] | None = None) -> None:
    """Prints the held-out figures of training files, by default all of data/nlu."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crossvalidate", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--pairs", type=int, default=600)
    chosen = parser.parse_args(arguments)
    files = chosen.files or sorted((Path(__file__).resolve().parent.parent / "data" / "nlu").glob("*.yml"))
    sentences = [sentence for file in files for sentence in read(file)]
    print(f"crossvalidate: {len(sentences)} sentences, {FOLDS} folds", flush=True)
    for name, value in held_out(sentences).items():
        print(f"{name:36}{value:.4f}", flush=True)
    for border in (0.3, 0.45, 0.6, 0.75, 0.85):
        figures = two_questions(sentences, chosen.pairs, border)
        print(
            f"pieces certain from {border:.2f}: " + ", ".join(f"{n} {v:.3f}" for n, v in figures.items()),
            flush=True,
        )


if __name__ == "__main__":
    main()
