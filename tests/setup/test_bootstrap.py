"""The part of the set-up that runs before there is an environment."""

from __future__ import annotations

import ast
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from setup import bootstrap, interpreters, package_index
from setup.terminal import PROJECT, SetupError, run_step, tail

ANY_PYTHON = ("__init__", "__main__", "bootstrap", "interpreters", "package_index", "settings", "terminal")


def write_script(path: Path, text: str) -> Path:
    """Makes an executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.mark.parametrize("module", ANY_PYTHON)
def test_what_runs_first_is_python_3_8_and_standard_library(module: str) -> None:
    tree = ast.parse((PROJECT / "setup" / f"{module}.py").read_text(), feature_version=(3, 8))
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            top, _, rest = name.partition(".")
            assert top in sys.stdlib_module_names or (top == "setup" and rest in ("", *ANY_PYTHON)), name


def test_a_python_that_does_not_run_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_script(tmp_path / "shims" / "python3.10", "echo 'pyenv: python3.10: command not found' >&2; exit 127")
    write_script(tmp_path / "old" / "python3.10", "echo 3.9 True -")
    write_script(tmp_path / "poor" / "python3.10", "echo 3.10 True ssl,lzma")
    good = write_script(tmp_path / "pyenv" / "versions" / "3.10.9" / "bin" / "python3.10", "echo 3.10 True -")
    write_script(tmp_path / "pyenv" / "versions" / "3.10.2" / "bin" / "python3.10", "echo 3.10 True -")
    monkeypatch.setattr(sys, "version_info", (3, 11, 2))
    monkeypatch.setenv("PATH", os.pathsep.join(str(tmp_path / name) for name in ("shims", "old", "poor")))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setenv("HOME", str(tmp_path))
    found, passed_over = interpreters.find_python310()
    assert found == str(good)
    assert len(passed_over) == 1
    assert "lacks ssl, lzma" in passed_over[0]


def test_this_python_has_all_that_is_needed() -> None:
    assert interpreters.probe(sys.executable) == ("3.10", [])


def test_uv_is_told_what_pip_is_told(tmp_path: Path) -> None:
    config = tmp_path / "pip.conf"
    config.write_text(
        "[global]\nindex-url = https://mirror.example/simple\nextra-index-url = file:///a/simple file:///b/simple\n"
        "find-links = /wheels\ncert = /ca.pem\n[install]\ncert = /other.pem\n"
    )
    clean = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PIP_CONFIG_FILE": str(config)}
    result = package_index.uv_environment(clean, _python_with_pip())
    assert result["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    assert result["UV_INDEX"] == "file:///a/simple file:///b/simple"
    assert result["UV_INDEX_STRATEGY"] == "unsafe-best-match"
    assert result["UV_FIND_LINKS"] == "/wheels"
    assert result["SSL_CERT_FILE"] == "/other.pem"
    assert (
        package_index.uv_environment({**clean, "UV_DEFAULT_INDEX": "x"}, _python_with_pip())["UV_DEFAULT_INDEX"] == "x"
    )
    assert (
        package_index.uv_environment({**clean, "PIP_CERT": "/env.pem"}, _python_with_pip())["SSL_CERT_FILE"]
        == "/env.pem"
    )


def _python_with_pip() -> str:
    """Returns an interpreter with pip; the environment itself has none, as uv needs none."""
    base = Path(sys.base_prefix) / "bin" / "python3"
    assert subprocess.run([base, "-m", "pip", "--version"], capture_output=True).returncode == 0
    return str(base)


def test_a_taken_port_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        monkeypatch.setenv("GUIDE_ACTIONS_PORT", str(port))
        monkeypatch.setenv("GUIDE_PORT", _free_port())
        with pytest.raises(SetupError, match=rf"Port {port} is not free for the action server.*GUIDE_ACTIONS_PORT="):
            bootstrap.refuse_taken_ports()


def _free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@pytest.mark.parametrize("value", ["0", "65536", "http", "-1"])
def test_a_port_that_is_none_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIDE_PORT", value)
    with pytest.raises(SetupError, match=f"GUIDE_PORT={value} is not a port"):
        bootstrap.refuse_taken_ports()


def test_without_venv_and_pip_the_command_that_helps_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "_first_that", lambda statement: None)
    with pytest.raises(SetupError, match="sudo apt-get install python3-venv"):
        bootstrap._python_with_pip()


def test_another_machine_is_refused_with_what_is_supported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap.platform, "machine", lambda: "aarch64")
    with pytest.raises(SetupError, match=r"aarch64.*Linux on x86-64 with glibc 2\.31"):
        bootstrap._check_machine()
    monkeypatch.setattr(bootstrap.platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(bootstrap.platform, "libc_ver", lambda: ("glibc", "2.28"))
    with pytest.raises(SetupError, match=r"glibc 2\.28 is too old"):
        bootstrap._check_machine()


def test_a_step_that_fails_shows_the_end_of_its_log() -> None:
    with pytest.raises(
        SetupError, match=r"(?s)trying failed after 0 s.*build/logs/test-step.log.*\n    last\nDo this\."
    ):
        run_step("trying", ["sh", "-c", "echo first; echo last; exit 3"], "test-step", "Do this.")
    with pytest.raises(SetupError, match="could not start"):
        run_step("trying", ["/no/such/program"], "test-step", "Do this.")


def test_the_cause_of_a_long_traceback_is_shown_too() -> None:
    script = "echo ValueError: the cause; seq 40; echo x.Error: end; exit 1"
    with pytest.raises(SetupError, match=r"(?s)    ValueError: the cause\n    …\n.*    x\.Error: end"):
        run_step("trying", ["sh", "-c", script], "test-step", "Do this.")


def test_of_a_progress_bar_only_the_last_state_is_shown(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"one\r\n\n10%\r50%\r100%\ntwo")
    assert tail(log, 3) == ["one", "100%", "two"]
