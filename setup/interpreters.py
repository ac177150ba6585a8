"""Finds a Python 3.10, the last that Rasa 3.6 runs on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Iterator, List, Optional, Tuple

# A Python built without one of these starts, but cannot run the assistant.
NEEDED_MODULES = ("bz2", "ctypes", "hashlib", "lzma", "sqlite3", "ssl", "zlib")

_PROBE = (
    "import sys, importlib\n"
    "missing = []\n"
    "for name in {names!r}:\n"
    "    try: importlib.import_module(name)\n"
    "    except ImportError: missing.append(name)\n"
    "print('%d.%d' % sys.version_info[:2], sys.maxsize > 2 ** 32, ','.join(missing) or '-')\n"
).format(names=NEEDED_MODULES)


def find_python310() -> Tuple[Optional[str], List[str]]:
    """Returns the path of a Python 3.10 that really runs, or None, and why others were passed over."""
    passed_over = []
    seen = set()
    for candidate in _candidates():
        real = os.path.realpath(candidate)
        # A pyenv shim is one script under many names, so only the path as found tells them apart.
        if candidate in seen or not os.access(candidate, os.X_OK):
            continue
        seen.add(candidate)
        answer = probe(candidate)
        if answer is None or answer[0] != "3.10":
            continue
        if answer[1]:
            passed_over.append("{} lacks {}".format(real, ", ".join(answer[1])))
            continue
        return candidate, passed_over
    return None, passed_over


def probe(python: str) -> Optional[Tuple[str, List[str]]]:
    """Returns an interpreter's version ("3.10") and the modules it lacks, or None if it does not run."""
    try:
        result = subprocess.run(
            [python, "-I", "-c", _PROBE],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            timeout=30,
            universal_newlines=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    words = result.stdout.split()
    if result.returncode != 0 or len(words) != 3 or words[1] != "True":
        return None
    return words[0], [] if words[2] == "-" else words[2].split(",")


def _candidates() -> Iterator[str]:
    if sys.version_info[:2] == (3, 10):
        yield sys.executable
    folders = [folder for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    for name in ("python3.10", "python3", "python"):
        for folder in folders:
            yield os.path.join(folder, name)
    for root in (os.environ.get("PYENV_ROOT"), os.path.expanduser("~/.pyenv")):
        if root:
            for version in sorted(Path(root, "versions").glob("3.10.*"), key=_patch_number, reverse=True):
                yield str(version / "bin" / "python3.10")
    for folder in ("/usr/local/bin", "/usr/bin", "/opt/python/cp310-cp310/bin"):
        yield os.path.join(folder, "python3.10")


def _patch_number(folder: Path) -> int:
    match = re.match(r"3\.10\.(\d+)", folder.name)
    return int(match.group(1)) if match else -1
