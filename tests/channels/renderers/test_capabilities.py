"""The table of capabilities: every number has its source and date."""

from __future__ import annotations

from datetime import date

import pytest

from channels import capabilities
from channels.capabilities import Limit, length
from channels.connector import ACKNOWLEDGE_SECONDS

LIMITS = {name: value for name, value in vars(capabilities).items() if isinstance(value, Limit)}


@pytest.mark.parametrize("name", LIMITS)
def test_every_number_says_where_it_is_from(name: str) -> None:
    limit = LIMITS[name]
    assert limit > 0
    assert date(2018, 1, 1) <= date.fromisoformat(limit.checked)
    assert limit.source == "" or limit.source.startswith("https://")


def test_few_numbers_are_our_own() -> None:
    assert {name for name, limit in LIMITS.items() if not limit.source} == {
        "TELEGRAM_BUTTONS",
        "TELEGRAM_LABEL",
        "SLACK_BUTTONS",
    }


def test_requests_are_acknowledged_before_any_platform_gives_up() -> None:
    deadline = min(capabilities.SLACK_ANSWER_SECONDS, capabilities.TWILIO_ANSWER_SECONDS)
    assert deadline / 2 > ACKNOWLEDGE_SECONDS


@pytest.mark.parametrize(("text", "units"), [("", 0), ("abc", 3), ("😀", 2), ("e\u0301", 2), ("\ud83d", 1)])
def test_length_is_counted_as_the_strictest_platform_counts(text: str, units: int) -> None:
    assert length(text) == units
