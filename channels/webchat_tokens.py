"""Signed tokens: the way into one conversation, and the choices that were offered in it."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import jwt

from channels.webchat_calls import CallError

SENDER_PREFIX = "webchat:"
SESSION_SECONDS = 24 * 3600
# A session can be renewed for so long after it began; erasure is remembered for longer than that.
RENEWABLE_SECONDS = 30 * 24 * 3600
OFFER_SECONDS = 24 * 3600
_ALGORITHM = "HS256"
_AUDIENCE = "webchat"


@dataclass(frozen=True)
class Session:
    """A visitor's conversation; `began` and `expires` are Unix seconds."""

    id: str
    began: int
    expires: int

    @property
    def sender(self) -> str:
        """The conversation's id in the store."""
        return SENDER_PREFIX + self.id

    @property
    def expires_at(self) -> str:
        """When the token ends, as ISO 8601 in UTC."""
        return iso_time(self.expires)


@dataclass(frozen=True)
class Choice:
    """A button's title, and what it has the assistant do."""

    title: str
    payload: str


class Tokens:
    """Signs and reads the tokens of one secret (HS256)."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def begin(self) -> Session:
        """Returns a new session that nobody can guess."""
        now = int(time.time())
        return Session(secrets.token_urlsafe(18), now, now + SESSION_SECONDS)

    def renew(self, session: Session) -> Session:
        """Returns the session for another day, at most until 30 days after its beginning."""
        now = int(time.time())
        expires = min(now + SESSION_SECONDS, session.began + RENEWABLE_SECONDS)
        return Session(session.id, session.began, max(expires, session.expires))

    def sign(self, session: Session) -> str:
        """Returns the token of a session."""
        claims = {"aud": _AUDIENCE, "sub": session.id, "began": session.began, "exp": session.expires}
        return jwt.encode(claims, self._secret, _ALGORITHM)

    def read(self, header: str | None) -> Session:
        """Returns the session of an Authorization header; raises CallError for none, a wrong or an expired token."""
        if not header:
            raise CallError(401, "token_missing", "Send the session's token: Authorization: Bearer …")
        scheme, _, token = header.partition(" ")
        try:
            claims = self._decode(token, _AUDIENCE, ["sub", "began", "exp"])
            if scheme.lower() != "bearer" or not isinstance(claims["began"], int):
                raise jwt.InvalidTokenError
        except jwt.ExpiredSignatureError:
            raise CallError(401, "token_expired", "The session has ended; begin a new one.") from None
        except jwt.PyJWTError:
            raise CallError(401, "token_invalid", "This is not a token of ours.") from None
        return Session(claims["sub"], claims["began"], claims["exp"])

    def offer(self, session: Session, choice: Choice, offered_at: float) -> str:
        """Returns the opaque payload of a button: good in this conversation for a day, always the same for one."""
        claims = {
            "aud": session.sender,
            "exp": int(offered_at) + OFFER_SECONDS,
            "title": choice.title,
            "payload": choice.payload,
        }
        return jwt.encode(claims, self._secret, _ALGORITHM)

    def taken(self, session: Session, offer: str) -> Choice:
        """Returns the choice that a payload stands for; raises CallError unless it was offered here within a day."""
        try:
            claims = self._decode(offer, session.sender, ["title", "payload", "exp"])
        except jwt.PyJWTError:
            raise CallError(409, "payload_not_offered", "This choice was not offered in the last 24 hours.") from None
        return Choice(claims["title"], claims["payload"])

    def _decode(self, token: str, audience: str, required: list[str]) -> dict[str, Any]:
        return dict(
            jwt.decode(
                token,
                self._secret,
                [_ALGORITHM],
                {"require": ["aud", *required], "strict_aud": True},
                audience=audience,
            )
        )


def iso_time(seconds: float) -> str:
    """Returns Unix seconds as ISO 8601 in UTC, with milliseconds: 2026-05-01T09:30:00.000Z."""
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
