"""The turns whose rendering is kept in golden/: a case of everything that an answer can be."""

from __future__ import annotations

import json
from pathlib import Path

from channels.menus import Menu
from channels.messages import Button, Message, read
from stores.messages import Message as StoredMessage

CONTRACT = Path(__file__).parent.parent.parent / "contract" / "messages.json"
_SENTENCE = "This sentence is one of so many that no platform takes them all at once. "
_INJECTION = "<!channel> <@U123> <b>bold</b> &amp; *stars* _lines_ `code` ~gone~ [x](javascript:alert(1)) <script>"


def _choices(count: int) -> tuple[Button, ...]:
    return tuple(Button(f"Choice {number}", f"/choose_{number}") for number in range(1, count + 1))


def _contract(name: str) -> Message:
    examples = {example["name"]: example for example in json.loads(CONTRACT.read_text())}
    return read(StoredMessage(**examples[name]["stored"]))


def turns() -> dict[str, Menu]:
    """Returns the turns by name."""
    answers: dict[str, list[Message]] = {
        "plain": [Message("17", "Hello, I am a bot.")],
        "markup": [
            Message(
                "17",
                "Median pay:\n- **Texas**: $121,210\n- Ohio: $98,000\n\nSource: [BLS](https://www.bls.gov/oes/?a=1&b=2)",
            )
        ],
        "what others write stays text": [Message("17", _INJECTION, (Button(_INJECTION[:40], "/x"),))],
        "emoji, right-to-left, combining marks": [Message("17", "👩‍🎓 שלום e\u0301", (Button("👍 נכון", "/affirm"),))],
        "a long text": [Message("17", "\n\n".join([_SENTENCE * 20] * 4), _choices(2))],
        "long labels": [Message("17", "Which?", tuple(Button(f"{'A long label ' * 16}{n}", "/x") for n in (1, 2)))],
        "an answer and a question": [Message("17", "Done.", _choices(1)), Message("18", "And now?", _choices(3))],
        "a numbered list": [Message("17", "I found:\n1. One\n2. Two", (Button("More", "/more_programs"),))],
    }
    for count in (1, 3, 4, 10, 13, 30):
        answers[f"{count} choices"] = [Message("17", "Which?", _choices(count))]
    for example in json.loads(CONTRACT.read_text()):
        if (example["stored"]["data"].get("custom") or {}).get("cards"):
            answers[example["name"]] = [_contract(example["name"])]
    return {name: Menu(turn) for name, turn in answers.items()}
