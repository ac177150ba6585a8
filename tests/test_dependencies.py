"""The list of known findings is about the versions that we have."""

from __future__ import annotations

import re

from setup.terminal import PROJECT

LOCKED = dict(
    re.findall(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==(\S+)", (PROJECT / "requirements.lock").read_text(), re.MULTILINE)
)
PAGE = (PROJECT / "docs" / "reference" / "dependencies.md").read_text(encoding="utf-8")


def test_every_finding_is_about_a_version_in_the_lock_and_says_whether_it_is_reached() -> None:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line[:1] == "|"][2:]
    assert len(rows) >= 8
    for finding, package, version, held_by, reached in rows:
        assert LOCKED.get(package) == version, f"{package} is {LOCKED.get(package)} now: look its findings up again"
        assert finding and held_by and len(reached) > 20, package


def test_the_list_says_when_it_was_made() -> None:
    assert re.search(r"^As of 20\d\d-\d\d-\d\d\.", PAGE, re.MULTILINE)
