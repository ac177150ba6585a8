"""From any Python to an environment that holds exactly what `requirements.lock` names."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Dict, List, Optional, Tuple

from setup import settings
from setup.interpreters import find_python310, probe
from setup.package_index import main_index_only, uv_environment
from setup.terminal import PROJECT, SetupError, run_step, say

ENVIRONMENT = PROJECT / ".venv"
ENVIRONMENT_PYTHON = ENVIRONMENT / "bin" / "python"
LOCK = PROJECT / "requirements.lock"
# Inside the environment, so that it goes when the environment goes.
LOCK_STAMP = ENVIRONMENT / ".requirements-lock-sha256"

PRIVATE_UV = PROJECT / ".venv-uv"
OLDEST_UV = (0, 5)
OLDEST_GLIBC = (2, 31)

# Kept stable, so that the file's header names no machine.
_COMPILE = (
    "pip", "compile", "--quiet", "--python-version", "3.10", "--python-platform", "x86_64-manylinux_2_31",
    "--generate-hashes", "--no-emit-index-url", "--custom-compile-command", "make lock",
    "pyproject.toml", "-o", "requirements.lock",
)  # fmt: skip


def ensure_environment() -> Path:
    """Makes `.venv` hold what the lock names, if it does not yet, and returns its interpreter.

    Raises:
        SetupError: on an unsupported machine, or when Python 3.10, uv or a package cannot be had.
    """
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    answer = probe(str(ENVIRONMENT_PYTHON)) if ENVIRONMENT_PYTHON.exists() else None
    if answer and answer[0] == "3.10" and LOCK_STAMP.exists() and LOCK_STAMP.read_text().strip() == wanted:
        return ENVIRONMENT_PYTHON
    _check_machine()
    uv, environment = _uv()
    if not answer or answer[0] != "3.10":
        _make_environment(uv, environment)
    LOCK_STAMP.unlink(missing_ok=True)
    run_step(
        "installing the packages of requirements.lock",
        [uv, "pip", "sync", "--python", str(ENVIRONMENT_PYTHON), "--require-hashes", str(LOCK)],
        "packages",
        "Check that this machine reaches its package index (try: {} -m pip download --no-deps uv), then run "
        "the command again; what is downloaded already is kept.".format(os.path.basename(sys.executable)),
        environment,
    )
    LOCK_STAMP.write_text(wanted + "\n")
    return ENVIRONMENT_PYTHON


def lock_requirements() -> None:
    """Writes `requirements.lock` anew from `pyproject.toml`; pins that still fit are kept."""
    uv, environment = _uv()
    run_step(
        "resolving pyproject.toml",
        [uv, *_COMPILE],
        "lock",
        "Change the requirement in pyproject.toml that does not resolve.",
        main_index_only(environment),
    )
    say("requirements.lock is up to date with pyproject.toml")


def refuse_taken_ports() -> None:
    """Checks the servers' ports before minutes of set-up are spent on a start that cannot work.

    Raises:
        SetupError: naming the port and the setting that chooses another.
    """
    for variable, port, server in (
        ("GUIDE_PORT", settings.assistant_port(), "assistant"),
        ("GUIDE_ACTIONS_PORT", settings.actions_port(), "action server"),
        ("GUIDE_CONSOLE_PORT", settings.console_port(), "console"),
    ):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", port))
            except OSError as error:
                raise SetupError(
                    "Port {0} is not free for the {1} ({2}). Stop the program that holds it (perhaps a guide "
                    "that runs already; see: ss -ltnp 'sport = :{0}'), or choose another port: "
                    "{3}={4} make run".format(port, server, error.strerror, variable, port % 64000 + 1000)
                ) from error


def _check_machine() -> None:
    name, version = platform.libc_ver()
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    if platform.system() != "Linux" or platform.machine() != "x86_64" or name != "glibc":
        raise SetupError(
            "This machine is {} {}{}. The packages that Rasa 3.6 needs exist for Linux on x86-64 with glibc "
            "{}.{} or newer; use such a machine or a container of Debian 11 or newer.".format(
                platform.system(), platform.machine(), "" if name else " without glibc", *OLDEST_GLIBC
            )
        )
    if numbers < OLDEST_GLIBC:
        raise SetupError(
            "glibc {} is too old: {}.{} or newer is needed (Debian 11, Ubuntu 20.04, RHEL 9).".format(
                version, *OLDEST_GLIBC
            )
        )


def _make_environment(uv: str, environment: Dict[str, str]) -> None:
    python, passed_over = find_python310()
    if ENVIRONMENT.exists():
        say("  .venv has no working Python 3.10: made anew")
        shutil.rmtree(ENVIRONMENT)
    for reason in passed_over:
        say("  passed over: " + reason)
    if python is None:
        run_step(
            "no Python 3.10 on this machine: downloading one",
            [uv, "python", "install", "3.10"],
            "python",
            "Install Python 3.10 by other means (pyenv install 3.10; on Ubuntu 22.04: sudo apt-get install "
            "python3.10) and run the command again.",
            environment,
        )
        python = "3.10"
    run_step(
        "making .venv with Python 3.10",
        [uv, "venv", "--quiet", "--python", python, str(ENVIRONMENT)],
        "environment",
        "Check that the folder is writable and the disk is not full.",
        environment,
    )


def _uv() -> Tuple[str, Dict[str, str]]:
    """Returns a uv that is new enough and the environment to run it in; installs one from PyPI if need be."""
    private = PRIVATE_UV / "bin" / "uv"
    found = [path for path in (str(private), shutil.which("uv")) if path and _is_new_enough(path)]
    if found:
        uv = found[0]
    else:
        _install_uv()
        uv = str(private)
    pip_owner = str(PRIVATE_UV / "bin" / "python")
    return uv, uv_environment(dict(os.environ), pip_owner if os.path.exists(pip_owner) else sys.executable)


def _is_new_enough(uv: str) -> bool:
    try:
        text = subprocess.run(
            [uv, "--version"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            universal_newlines=True,
            timeout=30,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return False
    return tuple(int(part) for part in re.findall(r"\d+", text)[:2]) >= OLDEST_UV


def _install_uv() -> None:
    """Installs uv into a private environment, with pip's own configuration as it stands."""
    if PRIVATE_UV.exists():
        shutil.rmtree(PRIVATE_UV)
    target = ["--target", str(PRIVATE_UV)]
    python = _python_with_venv()
    if python:
        run_step(
            "making a private environment for uv",
            [python, "-m", "venv", str(PRIVATE_UV)],
            "uv-environment",
            "Check that the folder is writable and the disk is not full.",
        )
        python, target = str(PRIVATE_UV / "bin" / "python"), []
    else:
        python = _python_with_pip()
    run_step(
        "installing uv",
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *target, "uv"],
        "uv",
        "Check that pip reaches its package index, or install uv yourself (https://docs.astral.sh/uv), then "
        "run the command again.",
    )


def _python_with_venv() -> Optional[str]:
    # Debian splits the module that fills a new environment with pip into a package of its own.
    return _first_that("import ensurepip, venv")


def _python_with_pip() -> str:
    python = _first_that("import pip")
    if python is None:
        raise SetupError(
            "uv is not installed, and no Python here can install it: {} has neither venv nor pip. On Debian "
            "and Ubuntu: sudo apt-get install python3-venv".format(sys.executable)
        )
    return python


def _first_that(statement: str) -> Optional[str]:
    candidates: List[str] = [sys.executable]
    python310, _ = find_python310()
    if python310:
        candidates.append(python310)
    for candidate in candidates:
        result = subprocess.run(
            [candidate, "-c", statement],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
        )
        if result.returncode == 0:
            return candidate
    return None
