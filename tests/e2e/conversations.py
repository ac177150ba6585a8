"""Reads the conversations of this folder and holds them with the running assistant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FOLDER = Path(__file__).parent
MOST_WORDS = 80
MOST_WORDS_OF_A_LIST = 200  # five programs with their figures, or the article's ten entries
MOST_BUTTONS = 7  # the levels of education
_SOURCES = re.compile(r"^Sources?: .*$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")

Say = Callable[[str, str], list[dict[str, Any]]]


@dataclass(frozen=True)
class Conversation:
    """A conversation somebody would have: its name and its turns as written in the file."""

    name: str
    turns: list[dict[str, Any]]


def read_all() -> Iterator[Conversation]:
    """Yields every conversation of the folder, named by its file and its title."""
    load = YAML(typ="safe", pure=True).load
    for path in sorted(FOLDER.glob("*.yml")):
        for entry in load(path.read_text(encoding="utf-8")):
            yield Conversation(f"{path.stem}: {entry['conversation']}", entry["turns"])


def hold(conversation: Conversation, say: Say) -> None:
    """Says the visitor's side turn by turn and checks each reply; raises AssertionError with the reply."""
    sender = conversation.name
    replies: list[dict[str, Any]] = []
    for turn in conversation.turns:
        text = _payload(turn["press"], replies) if "press" in turn else turn["visitor"]
        replies = say(sender, text)
        said = "\n".join(reply.get("text", "") for reply in replies)
        where = f"{conversation.name}\nvisitor: {text[:200]}\nassistant: {said}"
        check_reply(replies, where)
        for expected in turn.get("says", []):
            assert expected.lower() in said.lower(), f"does not say {expected!r}\n{where}"
        for unwanted in turn.get("says_not", []):
            assert unwanted.lower() not in said.lower(), f"says {unwanted!r}\n{where}"
        titles = [button["title"] for reply in replies for button in reply.get("buttons") or []]
        for expected in turn.get("buttons", []):
            assert expected in titles, f"no button {expected!r} among {titles}\n{where}"
        for unwanted in turn.get("buttons_not", []):
            assert unwanted not in titles, f"button {unwanted!r} among {titles}\n{where}"
        assert len(titles) == len(set(titles)), f"a button twice among {titles}\n{where}"
        _check_order(turn.get("in_order", []), said, where)


def check_reply(replies: list[dict[str, Any]], where: str) -> None:
    """Checks what every reply of the assistant owes the visitor."""
    assert replies, f"silence\n{where}"
    for reply in replies:
        text = reply.get("text", "")
        assert text.strip(), f"empty reply\n{where}"
        assert not re.search(r"{|\bNone\b(?! of)", text), f"unfilled\n{where}"
        assert len(reply.get("buttons") or []) <= MOST_BUTTONS, f"too many buttons\n{where}"
        words = len(_LINK.sub(r"\1", _SOURCES.sub("", text)).split())
        most = MOST_WORDS_OF_A_LIST if re.search(r"\n\d+\. ", text) else MOST_WORDS
        assert words <= most, f"{words} words\n{where}"
        for _, url in _LINK.findall(text):
            assert url.startswith("https://"), f"link {url}\n{where}"
        for button in reply.get("buttons") or []:
            assert "{{" not in button["payload"], f"button {button}\n{where}"
            assert button["title"].strip(), f"button {button}\n{where}"


def _payload(title: str, replies: list[dict[str, Any]]) -> str:
    offered = {b["title"]: b["payload"] for reply in replies for b in reply.get("buttons") or []}
    assert title in offered, f"no button {title!r} among {list(offered)}"
    return offered[title]


def _check_order(parts: list[str], said: str, where: str) -> None:
    position = 0
    for part in parts:
        found = said.lower().find(part.lower(), position)
        assert found >= 0, f"{part!r} does not come in the order {parts}\n{where}"
        position = found + len(part)
