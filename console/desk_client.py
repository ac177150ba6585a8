"""Calls the assistant for people of the team: it alone writes into conversations (docs/reference/desk.md)."""

from __future__ import annotations

from typing import Any

import requests
from django.conf import settings

from console.models import Conversation

TIMEOUT_SECONDS = 15.0


class DeskError(Exception):
    """The assistant did not do it.

    Attributes:
        code: `off`, `unreachable`, `gone`, `taken`, `too_long`, `personal` or `refused`.
        by: who has the conversation, of `taken`.
    """

    def __init__(self, code: str, by: str = "") -> None:
        super().__init__(code)
        self.code, self.by = code, by


def is_on() -> bool:
    """Tells whether people can answer here."""
    return settings.GUIDE.desk.token is not None


def left(conversation: Conversation) -> list[dict[str, Any]]:
    """Returns what the visitor left for a person: at, name, contact, matter, or problem; raises DeskError."""
    return list(_call("left", conversation)["left"])


def claim(conversation: Conversation, by: str, client_id: str) -> None:
    """Takes the conversation on; raises DeskError."""
    _call("claim", conversation, by=by, client_id=client_id)


def answer(conversation: Conversation, by: str, client_id: str, text: str) -> int:
    """Says something to the visitor, once for a client_id; returns the id of its event. Raises DeskError."""
    return int(_call("answer", conversation, by=by, client_id=client_id, text=text)["message_id"])


def give_back(conversation: Conversation, by: str, client_id: str, how: str, instead_of: str | None) -> None:
    """Gives the conversation back, `resolved` or `returned`, if need be for somebody else; raises DeskError."""
    other = {"instead_of": instead_of} if instead_of else {}
    _call("back", conversation, by=by, client_id=client_id, how=how, **other)


def _call(path: str, conversation: Conversation, **body: str) -> dict[str, Any]:
    desk = settings.GUIDE.desk
    if desk.token is None:
        raise DeskError("off")
    try:
        reply = requests.post(
            f"{desk.assistant}/webhooks/desk/{path}",
            json={"conversation": conversation.sender_hash, **body},
            headers={"Authorization": f"Bearer {desk.token}"},
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
        )
        found = reply.json()
    except (requests.RequestException, ValueError):
        raise DeskError("unreachable") from None
    if reply.status_code == 200:
        return dict(found)
    error = found.get("error") or {}
    known = {404: "gone", 409: "taken", 413: "too_long", 422: "personal", 503: "unreachable"}
    code = error.get("code") if error.get("code") == "gone" else known.get(reply.status_code, "refused")
    raise DeskError(str(code), str(error.get("by") or ""))
