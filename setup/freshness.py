"""Tells whether something built is still what its sources would give, by content and never by date."""

from __future__ import annotations

import ast
import hashlib
import importlib.metadata
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from setup.terminal import PROJECT

STAMPS = PROJECT / "build" / "stamps"
# Above this size a file's hash is remembered by its size and time of change, as git does.
REMEMBERED_BYTES = 1 << 20


@dataclass(frozen=True)
class Stamp:
    """What a product was made from (input name to hash) and the hash of what came out."""

    inputs: dict[str, str]
    output: str


def read_stamp(name: str) -> Stamp | None:
    """Returns the stamp of the last build, or None when there is none that can be read."""
    try:
        content = json.loads((STAMPS / f"{name}.json").read_text(encoding="utf-8"))
        return Stamp(dict(content["inputs"]), str(content["output"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_stamp(name: str, stamp: Stamp) -> None:
    """Keeps a stamp, whole or not at all."""
    _write_whole(STAMPS / f"{name}.json", {"output": stamp.output, "inputs": stamp.inputs})


def difference(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """Returns the names of the inputs that are new, gone or changed."""
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


def file_hashes(paths: Iterable[Path]) -> dict[str, str]:
    """Returns the hashes of files and of all files below folders, by path in the project; no bytecode."""
    found = {}
    for path in paths:
        for file in sorted(_files(path)):
            name = str(file.relative_to(PROJECT)) if file.is_relative_to(PROJECT) else str(file)
            found[name] = file_hash(file)
    return found


def output_hash(paths: Iterable[Path]) -> str:
    """Returns one hash of all the files that a build left, or "" when one of the paths is not there."""
    paths = list(paths)
    if not all(path.exists() for path in paths):
        return ""
    return digest(json.dumps(file_hashes(paths), sort_keys=True))


def file_hash(file: Path) -> str:
    """Returns the SHA-256 of a file's content."""
    status = file.stat()
    if status.st_size < REMEMBERED_BYTES:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    memory = STAMPS / "hashes" / f"{digest(str(file))}.json"
    marks = [str(file), status.st_size, status.st_mtime_ns, status.st_ino]
    try:
        remembered = json.loads(memory.read_text(encoding="utf-8"))
        if remembered["marks"] == marks:
            return str(remembered["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    with file.open("rb") as stream:
        total = hashlib.sha256()
        while block := stream.read(1 << 20):
            total.update(block)
    _write_whole(memory, {"marks": marks, "sha256": total.hexdigest()})
    return total.hexdigest()


def package_hash(distribution: str) -> str:
    """Returns one hash of the files of an installed package, its data files included."""
    installed = importlib.metadata.distribution(distribution)
    files = [file for file in installed.files or () if file.suffix != ".pyc" and file.parts[0] != ".."]
    # RECORD and what installers add beside it differ between installations of one wheel.
    content = [file for file in files if not file.parts[0].endswith(".dist-info") or file.name == "METADATA"]
    return digest(json.dumps([[str(file), file_hash(Path(str(file.locate())))] for file in sorted(content)]))


def package_version(distribution: str) -> str:
    """Returns the version of an installed package."""
    return importlib.metadata.version(distribution)


def modules_behind(entry_modules: Iterable[str]) -> set[Path]:
    """Returns the project's source files that importing these modules can run, at any depth."""
    found: set[Path] = set()
    waiting = list(entry_modules)
    while waiting:
        for file in _module_files(waiting.pop()):
            if file not in found:
                found.add(file)
                waiting.extend(_imported_names(file))
    return found


def digest(text: str) -> str:
    """Returns the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        for file in path.rglob("*"):
            if file.is_file() and file.suffix != ".pyc" and not file.name.startswith("."):
                yield file


def _module_files(name: str) -> list[Path]:
    """Returns the file of a module of ours and of the packages above it; nothing for other modules."""
    parts = name.split(".")
    files = []
    for depth in range(1, len(parts) + 1):
        base = PROJECT.joinpath(*parts[:depth])
        for file in (base / "__init__.py", base.with_suffix(".py")):
            if file.is_file():
                files.append(file)
    return files


@cache
def _imported_names(file: Path) -> tuple[str, ...]:
    """Returns every name that a file imports, those from a package too: they may be modules."""
    names: list[str] = []
    package = file.parent.relative_to(PROJECT).parts
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.extend(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            names.append(base)
            names.extend(f"{base}.{alias.name}" for alias in node.names)
    return tuple(names)


def _write_whole(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    unfinished.replace(path)
