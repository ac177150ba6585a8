"""Sentences to vectors: WordPiece tokens and an ONNX session of one thread, one sentence at a time."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from encoder import settings
from encoder.weights import sha256

# Counts up whenever the vectors of the same file change, so that everything trained on them is trained again.
VERSION = 2
MAX_TOKENS = 128
# What lies beyond this many characters is behind the first 128 tokens.
MAX_CHARACTERS = 4000
MODEL = {"int8": "model.onnx", "fp32": "model_fp32.onnx"}
MANIFEST = {"int8": "manifest.json", "fp32": "manifest_fp32.json"}
TOKENIZER = "tokenizer.json"


class EncoderError(RuntimeError):
    """The encoder's files are missing, damaged or of another version."""


class SentenceEncoder:
    """Encodes sentences with all-MiniLM-L6-v2.

    Sentences go through the session one by one: in int8 the activations share one range a call, so in a batch
    a vector would depend on its neighbours (cosine down to 0.95 between the two).
    """

    size = 384
    layers = 4

    def __init__(self, session: onnxruntime.InferenceSession, tokenizer: Tokenizer, fingerprint: str) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self.fingerprint = fingerprint

    @classmethod
    def open(cls, directory: Path = settings.DEFAULT_DIRECTORY, precision: str | None = None) -> SentenceEncoder:
        """Opens the built files in a folder; precision int8 or fp32, by default that of `GUIDE_ENCODER`.

        Raises EncoderError, naming the command that builds them, when they are missing, damaged or outdated.
        """
        precision = precision or settings.precision()
        manifest = _checked_manifest(directory, precision)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(
            str(directory / MODEL[precision]), options, providers=["CPUExecutionProvider"]
        )
        tokenizer = Tokenizer.from_file(str(directory / TOKENIZER))
        return cls(session, tokenizer, f"{VERSION}:{manifest['model']}:{manifest['tokenizer']}")

    @cached_property
    def words(self) -> frozenset[str]:
        """The whole words of its vocabulary, lower case: some 22,000 frequent ones."""
        return frozenset(word for word in self._tokenizer.get_vocab() if word.isalpha() and word.isascii())

    def encode(self, texts: Iterable[str]) -> np.ndarray:
        """Returns the sentence vectors (texts, 384), float32, length 1; zeros for a text without a word."""
        return self.encode_layers(texts)[:, -1]

    def encode_layers(self, texts: Iterable[str]) -> np.ndarray:
        """Returns the pooled layers 3 to 6 (texts, 4, 384), float32, each of length 1.

        The last of them is the sentence vector. Texts are cut at 128 tokens; one without a word gives zeros.
        """
        rows = [self._encode_one(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.layers, self.size), dtype=np.float32)

    def _encode_one(self, text: str) -> np.ndarray:
        if not text.strip():
            return np.zeros((self.layers, self.size), dtype=np.float32)
        ids = self._tokenizer.encode(text[:MAX_CHARACTERS]).ids
        (layers,) = self._session.run(["layers"], {"ids": np.array(ids, dtype=np.int64)})
        return layers


def _checked_manifest(directory: Path, precision: str) -> dict[str, str]:
    path = directory / MANIFEST[precision]
    command = "`make run` (or `python -m encoder.build`)"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise EncoderError(f"{path} is missing: the encoder is not built yet; run {command}") from error
    if manifest["version"] != VERSION:
        raise EncoderError(f"{path} is of version {manifest['version']}, needed {VERSION}; run {command}")
    for name, key in ((MODEL[precision], "model"), (TOKENIZER, "tokenizer")):
        file = directory / name
        if not file.is_file() or sha256(file) != manifest[key]:
            raise EncoderError(f"{file} is missing or damaged; run {command}")
    return manifest


@cache
def _opened(directory: Path, precision: str) -> SentenceEncoder:
    return SentenceEncoder.open(directory, precision)


_opening = threading.Lock()


def shared_encoder(directory: Path = settings.DEFAULT_DIRECTORY) -> SentenceEncoder:
    """Returns this process's encoder for a folder, opened at the first call; safe from several threads."""
    with _opening:
        return _opened(directory, settings.precision())
