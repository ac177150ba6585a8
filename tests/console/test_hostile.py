"""Nonsense at every page of the console, from outside and from each role: nothing answers 5xx.

GUIDE_HOSTILE_REQUESTS says how many requests the hostile day has; the console gets a tenth of them for each role.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.test import Client

from console.models import Conversation
from tests.console.test_doors import ALL, addresses, admin_addresses
from tests.hostile.fuzz import TEXTS

pytestmark = pytest.mark.django_db
REQUESTS = int(os.environ.get("GUIDE_HOSTILE_REQUESTS", "300")) // 10
# What pages read of a query or a form.
NAMES = (
    "q",
    "page",
    "has",
    "days",
    "channel",
    "tag",
    "from",
    "to",
    "sort",
    "text",
    "name",
    "query",
    "value",
    "kind",
    "x",
)


@pytest.mark.parametrize("role", [None, "", *sorted(ALL)])
def test_no_nonsense_breaks_a_page(
    of: Callable[[str], Conversation], login: Callable[..., Client], role: str | None
) -> None:
    client = Client() if role is None else login(*([role] if role else []))
    client.raise_request_exception = False
    chance = random.Random(str(role))
    known = [address for address in [*addresses(of).values(), *admin_addresses()] if "logout" not in address]
    chance.shuffle(known)
    broken = []
    for number in range(REQUESTS):
        address = known[number % len(known)]
        values = {chance.choice(NAMES): chance.choice(TEXTS) for _ in range(3)}
        query = "&".join(f"{name}={quote(text, errors='replace')}" for name, text in values.items())
        method = chance.choice(("GET", "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"))
        form = "application/x-www-form-urlencoded"
        answer = client.generic(method, f"{address}?{query}", query.encode(), chance.choice((form, "application/json")))
        if answer.status_code >= 500:
            broken.append((method, address, values, answer.status_code))
    assert not broken, broken[:3]


@pytest.mark.parametrize("form", [{}, {"username": "somebody"}, {"password": "something"}, {"username": "\x00"}])
def test_a_login_that_is_not_filled_in_is_asked_for_again(form: dict[str, str]) -> None:
    assert Client().post("/login/", form).status_code == 200
