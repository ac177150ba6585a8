"""The chat in the terminal: what it makes of messages."""

from __future__ import annotations

import pytest

from setup import chat


@pytest.mark.parametrize(
    ("markdown", "bare", "bold"),
    [
        ("It pays **$1**.", "It pays $1.", "It pays \033[1m$1\033[0m."),
        ("See [BLS](https://bls.gov/x).", "See BLS (https://bls.gov/x).", "See BLS (https://bls.gov/x)."),
        ("[no](javascript:x) 2 * 3 ** 4", "[no](javascript:x) 2 * 3 ** 4", "[no](javascript:x) 2 * 3 ** 4"),
    ],
)
def test_markdown_becomes_plain(markdown: str, bare: str, bold: str) -> None:
    assert chat.plain_text(markdown, coloured=False) == bare
    assert chat.plain_text(markdown, coloured=True) == bold


def test_buttons_are_numbered_through_all_messages() -> None:
    answers = [
        {"text": "One.\n\n- a", "buttons": [{"title": "A", "payload": "/a"}]},
        {"text": "Two.", "buttons": [{"title": "B", "payload": "/b"}]},
    ]
    assert chat.render(answers, coloured=False) == (
        "bot > One.\n\n      - a\n        [1] A\n      Two.\n        [2] B\n"
    )


def test_silence_is_said() -> None:
    assert chat.render([], coloured=False) == "bot > (no answer)\n"


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat.sys.stdout, "isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert chat.is_coloured()
    monkeypatch.setenv("NO_COLOR", "1")
    assert not chat.is_coloured()


def test_an_unreachable_assistant_is_said() -> None:
    assert "cannot be reached" in chat.ask("http://127.0.0.1:9", "me", "hello")[0]["text"]


def test_a_number_presses_a_button(
    servers, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = iter(["what can I ask?", "1", "exit"])
    monkeypatch.setattr("builtins.input", lambda prompt: next(typed))
    chat._converse(servers.base, "terminal")
    assert capsys.readouterr().out.count("bot > ") == 2
