"""The settings of the conversation database, for the server and for `python -m stores`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import secrecy

PROJECT = Path(__file__).resolve().parent.parent
DEFAULT_DATABASE = "var/conversations.sqlite"
DEFAULT_PATIENCE_SECONDS = 10.0
DEFAULT_RETENTION_DAYS = 90.0


class StoreSettingsError(ValueError):
    """A setting of the store makes no sense; the message names it and repeats no secret."""


@dataclass(frozen=True)
class StoreSettings:
    """Where conversations are kept, and for how long.

    Attributes:
        database: absolute path of a SQLite file, or a `postgresql://` URL.
        locks: URL of Redis, or else the database, where turns wait for one another.
        patience: seconds that a turn waits for the database before it fails.
        retention_days: age at which sessions are deleted.
        handoff_key: keys, divided by commas, for messages that visitors leave; None takes none.
    """

    database: str
    locks: str
    patience: float
    retention_days: float
    handoff_key: str | None


def read(environment: Mapping[str, str]) -> StoreSettings:
    """Reads the settings; raises StoreSettingsError."""
    database = _database(environment.get("GUIDE_DATABASE") or DEFAULT_DATABASE)
    locks = environment.get("GUIDE_LOCKS") or database
    if locks != database and not locks.startswith(("redis://", "rediss://")):
        raise StoreSettingsError("GUIDE_LOCKS is not a redis:// or rediss:// address.")
    for name, address in (("GUIDE_DATABASE", database), ("GUIDE_LOCKS", locks)):
        if "://" in address and secrecy.has_example_password(address):
            raise StoreSettingsError(f"The password in {name} is that of an example. {secrecy.ADVICE}")
    return StoreSettings(
        database,
        locks,
        _number(environment, "GUIDE_STORE_PATIENCE", DEFAULT_PATIENCE_SECONDS, 60, "seconds"),
        _number(environment, "GUIDE_RETENTION_DAYS", DEFAULT_RETENTION_DAYS, 36500, "days"),
        environment.get("GUIDE_HANDOFF_KEY") or None,
    )


def _database(text: str) -> str:
    if "://" not in text:
        return str(PROJECT / text)
    if not text.startswith("postgresql://"):
        raise StoreSettingsError("GUIDE_DATABASE is neither a path nor a postgresql:// address.")
    return text


def _number(environment: Mapping[str, str], name: str, default: float, most: float, unit: str) -> float:
    text = environment.get(name) or str(default)
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= most:
        raise StoreSettingsError(f"{name}={text} is not a number of {unit} (more than 0, at most {most:g}).")
    return value
