"""The `GUIDE_…` settings for answering visitors: the way to the assistant, and who is told when somebody waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import secrecy

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_MAIL_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class MailServer:
    """An SMTP server; `smtps` speaks TLS from the start, `smtp` after STARTTLS unless it is on this machine."""

    host: str
    port: int
    user: str
    password: str
    is_tls: bool
    is_starttls: bool


@dataclass(frozen=True)
class DeskEnvironment:
    """How visitors are answered.

    Attributes:
        assistant: address of the assistant's server, without a slash at its end.
        token: the assistant's GUIDE_DESK_TOKEN; None: nobody answers here.
        webhook: address that is told of everybody who waits, "" for none; `webhook_secret` signs what it is told.
        mail_to: who is written to.
    """

    assistant: str
    token: str | None
    webhook: str
    webhook_secret: str
    mail_to: tuple[str, ...]
    mail_from: str
    mail_server: MailServer | None


def read(environment: Mapping[str, str]) -> DeskEnvironment:
    """Reads the settings; raises ValueError, naming the variable, for a value that makes no sense."""
    mail_to = tuple(part.strip() for part in environment.get("GUIDE_DESK_MAIL", "").split(",") if part.strip())
    server = _mail_server(environment)
    sender = environment.get("GUIDE_MAIL_FROM") or ""
    for address in (*mail_to, *filter(None, [sender])):
        if address.count("@") != 1 or any(char.isspace() for char in address):
            raise ValueError(f"{address} in GUIDE_DESK_MAIL or GUIDE_MAIL_FROM is not an e-mail address.")
    if mail_to and not (server and sender):
        raise ValueError("GUIDE_DESK_MAIL also needs GUIDE_MAIL_SERVER and GUIDE_MAIL_FROM.")
    webhook, secret = _webhook(environment)
    token = environment.get("GUIDE_DESK_TOKEN") or None
    if token and (why := secrecy.weakness(token)):
        raise ValueError(f"GUIDE_DESK_TOKEN is too weak: {why}. {secrecy.ADVICE}")
    return DeskEnvironment(_assistant(environment), token, webhook, secret, mail_to, sender, server)


def _assistant(environment: Mapping[str, str]) -> str:
    text = (environment.get("GUIDE_ASSISTANT_URL") or "").rstrip("/")
    if not text:
        return f"http://127.0.0.1:{environment.get('GUIDE_PORT') or '5005'}"
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("GUIDE_ASSISTANT_URL is not an address such as http://assistant:5005.")
    return text


def _webhook(environment: Mapping[str, str]) -> tuple[str, str]:
    address = environment.get("GUIDE_DESK_WEBHOOK") or ""
    secret = environment.get("GUIDE_DESK_WEBHOOK_SECRET") or ""
    if not address:
        return "", ""
    parts = urlsplit(address)
    # A receiver on this machine hears nothing that others could listen to.
    is_here = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not parts.hostname or not (parts.scheme == "https" or is_here):
        raise ValueError("GUIDE_DESK_WEBHOOK is not an https:// address.")
    if why := secrecy.weakness(secret):
        raise ValueError(f"GUIDE_DESK_WEBHOOK needs a strong GUIDE_DESK_WEBHOOK_SECRET: {why}. {secrecy.ADVICE}")
    return address, secret


def _mail_server(environment: Mapping[str, str]) -> MailServer | None:
    text = environment.get("GUIDE_MAIL_SERVER") or ""
    if not text:
        return None
    parts = urlsplit(text)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in _MAIL_PORTS or not parts.hostname or port == 0:
        raise ValueError("GUIDE_MAIL_SERVER is not like smtp://user:password@host:587 or smtps://user:password@host.")
    is_tls = parts.scheme == "smtps"
    return MailServer(
        parts.hostname,
        port or _MAIL_PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        is_tls,
        is_starttls=not is_tls and parts.hostname not in _LOOPBACK,
    )
