"""What happens to a turn's events before they are stored, and what is taken out of them with it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from stores import claims, handoff, masking


def stored_form(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Returns the events as they may be stored, one for each and in order; what is given is left as it is."""
    return masking.mask_turn(events)


def stored_text(text: str) -> str:
    """Returns a text that a visitor wrote, as it may be stored."""
    return masking.mask_text(text)


def capture(connection: Connection, sender_id: str, events: list[dict[str, Any]]) -> None:
    """Stores, in the turn's own transaction, what its events hold beyond themselves; they are unmasked here."""
    handoff.capture(connection, sender_id, events)
    claims.capture(connection, sender_id, events)


def asks_for_erasure(events: list[dict[str, Any]]) -> bool:
    """Tells whether the visitor has said, and confirmed, that the conversation be deleted."""
    return any(event["event"] == "slot" and event["name"] == "erasure" and event["value"] for event in events)
