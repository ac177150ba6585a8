"""The Makefile, and the settings that the documents promise."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from setup.tasks import COMMANDS
from setup.terminal import PROJECT

_SETTING = re.compile(r"\bGUIDE_[A-Z]+(?:_[A-Z]+)*\b")
_CODE = ("actions", "channels", "components", "console", "encoder", "knowledge", "runtime", "setup", "stores")


def test_make_alone_prints_every_target() -> None:
    printed = subprocess.run(["make", "--no-print-directory"], cwd=PROJECT, capture_output=True, text=True).stdout
    targets = set(re.findall(r"^  make (\w+) ", printed, re.MULTILINE))
    assert targets == {*COMMANDS, "soak", "lock", "clean", "help"}
    makefile = (PROJECT / "Makefile").read_text()
    assert targets == set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))


def test_continuous_integration_runs_the_same_tests() -> None:
    script = PROJECT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert "make test" in script.read_text()


def settings_in(*paths: Path) -> set[str]:
    """Returns the settings that files name."""
    return {name for path in paths for name in _SETTING.findall(path.read_text(encoding="utf-8"))}


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    sources = [file for folder in _CODE for file in (PROJECT / folder).rglob("*.py")]
    used = settings_in(*sources, PROJECT / "credentials.yml", PROJECT / "endpoints.yml")
    assert used == settings_in(PROJECT / "docs" / "reference" / "settings.md")
    assert used == settings_in(PROJECT / ".env.example")


def test_only_settings_modules_read_the_environment() -> None:
    readers = {
        str(file.relative_to(PROJECT))
        for folder in _CODE
        for file in (PROJECT / folder).rglob("*.py")
        if re.search(r"environ(\.get\(|\[)\s*[\"']GUIDE_", file.read_text(encoding="utf-8"))
    }
    # The knowledge package has two settings, each read where it is used.
    allowed = {"knowledge/database.py", "knowledge/sources/institutions.py"}
    assert {name for name in readers if not name.endswith("/settings.py")} <= allowed
