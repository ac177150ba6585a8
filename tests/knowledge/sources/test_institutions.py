"""The optional file: where it is looked for, and that only the expected one is taken."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from knowledge.sources import SourceError, institutions


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """Serves tmp_path/served on loopback and gives its address."""
    (tmp_path / "served").mkdir()
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path / "served"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/institutions.parquet"
        server.shutdown()


@pytest.fixture
def small_file(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A file of two schools in the form of the real one, taken for the expected one."""
    columns = {
        "unitid": ["100654", "100690"],
        "city": ["Normal", "Montgomery"],
        "school_url": ["www.aamu.edu/", None],
        "completion_rate": [0.2403, None],
        "net_price_avg": [17621.0, None],
        "net_price_0_30k": [16500.0, None],
        "net_price_30_48k": [16387.0, None],
        "net_price_48_75k": [19622.0, None],
        "net_price_75_110k": [21680.0, None],
        "net_price_110k_plus": [None, None],
    }
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), sink)
    content: bytes = sink.getvalue().to_pybytes()
    monkeypatch.setattr(institutions, "FILE_SHA256", hashlib.sha256(content).hexdigest())
    monkeypatch.setattr(institutions, "ROW_COUNT", 2)
    return content


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("www.aamu.edu/", "https://www.aamu.edu/"),
        ("https://www.uab.edu/", "https://www.uab.edu/"),
        ("http://example.edu/a?b=c", "http://example.edu/a?b=c"),
        ("  example.edu ", "https://example.edu"),
        ("javascript:alert(1)", None),
        ("ftp://example.edu", None),
        ("https://user@example.edu", None),
        ("not a site", None),
        ("", None),
        (None, None),
    ],
)
def test_clean_url(written: str | None, url: str | None) -> None:
    assert institutions.clean_url(written) == url


def test_switched_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIDE_INSTITUTIONS", "none")
    said: list[str] = []
    assert institutions.read(tmp_path / "cache", said.append) == {}
    assert "without city, site and net price" in said[0]


def test_unreachable_address_is_said_and_gone_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GUIDE_INSTITUTIONS", raising=False)
    monkeypatch.setattr(institutions, "URL", "http://127.0.0.1:9/institutions.parquet")
    said: list[str] = []
    assert institutions.read(tmp_path / "cache", said.append) == {}
    assert "not reachable" in said[0]


def test_a_fetched_file_is_kept(
    served: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_file: bytes
) -> None:
    (tmp_path / "served" / "institutions.parquet").write_bytes(small_file)
    monkeypatch.delenv("GUIDE_INSTITUTIONS", raising=False)
    monkeypatch.setattr(institutions, "URL", served)
    prices = (17_621, 16_500, 16_387, 19_622, 21_680, None)
    expected = {
        "100654": institutions.Details("Normal", "https://www.aamu.edu/", 0.2403, prices),
        "100690": institutions.Details("Montgomery", None, None, (None,) * 6),
    }
    assert institutions.read(tmp_path / "cache", print) == expected
    monkeypatch.setattr(institutions, "URL", "http://127.0.0.1:9/institutions.parquet")
    assert institutions.read(tmp_path / "cache", print) == expected


def test_a_fetched_file_must_be_the_expected_one(served: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "served" / "institutions.parquet").write_bytes(b"something else")
    monkeypatch.delenv("GUIDE_INSTITUTIONS", raising=False)
    monkeypatch.setattr(institutions, "URL", served)
    with pytest.raises(SourceError, match="institutions.parquet from http.* has changed"):
        institutions.read(tmp_path / "cache", print)
    assert not (tmp_path / "cache").exists()


def test_a_named_file_must_exist_and_be_the_expected_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "mine.parquet"
    monkeypatch.setenv("GUIDE_INSTITUTIONS", str(file))
    with pytest.raises(SourceError, match="mine.parquet, which is not a file"):
        institutions.read(tmp_path / "cache", print)
    file.write_bytes(b"something else")
    with pytest.raises(SourceError, match="has changed"):
        institutions.read(tmp_path / "cache", print)
