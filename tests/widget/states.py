"""The states in which the widget is looked at, by axe and by eye."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.widget.chat import Chat
from tests.widget.conftest import PHONE

OPTIONS: dict[str, dict[str, Any]] = {
    "phone": {"viewport": PHONE, "has_touch": True, "is_mobile": True},
    "dark": {"color_scheme": "dark"},
    "forced-colours": {"forced_colors": "active"},
    "zoom": {"viewport": {"width": 320, "height": 256}},
}
QUERIES = {"right-to-left": {"dir": "rtl"}, "brand": {"color": "#ffd43b", "position": "left", "title": "Ask us"}}
LIST = "find me a bachelor's degree program in computer science in Ohio with low debt"
# On the page that demonstrates it; the pictures of these stand in the documents.
SHOWN = ("closed", "open", "cards", "chart")
STATES = ("closed", "open", "cards", "chart", "error", "menu", *OPTIONS, *QUERIES)


def reach(state: str, new_chat: Callable[..., Chat]) -> Chat:
    """Returns the widget in a state."""
    chat = new_chat(**OPTIONS.get(state, {}))
    if state in SHOWN:
        chat.page.goto(f"{chat.guide.webchat}/demo")
    else:
        chat.visit(**QUERIES.get(state, {}))
    if state == "closed":
        return chat
    chat.open()
    if state == "chart":
        chat.say("how much do data scientists make in texas?")
    elif state in ("cards", "phone", "dark", "forced-colours", "right-to-left", "zoom"):
        chat.say(LIST)
    elif state == "menu":
        chat.page.get_by_role("button", name="Menu").click()
    elif state == "error":
        chat.page.route("**/messages", lambda route: route.abort())
        chat.field.fill("how is the pay?")
        chat.field.press("Enter")
        chat.banner("cannot be reached").wait_for()
    return chat
