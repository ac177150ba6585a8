"""The widget on a page, as somebody uses it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page

from tests.guide import Guide

WAIT = 20_000


class Chat:
    """The widget on a page of the site; Playwright looks into its shadow root by itself."""

    def __init__(self, page: Page, guide: Guide) -> None:
        self.page, self.guide = page, guide
        page.set_default_timeout(WAIT)

    def visit(self, **query: str) -> Chat:
        """Loads a page of the site; `query` says which, see `site`."""
        self.page.goto(f"{self.guide.site}/?{urlencode(query)}")
        self.page.locator("mle-guide-chat").wait_for(state="attached")
        return self

    @property
    def launcher(self) -> Locator:
        """The button at the corner."""
        return self.page.locator(".launcher")

    @property
    def field(self) -> Locator:
        """Where messages are written."""
        return self.page.get_by_role("textbox", name="Your message")

    @property
    def answers(self) -> Locator:
        """The assistant's messages."""
        return self.page.locator("li.from-assistant")

    def banner(self, words: str) -> Locator:
        """Returns the notice above the field that says these words."""
        return self.page.locator(".banner p", has_text=words)

    def open(self) -> Chat:
        """Opens the panel and waits for the greeting."""
        self.launcher.click()
        self.answers.first.wait_for()
        return self

    def say(self, text: str) -> str:
        """Sends a text by the keyboard and returns the answer."""
        count = self.answers.count()
        self.field.fill(text)
        self.field.press("Enter")
        return self.next_answer(count)

    def press(self, title: str) -> str:
        """Presses the last button of that name and returns the answer."""
        count = self.answers.count()
        self.page.get_by_role("button", name=title, exact=True).last.click()
        return self.next_answer(count)

    def next_answer(self, count: int) -> str:
        """Returns the answer after so many."""
        self.answers.nth(count).wait_for()
        return self.answers.nth(count).inner_text()

    def log(self) -> list[str]:
        """Returns who said what, without what is only there to be pressed."""
        bubbles = self.page.locator(".log .bubble:not(.typing)")
        return [" ".join(text.split()) for text in bubbles.all_inner_texts()]

    def visitor_texts(self) -> list[str]:
        """Returns the visitor's messages as they stand in the log."""
        return [text.split(":", 1)[1].strip() for text in self.log() if text.startswith("You:")]

    def session(self) -> dict[str, Any]:
        """Returns what this tab keeps."""
        return dict(json.loads(str(self.page.evaluate("sessionStorage.getItem('mle-guide')"))))

    def focused(self) -> str:
        """Returns the name of what has the focus inside the widget."""
        return str(
            self.page.evaluate(
                """() => { const e = document.querySelector('mle-guide-chat').shadowRoot.activeElement;
                return e ? e.getAttribute('aria-label') || e.textContent || e.id : '' }"""
            )
        )
