"""When somebody of the team is there, and how the visitor is told."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from actions import desk_hours

WEEK = "mon-fri 09:00-17:00, sat 10:00-14:00"


def at(text: str) -> datetime:
    """Returns a moment in UTC; 2026-11-23 is a Monday."""
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("moment", "there", "told"),
    [
        ("2026-11-23T15:00", True, None),  # 09:00 in Chicago
        ("2026-11-23T22:59", True, None),
        ("2026-11-23T23:00", False, "tomorrow at 09:00 (Chicago time)"),
        ("2026-11-23T14:59", False, "today at 09:00 (Chicago time)"),
        ("2026-11-28T20:00", False, "Monday at 09:00 (Chicago time)"),
        ("2026-07-06T14:00", True, None),  # summer time
    ],
)
def test_hours_are_those_of_the_place(moment: str, there: bool, told: str | None) -> None:
    hours = desk_hours.read(WEEK, "America/Chicago")
    assert hours.are_now(at(moment)) is there
    if told:
        assert hours.next(at(moment)) == told


def test_without_hours_nothing_is_promised() -> None:
    assert desk_hours.read("", "").are_now(at("2026-11-28T03:00"))


def test_once_a_week_and_over_the_weekend() -> None:
    weekly = desk_hours.read("mon 9:00-10:00", "")
    assert weekly.next(at("2026-11-23T10:00")) == "next Monday at 09:00 (UTC)"
    over = desk_hours.read("sat-mon 00:00-24:00", "UTC")
    assert [over.are_now(at(f"2026-11-2{day}T12:00")) for day in (1, 2, 3, 4)] == [True, True, True, False]


@pytest.mark.parametrize("hours", ["always", "mon-fri", "mon-fri 17:00-09:00", "mon 9:00-25:00", "mon 9-17"])
def test_hours_that_make_no_sense_are_refused_by_name(hours: str) -> None:
    with pytest.raises(ValueError, match="GUIDE_DESK_HOURS"):
        desk_hours.read(hours, "")


@pytest.mark.parametrize("zone", ["Nowhere", "../etc/passwd", "America/Chicago/x"])
def test_so_is_a_zone(zone: str) -> None:
    with pytest.raises(ValueError, match="GUIDE_DESK_ZONE"):
        desk_hours.read(WEEK, zone)
