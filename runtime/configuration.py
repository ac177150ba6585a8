"""Writes the credentials and endpoints that the server starts with from the templates at the top level."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

_VARIABLE = re.compile(r"\$\{(\w+)\}")
_BLOCK_START = re.compile(r"^[^\s#]")


def write(template: Path, target: Path, values: Mapping[str, str]) -> None:
    """Writes a template's blocks whose variables all have a value, for its owner alone, whole or not at all.

    Rasa stops on any unset `${VAR}`, so an unused channel may not stand in the file. The values themselves
    stay out of it: Rasa reads them from the environment.
    """
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(render(template.read_text(encoding="utf-8"), values))
    unfinished.replace(target)


def render(template: str, values: Mapping[str, str]) -> str:
    """Returns the template without comments and without the blocks that name a variable without value."""
    kept = [block for block in _blocks(template) if all(values.get(name) for name in _VARIABLE.findall(block))]
    return "".join(kept)


def half_set(template: str, values: Mapping[str, str], given: Mapping[str, str]) -> dict[str, list[str]]:
    """Returns the blocks that somebody has begun to set up, with the variables that they lack.

    A block is begun when a variable of it was given that no complete block uses. `values` is what the blocks are
    filled with, so that it has defaults, and nothing for what was given and means "off".
    """
    named = {block.partition(":")[0]: list(dict.fromkeys(_VARIABLE.findall(block))) for block in _blocks(template)}
    lacking = {block: [name for name in names if not values.get(name)] for block, names in named.items()}
    used = {name for block, names in named.items() if not lacking[block] for name in names}
    return {
        block: missing
        for block, missing in lacking.items()
        if missing and any(given.get(name) and values.get(name) and name not in used for name in named[block])
    }


def _blocks(template: str) -> list[str]:
    """Splits YAML at the lines that begin at the margin; comments and empty lines are left out."""
    blocks: list[list[str]] = []
    for line in template.splitlines(keepends=True):
        if line.lstrip().startswith("#") or not line.strip():
            continue
        if _BLOCK_START.match(line):
            blocks.append([])
        if blocks:
            blocks[-1].append(line)
    return ["".join(block) for block in blocks]
