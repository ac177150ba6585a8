"""Holds what a renderer returns against what the platform publishes; reads the table of capabilities, no renderer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from slack_sdk.models.blocks import Block

from channels import capabilities as most
from channels.capabilities import length
from channels.menus import Menu
from channels.renderers import messenger, slack, telegram, texting
from channels.renderers.outgoing import Outgoing
from channels.words import read

WORDS = read()
CONTENTS = {(texting.QUICK_REPLY, 2): "HX" + "2" * 32, (texting.QUICK_REPLY, 3): "HX" + "3" * 32} | {
    (texting.LIST_PICKER, count): f"HX{count:032d}" for count in range(4, 11)
}


class _Html(HTMLParser):
    """Reads Telegram's HTML: the text, and which tags are open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.open = "", []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        assert tag in ("b", "a"), tag
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read_html(text: str) -> str:
    """Returns what Telegram shows of its HTML; fails on tags that do not match."""
    parser = _Html()
    parser.feed(text)
    parser.close()
    assert not parser.open
    return parser.text


def telegram_shows(body: dict[str, Any]) -> str:
    """Checks a `sendMessage` body and returns its text."""
    text = read_html(body["text"]) if body.get("parse_mode") == "HTML" else body["text"]
    assert 1 <= length(text.strip()) <= length(text) <= most.TELEGRAM_TEXT
    rows = body.get("reply_markup", {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]})["inline_keyboard"]
    assert rows and all(rows)
    for button in (button for row in rows for button in row):
        assert button["text"].strip()
        assert 1 <= len(button["callback_data"].encode()) <= most.TELEGRAM_CALLBACK_DATA_BYTES
    return text


def slack_shows(body: dict[str, Any]) -> str:
    """Checks a `chat.postMessage` body, also with Slack's own library, and returns its text."""
    assert 1 <= length(body["text"]) <= most.SLACK_NOTIFICATION_TEXT
    blocks = body.get("blocks")
    if blocks is None:
        return _read_mrkdwn(body["text"])
    assert 1 <= len(blocks) <= most.SLACK_BLOCKS
    for block in blocks:
        Block.parse(block).validate_json()
    ids = [element["action_id"] for block in blocks for element in block.get("elements", []) if "action_id" in element]
    assert len(set(ids)) == len(ids) and all(length(i) <= most.SLACK_ACTION_ID for i in ids)
    said = []
    for block in blocks:
        if block["type"] == "section":
            assert 1 <= length(block["text"]["text"]) <= most.SLACK_SECTION_TEXT
            said.append(_read_mrkdwn(block["text"]["text"]))
        for element in block.get("elements", []):
            _check_slack_element(element)
        assert block["type"] != "actions" or 1 <= len(block["elements"]) <= most.SLACK_ACTIONS
    return "\n".join(said)


def _check_slack_element(element: dict[str, Any]) -> None:
    if element["type"] == "button":
        assert 1 <= length(element["text"]["text"]) <= most.SLACK_LABEL
        assert len(element["value"]) <= most.SLACK_BUTTON_VALUE
    if element["type"] == "static_select":
        assert 1 <= len(element["options"]) <= most.SLACK_OPTIONS
        for option in element["options"]:
            assert 1 <= length(option["text"]["text"]) <= most.SLACK_LABEL
            assert len(option["value"]) <= most.SLACK_OPTION_VALUE


def _read_mrkdwn(text: str) -> str:
    """Returns what Slack shows: links by their names, nothing that calls people."""
    for inside in re.findall(r"<([^>]*)>", text):
        assert re.match(r"https?://[^|\s]+\|", inside), f"not a link: {inside!r}"
    text = re.sub(r"<[^|>]*\|([^>]*)>", r"\1", text)
    assert "<" not in text and ">" not in text
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def messenger_shows(body: dict[str, Any]) -> str:
    """Checks a Send API `message` and returns its text."""
    replies = body.get("quick_replies", [])
    assert len(replies) <= most.MESSENGER_QUICK_REPLIES
    assert "quick_replies" not in body or replies
    for reply in replies:
        assert 1 <= length(reply["title"]) <= most.MESSENGER_LABEL and reply["title"].strip()
        assert 1 <= length(reply["payload"]) <= most.MESSENGER_PAYLOAD
    if "text" in body:
        assert 1 <= length(body["text"].strip()) <= length(body["text"]) <= most.MESSENGER_TEXT
        return body["text"]
    payload = body["attachment"]["payload"]
    assert payload["template_type"] == "generic" and 1 <= len(payload["elements"]) <= most.MESSENGER_ELEMENTS
    said = []
    for element in payload["elements"]:
        assert 1 <= length(element["title"]) <= most.MESSENGER_ELEMENT_TITLE
        assert len(element) > 1, "Messenger refuses an element with a title alone"
        assert length(element.get("subtitle", "x")) <= most.MESSENGER_ELEMENT_SUBTITLE
        buttons = element.get("buttons", [{"title": "x", "payload": "x"}])
        assert 1 <= len(buttons) <= most.MESSENGER_ELEMENT_BUTTONS
        for button in buttons:
            assert 1 <= length(button["title"]) <= most.MESSENGER_BUTTON_LABEL
        said += [element["title"], element.get("subtitle", "")]
    return "\n".join(said)


