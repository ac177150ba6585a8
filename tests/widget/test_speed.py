"""What the widget costs a page: bytes, requests, the longest task on a slow phone, the time until one can write."""

from __future__ import annotations

import gzip
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.widget.chat import Chat

pytestmark = pytest.mark.alone

MOST_BYTES = 15_000
SLOWDOWN = 4
LONGEST_TASK_MS = 50
OPEN_MS = 300
MOST_RUNS = 25
OPEN = """async () => { const root = document.querySelector('mle-guide-chat').shadowRoot, begun = performance.now();
    root.querySelector('.launcher').click();
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    return { ms: performance.now() - begun, focused: root.activeElement === root.querySelector('textarea') } }"""
# As Chromium's developer tools throttle "Slow 4G".
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8 * 0.9, "uploadThroughput": 750e3 / 8 * 0.9}


def test_it_weighs_at_most_fifteen_kilobytes(widget_file: Path) -> None:
    assert len(gzip.compress(widget_file.read_bytes(), 9)) <= MOST_BYTES


def measured(browser: Browser, new_chat: Callable[..., Chat]) -> dict[str, float]:
    """Returns milliseconds on a phone four times slower than this machine, over slow 4G.

    `load` is the longest task before the first opening, in time of the processor, so that other work on the machine
    counts little; `open` is how long it takes until one can write.
    """
    chat = new_chat()
    tools = chat.page.context.new_cdp_session(chat.page)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", SLOW_4G)
    browser.start_tracing(page=chat.page, categories=["toplevel", "devtools.timeline"])
    # Nothing of Playwright's own may run in the page before the trace ends: it would be the longest task.
    chat.page.goto(chat.guide.site)
    time.sleep(2)
    load = longest_task(json.loads(browser.stop_tracing()))
    opening = chat.page.evaluate(OPEN)
    assert opening["focused"]
    chat.answers.first.wait_for()
    return {"load": load, "open": opening["ms"]}


def longest_task(trace: dict[str, Any]) -> float:
    """Returns the longest task of the thread that runs the widget, in milliseconds of processor time."""
    events = [event for event in trace["traceEvents"] if event["ph"] == "X"]
    scripts = [e for e in events if e["name"] == "EvaluateScript" and "widget.js" in e["args"]["data"]["url"]]
    (page,) = {(event["pid"], event["tid"]) for event in scripts}
    tasks = [e for e in events if e["name"] == "ThreadControllerImpl::RunTask" and (e["pid"], e["tid"]) == page]
    return max(task.get("tdur", 0) for task in tasks) / 1000


def test_it_keeps_out_of_the_way_of_a_slow_phone(browser: Browser, new_chat: Callable[..., Chat]) -> None:
    runs: list[dict[str, float]] = []
    # The best of some runs is the widget's own. Where more programs want to run than there are cores, two of them
    # share one, and the same work takes up to twice its time.
    busy = 2 if os.getloadavg()[0] > (os.cpu_count() or 1) else 1
    while len(runs) < MOST_RUNS:
        runs.append(measured(browser, new_chat))
        if runs[-1]["load"] < LONGEST_TASK_MS * busy and runs[-1]["open"] <= OPEN_MS * busy:
            print(runs)
            return
    pytest.fail(f"{runs}")
