"""What makes a fact unfit to be said: each case names the fact."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.sources import SourceError, facts

FACT: dict[str, Any] = {
    "id": "ooh-cirs-outlook",
    "topic": "ask_outlook",
    "statement": "Employment is projected\n to grow.",
    "values": {"growth_pct": 20, "period": "2024 to 2034"},
    "as_of": "2024-34",
    "checked": "2026-11-22",
    "source_name": "BLS",
    "source_url": "https://www.bls.gov/ooh/",
    "article": False,
}


def written(folder: Path, *entries: dict[str, Any]) -> Path:
    """Writes a file of facts into the folder."""
    (folder / "some.yml").write_text(yaml.safe_dump({"facts": list(entries)}), encoding="utf-8")
    return folder


def test_reads_a_fact(tmp_path: Path) -> None:
    (fact,) = facts.read(written(tmp_path, FACT))
    assert fact.id == "ooh-cirs-outlook"
    assert fact.statement == "Employment is projected to grow."
    assert fact.values == {"growth_pct": 20, "period": "2024 to 2034"}
    assert (fact.article, fact.status, fact.superseded_by) == (False, None, ())


def test_an_unquoted_date_is_a_date(tmp_path: Path) -> None:
    (tmp_path / "some.yml").write_text(yaml.safe_dump({"facts": [FACT]}).replace("'2026-11-22'", "2026-11-22"))
    assert facts.read(tmp_path)[0].checked == "2026-11-22"


def test_facts_come_by_id_from_all_files(tmp_path: Path) -> None:
    written(tmp_path, FACT)
    (tmp_path / "other.yml").write_text(yaml.safe_dump({"facts": [FACT | {"id": "a"}]}))
    assert [fact.id for fact in facts.read(tmp_path)] == ["a", "ooh-cirs-outlook"]


@pytest.mark.parametrize("key", ["topic", "statement", "as_of", "checked", "source_name", "source_url"])
@pytest.mark.parametrize("empty", [None, "", "  "])
def test_a_fact_without_what_it_needs_is_refused(tmp_path: Path, key: str, empty: str | None) -> None:
    with pytest.raises(SourceError, match=f"the fact ooh-cirs-outlook has no {key}"):
        facts.read(written(tmp_path, FACT | {key: empty}))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"checked": "last week"}, "was checked 'last week'"),
        ({"source_url": "bls"}, "no web address"),
        ({"article": "yes"}, "true or false"),
        ({"status": "old"}, "unknown status 'old'"),
        ({"confidence": "secondary"}, "unknown keys confidence"),
        ({"values": [1]}, "no mapping"),
        ({"values": {"day": __import__("datetime").date(2026, 1, 1)}}, "quote dates"),
        ({"superseded_by": ["gone"]}, "superseded by gone"),
    ],
)
def test_a_malformed_fact_is_refused(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    with pytest.raises(SourceError, match=f"ooh-cirs-outlook.*{message}"):
        facts.read(written(tmp_path, FACT | change))


@pytest.mark.parametrize("name", [None, "Has Blanks", 7])
def test_a_fact_without_a_usable_id_is_refused(tmp_path: Path, name: object) -> None:
    with pytest.raises(SourceError, match="a fact has the id"):
        facts.read(written(tmp_path, FACT | {"id": name}))


def test_an_id_stands_once(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="ooh-cirs-outlook stands twice"):
        facts.read(written(tmp_path, FACT, FACT))


@pytest.mark.parametrize("content", ["facts: {}", "- id: x", "facts: [x]", "", "facts: ["])
def test_a_file_without_a_list_of_facts_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "odd.yml").write_text(content)
    with pytest.raises(SourceError, match="odd.yml"):
        facts.read(tmp_path)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no facts"):
        facts.read(tmp_path)
