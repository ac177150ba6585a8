"""Freshness by content: what counts as a change, and what does not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from setup import freshness
from setup.terminal import PROJECT


@pytest.fixture(autouse=True)
def _own_stamps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freshness, "STAMPS", tmp_path / "stamps")


@pytest.mark.parametrize("size", [10, freshness.REMEMBERED_BYTES + 1], ids=["small", "large"])
def test_a_file_is_known_by_its_content_and_not_by_its_date(tmp_path: Path, size: int) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"a" * size)
    before = freshness.file_hash(file)
    os.utime(file, (1, 1))
    assert freshness.file_hash(file) == before
    file.write_bytes(b"b" * size)
    assert freshness.file_hash(file) != before


def test_a_large_file_of_the_same_size_and_date_is_not_read_again(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"a" * (freshness.REMEMBERED_BYTES + 1))
    first, date = freshness.file_hash(file), file.stat().st_mtime_ns
    file.write_bytes(b"b" * (freshness.REMEMBERED_BYTES + 1))
    os.utime(file, ns=(date, date))
    assert freshness.file_hash(file) == first


def test_an_output_that_is_not_there_has_no_hash(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("1")
    assert freshness.output_hash([tmp_path / "one"])
    assert freshness.output_hash([tmp_path / "one", tmp_path / "two"]) == ""


def test_a_folder_counts_its_files_but_not_bytecode(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "__pycache__").mkdir(parents=True)
    (folder / "a.txt").write_text("a")
    before = freshness.output_hash([folder])
    (folder / "__pycache__" / "a.pyc").write_text("x")
    assert freshness.output_hash([folder]) == before
    (folder / "b.txt").write_text("b")
    assert freshness.output_hash([folder]) != before


def test_the_differences_are_named() -> None:
    before, now = {"same": "1", "changed": "1", "gone": "1"}, {"same": "1", "changed": "2", "new": "1"}
    assert freshness.difference(before, now) == ["changed", "gone", "new"]


def test_a_stamp_survives_and_a_damaged_one_counts_as_none() -> None:
    stamp = freshness.Stamp({"a": "1"}, "2")
    freshness.write_stamp("thing", stamp)
    assert freshness.read_stamp("thing") == stamp
    (freshness.STAMPS / "thing.json").write_text("{")
    assert freshness.read_stamp("thing") is None


def test_modules_are_followed_into_their_helpers_and_no_further() -> None:
    files = {str(file.relative_to(PROJECT)) for file in freshness.modules_behind(["encoder.build"])}
    assert {"encoder/__init__.py", "encoder/build.py", "encoder/graph.py", "encoder/weights.py"} <= files
    assert all(file.startswith("encoder/") for file in files)


def test_relative_imports_and_modules_taken_from_packages_are_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freshness, "PROJECT", tmp_path)
    package = tmp_path / "ours" / "inner"
    package.mkdir(parents=True)
    (tmp_path / "ours" / "__init__.py").write_text("")
    (tmp_path / "ours" / "start.py").write_text("import json\nfrom .inner import one\n")
    (package / "__init__.py").write_text("")
    (package / "one.py").write_text("from .. import other\ndef late():\n    from ours.inner.two import X\n")
    (package / "two.py").write_text("X = 1\n")
    (package / "unused.py").write_text("")
    (tmp_path / "ours" / "other.py").write_text("")
    names = {str(file.relative_to(tmp_path)) for file in freshness.modules_behind(["ours.start"])}
    inner = {f"ours/inner/{name}.py" for name in ("__init__", "one", "two")}
    assert names == {"ours/__init__.py", "ours/start.py", "ours/other.py"} | inner


def test_a_package_is_known_by_the_content_of_its_files(monkeypatch: pytest.MonkeyPatch) -> None:
    before = freshness.package_hash("iniconfig")
    assert before == freshness.package_hash("iniconfig")
    real = freshness.file_hash
    monkeypatch.setattr(freshness, "file_hash", lambda file: real(file) + str(file.name == "__init__.py"))
    assert freshness.package_hash("iniconfig") != before
