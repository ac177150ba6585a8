"""Starts the assistant, the action server and the console together, says when all answer, and stops all."""

from __future__ import annotations

import contextlib
import datetime
import os
import secrets
import shlex
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from honcho.manager import Manager
from honcho.printer import Message, Printer

from setup import settings
from setup.bootstrap import refuse_taken_ports
from setup.environment import quiet_environment
from setup.terminal import PROJECT, say

TOKEN_FILE = PROJECT / "var" / "run" / "api_token"
HANDOFF_KEY_FILE = PROJECT / "var" / "handoff_key"
# Kept, so that a visitor's conversation outlives a restart.
WEBCHAT_SECRET_FILE = PROJECT / "var" / "run" / "webchat_secret"
DESK_TOKEN_FILE = PROJECT / "var" / "run" / "desk_token"
POLL_SECONDS = 0.3
SLOW_START_SECONDS = 90.0
_CONSOLE = (sys.executable, "-m", "console")


@dataclass(frozen=True)
class Server:
    """A process to run and the address that answers with 200 once it serves, if it serves."""

    name: str
    command: list[str]
    health: str | None
    environment: dict[str, str]


def servers(token: str, handoff_key: str, webchat_secret: str, desk_token: str) -> list[Server]:
    """Returns the processes of the guide as the settings have them; each secret goes to those alone who need it."""
    desk = {"GUIDE_DESK_TOKEN": desk_token}
    secret = {"GUIDE_HANDOFF_KEY": handoff_key, "GUIDE_WEBCHAT_SECRET": webchat_secret, **desk}
    environment = quiet_environment() | settings.server_settings(token)
    for name in secret:
        environment.pop(name, None)
    return [
        Server(
            "actions",
            [sys.executable, "-m", "setup.action_server"],
            f"http://127.0.0.1:{settings.actions_port()}/health",
            environment,
        ),
        Server(
            "assistant",
            [sys.executable, "-m", "runtime"],
            f"http://127.0.0.1:{settings.assistant_port()}/",
            environment | secret,
        ),
        Server("console", [*_CONSOLE, "serve"], f"http://127.0.0.1:{settings.console_port()}/live", environment | desk),
        Server("reader", [*_CONSOLE, "read"], None, environment),
    ]


class _TerminalPrinter(Printer):
    """Prints the servers' lines, also when the terminal is gone: the servers are still to be stopped."""

    def write(self, message: Message) -> None:
        with contextlib.suppress(OSError):
            super().write(message)


def run() -> int:
    """Runs the servers in the foreground; returns 0 after Ctrl-C, 1 when a server ended by itself."""
    refuse_taken_ports()
    token = settings.api_token() or own_token(TOKEN_FILE)
    handoff_key = settings.handoff_key() or own_token(HANDOFF_KEY_FILE)
    webchat_secret = settings.webchat_secret() or own_token(WEBCHAT_SECRET_FILE)
    guide = servers(token, handoff_key, webchat_secret, settings.desk_token() or own_token(DESK_TOKEN_FILE))
    # Tables, roles and, the first time, a login that is printed here.
    if subprocess.run([*_CONSOLE, "prepare"], cwd=PROJECT, env=guide[0].environment).returncode:
        return 1
    manager = Manager(_TerminalPrinter(sys.stdout, colour=not os.environ.get("NO_COLOR")))
    for server in guide:
        command = "exec " + shlex.join(server.command)
        manager.add_process(server.name, command, env=server.environment, cwd=str(PROJECT))
    # A terminal that is closed sends no Ctrl-C; without this the servers would stay and hold their ports.
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    say("starting the guide; Ctrl-C stops it")
    threading.Thread(target=_announce, args=(manager, guide), daemon=True).start()
    manager.loop()
    if manager.returncode in (128 + signal.SIGINT, 128 + signal.SIGTERM):
        say("the guide has stopped")
        return 0
    say("A server ended by itself, so the others were stopped too; its last lines above say why.", error=True)
    return 1


def own_token(file: Path) -> str:
    """Returns a secret of this folder, such as the token of Rasa's HTTP API; makes one, for its owner's eyes."""
    if file.exists():
        return file.read_text().strip()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    token = secrets.token_hex(32)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(token + "\n")
    return token


def is_up(address: str) -> bool:
    """Tells whether a server answers there with success."""
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def _announce(manager: Manager, guide: list[Server]) -> None:
    started = time.monotonic()
    warned = False
    while not all(is_up(server.health) for server in guide if server.health):
        time.sleep(POLL_SECONDS)
        if not warned and time.monotonic() - started > SLOW_START_SECONDS:
            _print(manager, "still starting; this machine is slow or busy")
            warned = True
    _print(manager, f"ready after {time.monotonic() - started:.0f} s")
    for line in addresses():
        _print(manager, line)


def addresses() -> list[str]:
    """Returns what to tell the user about a running guide, a line each."""
    base = f"http://127.0.0.1:{settings.assistant_port()}"
    token = "in GUIDE_API_TOKEN" if settings.api_token() else f"in {TOKEN_FILE.relative_to(PROJECT)}"
    return [
        f"website chat   {base}/webhooks/webchat/demo",
        f"assistant      {base}",
        f'REST           {base}/webhooks/rest/webhook  POST {{"sender": "me", "message": "hello"}}',
        f"HTTP API       {base}/status?token=…  (the token is {token})",
        f"action server  http://127.0.0.1:{settings.actions_port()}/health",
        f"console        http://127.0.0.1:{settings.console_port()}/",
        "terminal       make chat",
    ]


def _print(manager: Manager, line: str) -> None:
    now = datetime.datetime.now()
    manager.events.put(Message(type="line", data=f"{line}\n", time=now, name="guide", colour=None))
