"""The guide, a website with its widget, the console with two of the team, and browsers for all of them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from setup.terminal import SetupError
from tests.console.running import PASSWORD, Console, running_console
from tests.guide import DESK_TOKEN, Guide
from tests.widget.chat import Chat


@pytest.fixture(scope="module")
def console(servers: Guide, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """The console over the running guide's conversations."""
    folder = tmp_path_factory.mktemp("desk")
    way = {"GUIDE_ASSISTANT_URL": servers.base, "GUIDE_DESK_TOKEN": DESK_TOKEN}
    with running_console(folder, str(servers.database), **way) as running:
        running.people(rita="reviewer", lea="lead")
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium of the machine."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        raise SetupError("No Chromium on this machine. On Debian and Ubuntu: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        yield chromium
        chromium.close()


@pytest.fixture
def chat(browser: Browser, servers: Guide, site: str) -> Iterator[Chat]:
    """A visitor's browser with the widget open."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    yield Chat(context.new_page(), servers).visit().open()
    context.close()


@pytest.fixture
def enter(browser: Browser, console: Console) -> Iterator[Callable[[str], Page]]:
    """Opens a browser of somebody of the team at the desk; an error of a page fails the test."""
    opened: list[Page] = []
    errors: list[str] = []

    def open_for(name: str) -> Page:
        page = browser.new_context(viewport={"width": 1360, "height": 860}, base_url=console.base).new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.set_default_timeout(20_000)
        opened.append(page)
        page.goto("/desk/")
        page.fill("[name=username]", name)
        page.fill("[name=password]", PASSWORD)
        page.click("button.main")
        page.wait_for_selector("#queue")
        return page

    yield open_for
    for page in opened:
        page.context.close()
    assert not errors


def screenshot(page: Page, name: str) -> None:
    """Keeps a picture in docs/screenshots where DESK_PICTURES says so."""
    if os.environ.get("DESK_PICTURES") == "keep":
        page.screenshot(path=Path(__file__).parents[2] / "docs" / "screenshots" / f"{name}.png")
