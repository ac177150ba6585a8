"""The built encoder against an independent computation, its precision, its limits and its refusals."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file
from scipy.special import erf
from tokenizers import Tokenizer

from encoder import build, settings, weights
from encoder.encoder import EncoderError, SentenceEncoder

TEXTS = [
    "how much do machine learning engineers make in texas?",
    "Salary!",
    "what degree do I need, and is the job growing?",
    "hm",
    "¿cuánto gana un ingeniero?",
]


@pytest.fixture(scope="module")
def exact(tmp_path_factory: pytest.TempPathFactory) -> SentenceEncoder:
    folder = tmp_path_factory.mktemp("fp32")
    build.build(folder, "fp32")
    return SentenceEncoder.open(folder, "fp32")


@pytest.fixture(scope="module")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("int8")
    build.build(folder, "int8")
    return folder


def _normalized(x: np.ndarray, tensors: dict[str, np.ndarray], name: str) -> np.ndarray:
    centred = x - x.mean(axis=-1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12)
    return scaled * tensors[f"{name}.weight"] + tensors[f"{name}.bias"]


def _linear(x: np.ndarray, tensors: dict[str, np.ndarray], name: str) -> np.ndarray:
    return x @ tensors[f"{name}.weight"].T + tensors[f"{name}.bias"]


def _by_hand(text: str) -> np.ndarray:
    """BERT as in the paper, with nothing folded or joined: the sentence vector (384,)."""
    tensors = load_file(weights.locate("model.safetensors"))
    tokenizer = Tokenizer.from_file(str(weights.locate("tokenizer.json")))
    tokenizer.no_padding()
    ids = tokenizer.encode(text).ids
    x = tensors["embeddings.word_embeddings.weight"][ids]
    x = x + tensors["embeddings.position_embeddings.weight"][: len(ids)]
    x = _normalized(x + tensors["embeddings.token_type_embeddings.weight"][0], tensors, "embeddings.LayerNorm")
    for number in range(6):
        layer = f"encoder.layer.{number}"
        parts = [_linear(x, tensors, f"{layer}.attention.self.{p}") for p in ("query", "key", "value")]
        query, key, value = (part.reshape(-1, 12, 32).transpose(1, 0, 2) for part in parts)
        scores = np.exp(query @ key.transpose(0, 2, 1) / np.sqrt(32))
        mixed = (scores / scores.sum(axis=-1, keepdims=True) @ value).transpose(1, 0, 2).reshape(-1, 384)
        out = _linear(mixed, tensors, f"{layer}.attention.output.dense")
        x = _normalized(x + out, tensors, f"{layer}.attention.output.LayerNorm")
        wide = _linear(x, tensors, f"{layer}.intermediate.dense")
        narrow = _linear(wide * 0.5 * (1 + erf(wide / np.sqrt(2))), tensors, f"{layer}.output.dense")
        x = _normalized(x + narrow, tensors, f"{layer}.output.LayerNorm")
    pooled = x.mean(axis=0)
    return pooled / np.linalg.norm(pooled)


@pytest.mark.parametrize("text", TEXTS)
def test_fp32_equals_the_network_computed_by_hand(exact: SentenceEncoder, text: str) -> None:
    assert exact.encode([text])[0] @ _by_hand(text) == pytest.approx(1, abs=1e-5)


def test_int8_stays_close_to_fp32(exact: SentenceEncoder, small_folder: Path) -> None:
    small = SentenceEncoder.open(small_folder, "int8")
    cosines = (small.encode_layers(TEXTS) * exact.encode_layers(TEXTS)).sum(axis=-1)
    assert cosines.min() > 0.96
    assert cosines.mean() > 0.985


def test_vectors_have_length_one_and_do_not_depend_on_their_neighbours(small_folder: Path) -> None:
    encoder = SentenceEncoder.open(small_folder, "int8")
    together = encoder.encode_layers(TEXTS)
    assert together.shape == (len(TEXTS), 4, 384)
    np.testing.assert_allclose(np.linalg.norm(together, axis=-1), 1, atol=1e-5)
    np.testing.assert_array_equal(together[2], encoder.encode_layers([TEXTS[2]])[0])
    np.testing.assert_array_equal(encoder.encode(TEXTS), together[:, -1])


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_a_text_without_words_gives_zeros(small_folder: Path, text: str) -> None:
    assert not SentenceEncoder.open(small_folder, "int8").encode([text]).any()


def test_no_texts_give_no_vectors(small_folder: Path) -> None:
    assert SentenceEncoder.open(small_folder, "int8").encode([]).shape == (0, 384)


def test_long_texts_are_cut(small_folder: Path) -> None:
    encoder = SentenceEncoder.open(small_folder, "int8")
    first, second = encoder.encode(["word " * 126 + "salary", "word " * 2000])
    assert first @ second > 0.98


def test_the_build_is_repeatable(small_folder: Path, tmp_path: Path) -> None:
    again = build.build(tmp_path, "int8")
    assert again == json.loads((small_folder / "manifest.json").read_text(encoding="utf-8"))


def test_other_weights_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "model.safetensors"
    other.write_bytes(b"not the weights")
    with pytest.raises(weights.WeightsError, match="SHA-256"):
        weights.verify(other, weights.EXPECTED["model.safetensors"])


def test_a_missing_encoder_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"encoder\.build"):
        SentenceEncoder.open(tmp_path, "int8")


def test_a_damaged_file_is_refused(small_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(small_folder, tmp_path, dirs_exist_ok=True)
    with (tmp_path / "model.onnx").open("ab") as file:
        file.write(b"x")
    with pytest.raises(EncoderError, match="damaged"):
        SentenceEncoder.open(tmp_path, "int8")


def test_precision_is_one_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIDE_ENCODER", "fp16")
    with pytest.raises(ValueError, match="fp16"):
        settings.precision()
