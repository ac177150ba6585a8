"""Approved corrections into the training data: what would be written, as files or as a patch."""

from __future__ import annotations

import difflib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from console.corrections import deciding, training
from console.corrections.training import RefusedError, Training
from console.models import Correction


@dataclass(frozen=True)
class Plan:
    """What an export would do.

    Attributes:
        accepted: the corrections that become examples.
        refused: those that may not any more, each with the reason.
        files: by path: text before and after.
    """

    training: Training
    accepted: list[Correction]
    refused: list[tuple[Correction, str]]
    files: dict[Path, tuple[str, str]]

    def patch(self) -> str:
        """Returns the change for `git apply`, with paths seen from the project."""
        parts: list[str] = []
        project = self.training.folder.parent.parent
        for path, (before, after) in self.files.items():
            name = path.relative_to(project).as_posix()
            old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
            parts += difflib.unified_diff(old, new, f"a/{name}", f"b/{name}")
        return "".join(parts)

    def write(self) -> None:
        """Writes the files, each whole or not at all."""
        for path, (_, after) in self.files.items():
            with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as unfinished:
                unfinished.write(after)
            os.chmod(unfinished.name, path.stat().st_mode)
            os.replace(unfinished.name, path)


def plan(known: Training) -> Plan:
    """Returns what an export of all approved corrections would do; what has become forbidden since is refused."""
    accepted: list[Correction] = []
    refused: list[tuple[Correction, str]] = []
    for correction in Correction.objects.filter(state=Correction.APPROVED).order_by("label", "at", "key"):
        try:
            known.check(deciding.example_of(correction))
        except RefusedError as refusal:
            refused.append((correction, str(refusal)))
        else:
            accepted.append(correction)
    files = training.written(known, [deciding.example_of(correction) for correction in accepted])
    return Plan(known, accepted, refused, files)