def twilio_shows(body: dict[str, Any]) -> str:
    """Checks a Messages.json body and returns its text."""
    if "Body" in body:
        assert 1 <= length(body["Body"].strip()) <= length(body["Body"]) <= most.TWILIO_TEXT
        return body["Body"]
    assert body["ContentSid"] in CONTENTS.values()
    kind, count = next(key for key, sid in CONTENTS.items() if sid == body["ContentSid"])
    variables = json.loads(body["ContentVariables"])
    assert len(variables) == 2 * count + 1
    titles = [variables[str(2 * place + 2)] for place in range(count)]
    limit = most.WHATSAPP_QUICK_REPLY_LABEL if kind == texting.QUICK_REPLY else most.WHATSAPP_LIST_LABEL
    assert len({title.casefold() for title in titles}) == count
    assert all(1 <= length(title) <= limit for title in titles)
    assert all(length(value) <= most.WHATSAPP_VARIABLE and "\n" not in value for value in variables.values())
    return variables["1"]


@dataclass(frozen=True)
class Platform:
    """A renderer, and how its platform reads what it returns.

    Attributes:
        tokens: the tokens of the buttons in a body.
        are_numbers_shown: whether its menus are numbered text.
    """

    render: Callable[[Menu], list[Outgoing]]
    plain: Callable[[Menu], list[Outgoing]]
    shows: Callable[[dict[str, Any]], str]
    are_numbers_shown: bool = False


PLATFORMS = {
    "telegram": Platform(lambda m: telegram.render(m, WORDS), lambda m: telegram.plain(m, WORDS), telegram_shows),
    "slack": Platform(lambda m: slack.render(m, WORDS), lambda m: slack.plain(m, WORDS), slack_shows),
    "messenger": Platform(lambda m: messenger.render(m, WORDS), lambda m: messenger.plain(m, WORDS), messenger_shows),
    "sms": Platform(lambda m: texting.sms(m, WORDS), lambda m: texting.sms(m, WORDS), twilio_shows, True),
    "whatsapp": Platform(
        lambda m: texting.whatsapp(m, WORDS, CONTENTS), lambda m: texting.plain(m, WORDS), twilio_shows
    ),
}


def tokens_in(body: Any) -> Iterable[str]:
    """Yields the tokens of every button in a body."""
    if isinstance(body, dict):
        for key, value in body.items():
            if key in ("callback_data", "payload", "value") and isinstance(value, str):
                yield value
            elif key == "ContentVariables":
                variables = json.loads(value)
                yield from (variables[name] for name in variables if int(name) > 1 and int(name) % 2)
            else:
                yield from tokens_in(value)
    elif isinstance(body, list):
        for item in body:
            yield from tokens_in(item)


def condensed(text: str) -> str:
    """Returns a text without what platforms change in it: blanks, marks, invisible characters, addresses."""
    return "".join(c for c in text if c.isalnum())


def labels_in(body: Any) -> Iterable[tuple[str, str]]:
    """Yields the label and the token of every button in a body."""
    if isinstance(body, dict):
        label = body.get("text") if "callback_data" in body or "value" in body else body.get("title")
        token = body.get("callback_data") or body.get("value") or body.get("payload")
        if isinstance(token, str) and label:
            yield (label["text"] if isinstance(label, dict) else label), token
            return
        for value in body.values():
            yield from labels_in(value)
    elif isinstance(body, list):
        for item in body:
            yield from labels_in(item)
