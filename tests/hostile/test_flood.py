"""What somebody who floods the guide costs the others: the time of a calm visitor's answer, with and without a flood.

GUIDE_FLOODS says how often an address sends in a moment all that its limits allow in a minute; 20 are the full trial.
"""

from __future__ import annotations

import contextlib
import os
import statistics
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from channels.webchat_limits import MOST_AT_ONCE
from tests.channels.visitor import Visitor
from tests.guide import Guide

pytestmark = pytest.mark.alone
FLOODS = int(os.environ.get("GUIDE_FLOODS", "1"))
# Of 60 calls a minute as many conversations as can be, so that as much as can be runs at once.
SESSIONS = 30
# Whatever else the machine does in such a moment makes a figure worse, and none better.
ATTEMPTS = 3
QUESTION = "how much do data scientists make in ohio?"
LONGEST = " ".join(("texas", "data scientist", "ohio", "bachelor's", "columbus", "cheaper", "2019") * 30)[:999]


def seconds(visitor: Visitor, text: str) -> float:
    """Returns how long an answer takes."""
    began = time.monotonic()
    assert visitor.say(text)
    return time.monotonic() - began


def flood(guide: Guide, number: int) -> tuple[list[float], list[float], float]:
    """Returns the seconds of a calm visitor's answers before and during a flood, and of the longest text alone."""
    calm = Visitor.begin(guide, address=f"198.51.100.{number}")
    flooders = [Visitor.begin(guide, address=f"192.0.2.{number}") for _ in range(SESSIONS)]
    longest = seconds(flooders[0], LONGEST)
    quiet = [seconds(calm, QUESTION) for _ in range(7)]
    with ThreadPoolExecutor(SESSIONS) as threads:
        sent = [threads.submit((floods, hangs_up)[index % 2], flooder) for index, flooder in enumerate(flooders[1:])]
        during = []
        while len(during) < 11 and not all(one.done() for one in sent):
            during.append(seconds(calm, QUESTION))
        # Who waits for longer than a turn may take is asked to try again.
        assert {one.result() for one in sent} <= {200, 503, None}
    return quiet, during, longest


def floods(visitor: Visitor) -> int:
    """Sends the longest text and returns the status."""
    return visitor.call("POST", "/messages", said()).status_code


def hangs_up(visitor: Visitor) -> None:
    """Sends the longest text and does not wait for its answer, as who wants to do more in the same time."""
    headers = {"Origin": visitor.guide.site, "X-Forwarded-For": visitor.address}
    headers["Authorization"] = f"Bearer {visitor.token}"
    with contextlib.suppress(requests.Timeout):
        requests.post(f"{visitor.guide.webchat}/messages", json=said(), headers=headers, timeout=(30, 0.2))


def said() -> dict[str, str]:
    """Returns a message of the longest text."""
    return {"client_id": str(uuid.uuid4()), "text": LONGEST}


def test_a_flood_costs_others_a_few_turns_and_no_more(servers: Guide, capsys: pytest.CaptureFixture[str]) -> None:
    for attempt in range(ATTEMPTS):
        told = [flood(servers, attempt * FLOODS + number) for number in range(FLOODS)]
        quiet, during = (sorted(value for one in told for value in one[part]) for part in (0, 1))
        longest = statistics.median(one[2] for one in told)
        before, beside = (values[int(len(values) * 0.95)] for values in (quiet, during))
        figures = (
            f"a calm visitor's answers, 95th percentile: {before * 1000:.0f} ms, during a flood {beside * 1000:.0f} ms "
            f"({beside / before:.1f} times); the longest text alone {longest * 1000:.0f} ms"
        )
        if FLOODS > 1:
            with capsys.disabled():
                print(f"\n{figures}")
        # As many turns of the flooder as run at once, some times; not the whole flood.
        if beside < 3 * (before + MOST_AT_ONCE * longest):
            return
    pytest.fail(figures)
