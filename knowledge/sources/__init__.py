"""The data sets that the knowledge database is built from, a module each.

A module knows where its file is, the SHA-256 it must have, and how to read it honestly.
"""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path


class SourceError(RuntimeError):
    """A source is missing, has changed, or holds something that this code was not written for."""


def package_file(package: str, name: str) -> Path:
    """Returns a data file inside an installed package, without importing the package."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SourceError(f"The package {package} is not installed; it carries {name}.")
    file = Path(spec.submodule_search_locations[0]) / "data" / name
    if not file.is_file():
        raise SourceError(f"The package {package} is installed without its data file {name}.")
    return file


def verify(content: bytes, expected: str, name: str) -> None:
    """Raises SourceError unless the content has the expected SHA-256 (hex)."""
    actual = hashlib.sha256(content).hexdigest()
    if actual != expected:
        raise SourceError(
            f"{name} has changed: SHA-256 is {actual}, expected {expected}. "
            "docs/reference/data_sources.md says how a new release is taken in."
        )


def require(condition: bool, message: str) -> None:
    """Raises SourceError with the message unless the condition holds."""
    if not condition:
        raise SourceError(message)
