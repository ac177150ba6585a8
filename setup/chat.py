"""Talks to the assistant in the terminal."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from setup import settings
from setup.environment import quiet_environment
from setup.supervisor import is_up
from setup.terminal import LOGS, PROJECT, SetupError, say, tail

FAREWELLS = ("exit", "quit", "/exit", "/quit")
START_SECONDS = 180.0
ANSWER_SECONDS = 60.0
WIDTH = 100


def main() -> int:
    """Chats until Ctrl-D or `exit`; starts the servers for itself when none run."""
    with _running_guide() as base:
        say('Type a question, or the number of a button. "exit" or Ctrl-D ends the chat.\n')
        _converse(base, f"chat-{uuid.uuid4().hex[:12]}")
    return 0


@contextmanager
def _running_guide() -> Iterator[str]:
    base = f"http://127.0.0.1:{settings.assistant_port()}"
    if is_up(f"{base}/webhooks/rest/"):
        yield base
        return
    say("starting the guide …")
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / "chat-servers.log"
    with log.open("wb") as output:
        servers = subprocess.Popen(
            [sys.executable, "-m", "setup.tasks", "run"],
            cwd=PROJECT,
            env=quiet_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # Ctrl-C at the prompt is for the chat; it stops the servers itself.
            start_new_session=True,
        )
    try:
        _wait_until_up(f"{base}/webhooks/rest/", servers)
        yield base
    except _ServersEndedError as ended:
        raise SetupError("The guide did not start:\n" + "\n".join("    " + line for line in tail(log))) from ended
    finally:
        servers.send_signal(signal.SIGTERM)
        servers.wait(20)


class _ServersEndedError(Exception):
    pass


def _wait_until_up(address: str, servers: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_up(address):
        if servers.poll() is not None or time.monotonic() > deadline:
            raise _ServersEndedError
        time.sleep(0.3)


def _converse(base: str, sender: str) -> None:
    buttons: list[dict[str, str]] = []
    if sys.stdin.isatty():
        import readline  # noqa: F401  line editing and history at the prompt
    while True:
        try:
            typed = input("you > ").strip()
        except (EOFError, KeyboardInterrupt):
            print()
            return
        if typed.lower() in FAREWELLS:
            return
        if typed.isdigit() and 0 < int(typed) <= len(buttons):
            button = buttons[int(typed) - 1]
            say(f"      {button['title']}")
            typed = button["payload"]
        answers = ask(base, sender, typed)
        buttons = [button for answer in answers for button in answer.get("buttons") or []]
        print(render(answers, is_coloured()), flush=True)


def ask(base: str, sender: str, text: str) -> list[dict[str, Any]]:
    """Returns the assistant's messages, or one that tells what went wrong."""
    request = urllib.request.Request(
        f"{base}/webhooks/rest/webhook",
        data=json.dumps({"sender": sender, "message": text}).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:
            return list(json.load(answer))
    except urllib.error.HTTPError as error:
        try:
            return [{"text": json.load(error)["error"]["message"]}]
        except (ValueError, KeyError, TypeError):
            return [{"text": f"The server answered with an error ({error.code})."}]
    except (urllib.error.URLError, OSError) as error:
        return [{"text": f"The assistant cannot be reached ({getattr(error, 'reason', error)})."}]


def is_coloured() -> bool:
    """Tells whether bold type may be used: on a terminal, unless NO_COLOR says otherwise."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def render(answers: list[dict[str, Any]], coloured: bool) -> str:
    """Returns messages as text for a terminal, their buttons numbered through."""
    lines: list[str] = []
    number = 0
    for answer in answers:
        text = plain_text(str(answer.get("text") or ""), coloured)
        if not text and answer.get("custom"):
            text = json.dumps(answer["custom"], ensure_ascii=False)
        for paragraph in text.splitlines():
            lines.extend(textwrap.wrap(paragraph, WIDTH, break_long_words=False, break_on_hyphens=False) or [""])
        for button in answer.get("buttons") or []:
            number += 1
            lines.append(f"  [{number}] {button['title']}")
    first, *others = lines or ["(no answer)"]
    return "\n".join([f"bot > {first}", *(f"      {line}".rstrip() for line in others)]) + "\n"


def plain_text(text: str, coloured: bool) -> str:
    """Returns **bold** as bold type or bare, and [name](address) as "name (address)"."""
    text = re.sub(r"\[([^\]]+)\]\((https?://[^)\s]+)\)", r"\1 (\2)", text)
    return re.sub(r"\*\*(.+?)\*\*", "\033[1m\\1\033[0m" if coloured else r"\1", text)
