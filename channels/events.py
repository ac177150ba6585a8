"""What people do on a platform, in one form for all platforms."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

# What the assistant is given for the commands that a platform's users know.
COMMANDS = {"start": "/greet", "help": "/ask_help", "stop": "/stop"}


class MalformedError(ValueError):
    """A request is authentic, but not what the platform's reference describes."""


@dataclass(frozen=True)
class Event:
    """One thing that a person did. With neither text, token nor command it cannot be read: a picture, a sticker.

    Attributes:
        key: the platform's own id of it; what comes twice has the same.
        person: who did it, and where, if people have several conversations; the channel's name is not in it.
        address: where answers go, in the platform's words.
        text: typed.
        token: of a pressed button.
        command: one of COMMANDS.
        pressed: what the platform needs to show that a press was taken.
    """

    key: str
    person: str
    address: dict[str, Any]
    text: str | None = None
    token: str | None = None
    command: str | None = None
    pressed: dict[str, Any] = field(default_factory=dict)


def text_of(value: Any, name: str) -> str:
    """Returns an id or another required string; raises MalformedError for anything else."""
    if isinstance(value, bool) or not isinstance(value, (str, int)) or not 0 < len(str(value)) <= 200:
        raise MalformedError(f"{name} is missing")
    return str(value)


def object_of(value: Any, name: str) -> dict[str, Any]:
    """Returns a JSON object; raises MalformedError for anything else."""
    if not isinstance(value, dict):
        raise MalformedError(f"{name} is no object")
    return value
