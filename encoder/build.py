"""Builds the encoder's files: `python -m encoder.build [--output FOLDER]`."""

from __future__ import annotations

import argparse
import json
import logging
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from encoder import settings, weights
from encoder.encoder import MANIFEST, MAX_TOKENS, MODEL, TOKENIZER, VERSION
from encoder.graph import POOLED_LAYERS, SIZE, build_graph


def build(output: Path, precision: str) -> dict[str, Any]:
    """Writes model, tokenizer and manifest into a folder, each whole or not at all, and returns the manifest.

    Raises encoder.weights.WeightsError when the installed weights are not the published ones.
    """
    source = weights.verified("model.safetensors")
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output) as folder:
        scratch = Path(folder)
        _write_tokenizer(scratch / TOKENIZER)
        _write_model(load_file(source), precision, scratch)
        manifest = {
            "version": VERSION,
            "precision": precision,
            "weights": weights.EXPECTED["model.safetensors"],
            "model": weights.sha256(scratch / MODEL[precision]),
            "tokenizer": weights.sha256(scratch / TOKENIZER),
            "layers": list(POOLED_LAYERS),
            "size": SIZE,
            "max_tokens": MAX_TOKENS,
        }
        name = MANIFEST[precision]
        (scratch / name).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        for file in (TOKENIZER, MODEL[precision], name):
            os.replace(scratch / file, output / file)
    return manifest


def _write_tokenizer(path: Path) -> None:
    """Copies the tokenizer without its padding, which makes every sentence as slow as one of 128 tokens."""
    tokenizer = Tokenizer.from_file(str(weights.verified("tokenizer.json")))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.save(str(path))


def _write_model(tensors: dict[str, Any], precision: str, folder: Path) -> None:
    plain = folder / MODEL["fp32"]
    onnx.save(build_graph(tensors), str(plain))
    if precision == "fp32":
        return
    logging.getLogger().setLevel(logging.ERROR)  # the quantiser recommends a pre-processing that changes nothing here
    quantize_dynamic(
        plain,
        folder / MODEL["int8"],
        per_channel=True,
        # Seven bits: without it, processors lacking VNNI overflow 16-bit sums and give other vectors.
        reduce_range=True,
        weight_type=QuantType.QInt8,
    )


def main(arguments: list[str] | None = None) -> None:
    """Builds with the precision of `GUIDE_ENCODER`, and prints what was written and how long it took."""
    parser = argparse.ArgumentParser(prog="python -m encoder.build", description=__doc__)
    parser.add_argument("--output", type=Path, default=settings.DEFAULT_DIRECTORY)
    output = parser.parse_args(arguments).output
    precision = settings.precision()
    started = time.perf_counter()
    print(f"encoder: building the {precision} model from {weights.DISTRIBUTION} …", flush=True)
    build(output, precision)
    size = (output / MODEL[precision]).stat().st_size / 1e6
    seconds = time.perf_counter() - started
    print(f"encoder: {output / MODEL[precision]} ({size:.1f} MB) in {seconds:.1f} s", flush=True)


if __name__ == "__main__":
    main()
