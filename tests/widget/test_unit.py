"""The widget's own tests: types of source and tests, and the parts that need no browser, under Node."""

from __future__ import annotations

from pathlib import Path

import pytest

from setup import widget
from setup.terminal import PROJECT

UNIT = PROJECT / "tests" / "widget" / "unit"


@pytest.mark.usefixtures("widget_file")
def test_types_of_source_and_tests() -> None:
    widget.run("node_modules/.bin/tsc", "--noEmit", "-p", "tsconfig.tests.json")


@pytest.mark.usefixtures("widget_file")
def test_parts_without_a_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTRACT", str(PROJECT / "tests" / "contract" / "messages.json"))
    tests = [str(path) for path in sorted(UNIT.glob("*.test.ts"))]
    options = ("--bundle", "--platform=node", "--format=esm", "--out-extension:.js=.mjs", f"--outdir={tmp_path}")
    widget.run("node_modules/.bin/esbuild", *tests, *options, "--log-level=error")
    widget.run("node", "--test", *(str(path) for path in sorted(tmp_path.glob("*.mjs"))))


def test_the_lock_names_no_registry() -> None:
    lock = (PROJECT / "widget" / "package-lock.json").read_text()
    assert "resolved" not in lock and "registry" not in lock
    assert lock.count('"integrity"') == lock.count('"node_modules/')


def test_no_module_has_more_than_300_lines() -> None:
    for path in [*(PROJECT / "widget" / "src").iterdir(), *UNIT.iterdir()]:
        assert path.suffix == ".css" or len(path.read_text().splitlines()) <= 300, path.name
