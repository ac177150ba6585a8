from __future__ import annotations

from knowledge import listing


def test_the_listing_has_ten_entries_and_seventeen_programs() -> None:
    entries = listing.entries()
    assert len(entries) == 10
    assert sum(len(entry.programs) for entry in entries) == 17
    assert [len(entry.programs) for entry in entries].count(0) == 1
    assert all(entry.question.endswith("?") for entry in entries)


def test_the_notice_is_the_articles_own() -> None:
    assert "may include sponsored content" in listing.notice()
