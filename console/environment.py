"""The console's `GUIDE_…` settings, read from the environment and checked."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import secrecy
from console import desk_environment
from console.desk_environment import DeskEnvironment

PROJECT = Path(__file__).resolve().parent.parent
SHORTEST_SECRET = 32
OIDC = (
    "GUIDE_CONSOLE_OIDC_CLIENT",
    "GUIDE_CONSOLE_OIDC_SECRET",
    "GUIDE_CONSOLE_OIDC_AUTHORIZE",
    "GUIDE_CONSOLE_OIDC_TOKEN",
    "GUIDE_CONSOLE_OIDC_USER",
    "GUIDE_CONSOLE_OIDC_KEYS",
)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class ConsoleSettingsError(ValueError):
    """A setting has a value that the console refuses to start with; the message repeats no secret."""


@dataclass(frozen=True)
class Environment:
    """How the console runs; paths are absolute.

    Attributes:
        conversations: the conversation database, a path or a `postgresql://` URL; only read.
        database: the console's own, a path or a `postgresql://` URL.
        url: the https address that people type in, "" for this machine alone.
        metrics_token: opens /metrics to who sends it; None leaves it closed.
        oidc: client, secret and addresses of an OpenID provider by the last word of its variable; empty: none.
        project: the folder whose `data/nlu` corrections go into.
        assistant: the address of the running assistant, which says what today's model makes of a sentence.
        api_token: opens its HTTP API; None: it is not asked.
    """

    conversations: str
    database: str
    host: str
    port: int
    url: str
    secret: str
    metrics_token: str | None
    session_hours: float
    oidc: Mapping[str, str]
    project: Path
    assistant: str
    api_token: str | None
    desk: DeskEnvironment

    @property
    def hostname(self) -> str:
        """The host name of `url`, or ""."""
        return urlsplit(self.url).hostname or ""


def read(environment: Mapping[str, str]) -> Environment:
    """Reads the settings; raises ConsoleSettingsError, naming the variable, for a value that makes no sense."""
    url = _url(environment)
    host = environment.get("GUIDE_CONSOLE_HOST") or "127.0.0.1"
    if host not in _LOOPBACK and not url:
        raise ConsoleSettingsError(
            f"GUIDE_CONSOLE_HOST={host} opens it to others, so GUIDE_CONSOLE_URL must be the https address that "
            "people reach it at."
        )
    return Environment(
        conversations=_database(environment, "GUIDE_DATABASE", "var/conversations.sqlite"),
        database=_database(environment, "GUIDE_CONSOLE_DATABASE", "var/console.sqlite"),
        host=host,
        port=_port(environment),
        url=url,
        secret=_secret(environment, must_be_given=bool(url)),
        metrics_token=_strong(environment, "GUIDE_CONSOLE_METRICS_TOKEN") or None,
        session_hours=_hours(environment),
        oidc=_oidc(environment),
        project=PROJECT / (environment.get("GUIDE_CONSOLE_PROJECT") or ""),
        assistant=_assistant(environment),
        api_token=_strong(environment, "GUIDE_API_TOKEN") or None,
        desk=_desk(environment),
    )


def _desk(environment: Mapping[str, str]) -> DeskEnvironment:
    try:
        return desk_environment.read(environment)
    except ValueError as error:
        raise ConsoleSettingsError(str(error)) from error


def _url(environment: Mapping[str, str]) -> str:
    text = (environment.get("GUIDE_CONSOLE_URL") or "").rstrip("/")
    parts = urlsplit(text)
    if text and (parts.scheme != "https" or not parts.hostname or parts.path):
        raise ConsoleSettingsError(f"GUIDE_CONSOLE_URL={text} is not an https address without a path.")
    return text


def _assistant(environment: Mapping[str, str]) -> str:
    text = environment.get("GUIDE_CONSOLE_ASSISTANT") or f"http://127.0.0.1:{environment.get('GUIDE_PORT') or '5005'}"
    if urlsplit(text).scheme not in ("http", "https") or not urlsplit(text).hostname:
        raise ConsoleSettingsError(f"GUIDE_CONSOLE_ASSISTANT={text} is not an http or https address.")
    return text.rstrip("/")


def _database(environment: Mapping[str, str], name: str, default: str) -> str:
    text = environment.get(name) or default
    if "://" not in text:
        return str(PROJECT / text)
    if not text.startswith("postgresql://"):
        raise ConsoleSettingsError(f"{name} is neither a path nor a postgresql:// address.")
    if secrecy.has_example_password(text):
        raise ConsoleSettingsError(f"The password in {name} is that of an example. {secrecy.ADVICE}")
    return text


def _port(environment: Mapping[str, str]) -> int:
    text = environment.get("GUIDE_CONSOLE_PORT") or "5010"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise ConsoleSettingsError(f"GUIDE_CONSOLE_PORT={text} is not a port (1 to 65535).")
    return int(text)


def _secret(environment: Mapping[str, str], must_be_given: bool) -> str:
    given = _strong(environment, "GUIDE_CONSOLE_SECRET", SHORTEST_SECRET)
    if given:
        return given
    if must_be_given:
        raise ConsoleSettingsError(f"GUIDE_CONSOLE_URL is set, so GUIDE_CONSOLE_SECRET must be. {secrecy.ADVICE}")
    return _own_secret(PROJECT / (environment.get("GUIDE_RUN_DIRECTORY") or "var/run") / "console_secret")


def _own_secret(file: Path) -> str:
    """Returns the secret of this folder; makes one, for its owner's eyes, if need be."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        stream.write(secrets.token_hex(32))
    try:
        # The console and its reader start together; the first one's secret stays.
        os.link(unfinished, file)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
    return file.read_text()


def _strong(environment: Mapping[str, str], name: str, shortest: int = secrecy.SHORTEST) -> str:
    text = environment.get(name) or ""
    if text and (why := secrecy.weakness(text, shortest)):
        raise ConsoleSettingsError(f"{name} is too weak: {why}. {secrecy.ADVICE}")
    return text


def _hours(environment: Mapping[str, str]) -> float:
    text = environment.get("GUIDE_CONSOLE_SESSION_HOURS") or "8"
    try:
        hours = float(text)
    except ValueError:
        hours = 0.0
    if not 0 < hours <= 72:
        raise ConsoleSettingsError(f"GUIDE_CONSOLE_SESSION_HOURS={text} is not a number of hours (at most 72).")
    return hours


def _oidc(environment: Mapping[str, str]) -> dict[str, str]:
    given = {name.rpartition("_")[2]: environment[name] for name in OIDC if environment.get(name)}
    missing = [name for name in OIDC if not environment.get(name)]
    if given and missing:
        raise ConsoleSettingsError(f"Login by OpenID Connect also needs {', '.join(missing)}.")
    if given and (why := secrecy.weakness(given["SECRET"])):
        raise ConsoleSettingsError(f"GUIDE_CONSOLE_OIDC_SECRET is too weak: {why}. Have the provider make a new one.")
    return given
