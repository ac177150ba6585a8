"""The assistant's settings; the only place in `runtime` that looks at the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import secrecy
import stores.settings
from stores.settings import StoreSettings, StoreSettingsError

PROJECT = Path(__file__).resolve().parent.parent

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
# in the order of a turn; see runtime.crash_points
CRASH_POINTS = (
    "received",
    "parsed",
    "before_action",
    "after_action",
    "before_commit",
    "after_commit",
    "before_reply",
    "after_reply",
)
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?|https?://\[[0-9a-f:]+\](:\d{1,5})?")
_YES = ("1", "true", "yes", "on")
_NO = ("", "0", "false", "no", "off")


class SettingsError(ValueError):
    """A setting has a value that the assistant refuses to start with."""


@dataclass(frozen=True)
class Settings:
    """How the assistant runs; paths are absolute, times in seconds.

    Attributes:
        api_token: switches Rasa's HTTP API on; None leaves it off.
        action_timeout: how long one custom action may take before the visitor gets an apology.
        store: where conversations are kept.
        crash_point: for trials alone: where in a turn to die, and at which time; see runtime.crash_points.
        metrics_port: where Prometheus finds figures; None leaves them off.
        run_directory: where the credentials and endpoints that the server starts with are written.
        proxies: how many reverse proxies of our own stand before the server and tell the caller's address.
        webchat_secret: signs the website chat's tokens and switches it on; None leaves it off.
        webchat_origins: the websites whose pages may use the chat.
        webchat_session_rate: messages a minute in one conversation.
        webchat_address_rate: messages and new conversations a minute from one address.
        webchat_total_rate: those of all visitors together.
        desk_token: opens the interface by which the console answers visitors; None leaves it off.
        desk_timeout: minutes of a person's silence after which a conversation is the assistant's again.
    """

    host: str
    port: int
    rest: bool
    api_token: str | None
    actions_url: str
    action_timeout: float
    store: StoreSettings
    model: Path
    run_directory: Path
    crash_point: tuple[str, int] | None
    metrics_port: int | None
    log_level: str
    proxies: int
    webchat_secret: str | None
    webchat_origins: tuple[str, ...]
    webchat_session_rate: int
    webchat_address_rate: int
    webchat_total_rate: int
    desk_token: str | None
    desk_timeout: int

    def variables(self) -> dict[str, str]:
        """Returns the `${VAR}`s of the templates that these settings fill; what is off is empty."""
        return {
            "GUIDE_ACTIONS_URL": self.actions_url,
            "GUIDE_DATABASE": self.store.database,
            "GUIDE_LOCKS": self.store.locks,
            "GUIDE_REST": "true" if self.rest else "",
            "GUIDE_WEBCHAT_SECRET": self.webchat_secret or "",
            "GUIDE_WEBCHAT_ORIGINS": " ".join(self.webchat_origins),
            "GUIDE_WEBCHAT_SESSION_RATE": str(self.webchat_session_rate),
            "GUIDE_WEBCHAT_ADDRESS_RATE": str(self.webchat_address_rate),
            "GUIDE_WEBCHAT_TOTAL_RATE": str(self.webchat_total_rate),
            "GUIDE_DESK_TOKEN": self.desk_token or "",
            "GUIDE_DESK_TIMEOUT": str(self.desk_timeout),
        }


def read(environment: Mapping[str, str]) -> Settings:
    """Reads the settings; raises SettingsError, naming the variable, for a value that makes no sense."""
    return Settings(
        host=environment.get("GUIDE_HOST") or "127.0.0.1",
        port=_port(environment, "GUIDE_PORT", 5005),
        rest=_switch(environment, "GUIDE_REST"),
        api_token=_token(environment, "GUIDE_API_TOKEN"),
        actions_url=environment.get("GUIDE_ACTIONS_URL") or "http://127.0.0.1:5055/webhook",
        action_timeout=_seconds(environment, "GUIDE_ACTION_TIMEOUT", 8.0),
        store=_store(environment),
        model=_path(environment, "GUIDE_MODEL", "models/mle-guide.tar.gz"),
        run_directory=_path(environment, "GUIDE_RUN_DIRECTORY", "var/run"),
        crash_point=_crash_point(environment),
        metrics_port=_port(environment, "GUIDE_METRICS_PORT", 0) or None,
        log_level=_choice(environment, "GUIDE_LOG_LEVEL", LOG_LEVELS, "WARNING"),
        proxies=_count(environment, "GUIDE_PROXIES", 0, least=0),
        webchat_secret=_token(environment, "GUIDE_WEBCHAT_SECRET"),
        webchat_origins=_origins(environment, "GUIDE_WEBCHAT_ORIGINS"),
        webchat_session_rate=_count(environment, "GUIDE_WEBCHAT_SESSION_RATE", 20, least=1),
        webchat_address_rate=_count(environment, "GUIDE_WEBCHAT_ADDRESS_RATE", 60, least=1),
        webchat_total_rate=_count(environment, "GUIDE_WEBCHAT_TOTAL_RATE", 1200, least=1),
        desk_token=_token(environment, "GUIDE_DESK_TOKEN"),
        desk_timeout=_count(environment, "GUIDE_DESK_TIMEOUT", 30, least=1),
    )


def _store(environment: Mapping[str, str]) -> StoreSettings:
    try:
        return stores.settings.read(environment)
    except StoreSettingsError as error:
        raise SettingsError(str(error)) from error


def _path(environment: Mapping[str, str], name: str, default: str) -> Path:
    return PROJECT / (environment.get(name) or default)


def _port(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name) or str(default)
    if not text.isdigit() or not (0 < int(text) < 65536 or text == str(default)):
        raise SettingsError(f"{name}={text} is not a port (1 to 65535).")
    return int(text)


def _seconds(environment: Mapping[str, str], name: str, default: float) -> float:
    text = environment.get(name) or str(default)
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 60:
        raise SettingsError(f"{name}={text} is not a number of seconds (more than 0, at most 60).")
    return value


def _count(environment: Mapping[str, str], name: str, default: int, least: int) -> int:
    text = environment.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or int(text) < least:
        raise SettingsError(f"{name}={text} is not a whole number of {least} or more.")
    return int(text)


def _origins(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Returns the websites named, or this machine's own pages where none is."""
    port = _port(environment, "GUIDE_PORT", 5005)
    named = environment.get(name, "").split() or [f"http://127.0.0.1:{port}", f"http://localhost:{port}"]
    origins = tuple(origin.rstrip("/").lower() for origin in named)
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise SettingsError(f"{name} names {origin}, which is not an origin such as https://www.example.edu")
    return origins


def _switch(environment: Mapping[str, str], name: str) -> bool:
    text = environment.get(name, "").strip().lower()
    if text not in _YES + _NO:
        raise SettingsError(f"{name}={text} is neither 1 (on) nor 0 (off).")
    return text in _YES


def _token(environment: Mapping[str, str], name: str) -> str | None:
    text = environment.get(name) or None
    if text is not None and (why := secrecy.weakness(text)):
        raise SettingsError(f"{name} is too weak: {why}. {secrecy.ADVICE}")
    return text


def _crash_point(environment: Mapping[str, str]) -> tuple[str, int] | None:
    text = environment.get("GUIDE_CRASH_POINT") or None
    if text is None:
        return None
    point, _, times = text.partition(":")
    if point not in CRASH_POINTS or not (times or "1").isdigit():
        raise SettingsError(f"GUIDE_CRASH_POINT={text} is not one of {', '.join(CRASH_POINTS)}, with a number.")
    return point, int(times or 1)


def _choice(environment: Mapping[str, str], name: str, choices: tuple[str, ...], default: str) -> str:
    text = (environment.get(name) or default).upper()
    if text not in choices:
        raise SettingsError(f"{name}={text} is not one of {', '.join(choices)}.")
    return text
