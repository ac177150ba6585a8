"""Holds the import directions of the project's packages and the size of its modules."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# what each package may import of ours; of Rasa where `rasa` or `rasa_sdk` is named
MAY_IMPORT = {
    "knowledge": set(),
    "encoder": set(),
    "privacy": set(),
    "secrecy": set(),
    "components": {"rasa", "encoder", "knowledge"},
    "actions": {"rasa_sdk", "knowledge"},
    "stores": {"rasa", "privacy", "secrecy"},
    "channels": {"rasa", "stores", "secrecy"},
    "runtime": {"rasa", "stores", "secrecy"},
    "console": {"encoder", "secrecy"},
    "setup": {"rasa_sdk", "runtime"},
}
WATCHED = set(MAY_IMPORT) | {"rasa", "rasa_sdk", "benchmarks", "tests"}
MODULES = sorted(p for package in MAY_IMPORT for p in (ROOT / package).rglob("*.py"))
# Django writes migrations itself, at whatever length.
WRITTEN = [path for path in MODULES if path.parent.name != "migrations"]


def imported_packages(path: Path) -> set[str]:
    """Returns the top-level packages that a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_only_what_its_package_may(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    forbidden = (imported_packages(path) & WATCHED) - MAY_IMPORT[package] - {package}
    assert not forbidden, f"{package}/ must not import {sorted(forbidden)}"


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_has_at_most_300_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
