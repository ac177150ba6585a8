"""Reading the OEWS release: names, footnotes, and a release that is not the expected one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from knowledge.figures import Figure, Period
from knowledge.sources import SourceError, oews


@pytest.mark.parametrize(
    ("code", "area_type", "name", "area"),
    [
        ("0000000", "N", "National", oews.Area("US", "nation", "United States", ())),
        ("0600000", "S", "California", oews.Area("CA", "state", "California", ("CA",))),
        ("0012420", "M", "Austin, TX", oews.Area("0012420", "metro", "Austin, TX", ("TX",))),
        (
            "0047900", "M", "Washington-Arlington, DC-VA-MD-WV",
            oews.Area("0047900", "metro", "Washington-Arlington, DC-VA-MD-WV", ("DC", "VA", "MD", "WV")),
        ),
        (
            "3900002", "M", "North Northeastern Ohio nonmetropolitan area (noncontiguous)",
            oews.Area(
                "3900002", "nonmetro", "North Northeastern Ohio nonmetropolitan area (noncontiguous)", ("OH",)
            ),
        ),
    ],
)  # fmt: skip
def test_read_area(code: str, area_type: str, name: str, area: oews.Area) -> None:
    assert oews.read_area(code, area_type, name) == area


@pytest.mark.parametrize(
    ("value", "footnote", "period", "figure"),
    [
        ("140300", None, "year", Figure(140_300, "published", "year")),
        ("67.45", None, "hour", Figure(67.45, "published", "hour")),
        ("-", "8", "year", Figure(None, "suppressed", "year")),
        ("-", "5", "hour", Figure(None, "top_coded", "hour")),
    ],
)
def test_decode(value: str, footnote: str | None, period: Period, figure: Figure) -> None:
    assert oews.decode(value, footnote, period) == figure


@pytest.mark.parametrize(("value", "footnote"), [("-", None), ("-", "4"), ("100000", "5"), (None, None)])
def test_a_value_without_a_known_meaning_is_refused(value: str | None, footnote: str | None) -> None:
    with pytest.raises(SourceError, match="no known meaning"):
        oews.decode(value, footnote, "year")


def test_a_changed_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oews, "FILE_SHA256", "0" * 64)
    with pytest.raises(SourceError, match=r"oews-2025.sqlite.gz .* has changed: SHA-256 is 3966d23d.*data_sources"):
        oews.read()


def test_another_release_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "oews.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE meta (name, value)")
        connection.execute("INSERT INTO meta VALUES ('release', 'May 2026')")
    connection.close()
    with pytest.raises(SourceError, match="release 'May 2026', expected 'May 2025'"):
        oews.read_database(file)
