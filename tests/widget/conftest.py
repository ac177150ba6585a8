"""A real browser, the running guide, and a website between them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.guide import Guide
from tests.widget.chat import Chat

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 640}


def chromium() -> str:
    """Returns the path of a Chromium; on Debian, as root, one is installed if there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=True, stdout=subprocess.DEVNULL)
        return str(shutil.which("chromium"))
    pytest.fail("No Chromium for the widget's tests. Install it: sudo apt-get install chromium")


# A module's alone: while Playwright runs, no other test could run an event loop of its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; where the sandbox cannot be (as root), without it."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        yield launched
        launched.close()


@pytest.fixture
def contexts(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens browser windows with nothing kept from before; a page's error fails the test."""
    opened: list[BrowserContext] = []
    errors: list[str] = []

    def open_context(**options: Any) -> BrowserContext:
        context = browser.new_context(**{"viewport": DESKTOP, "reduced_motion": "reduce", **options})
        context.on("weberror", lambda error: errors.append(str(error.error)))
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()
    assert not errors


@pytest.fixture
def new_chat(contexts: Callable[..., BrowserContext], servers: Guide, site: str) -> Callable[..., Chat]:
    """Opens a window of its own, with options of Playwright's, for a widget."""
    return lambda **options: Chat(contexts(**options).new_page(), servers)


@pytest.fixture
def chat(new_chat: Callable[..., Chat]) -> Chat:
    """The widget in a window of a computer."""
    return new_chat()
