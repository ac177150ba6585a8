"""Reads the action server's settings; the only place in `actions` that looks at the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Who stands behind the assistant, what they promise, and the file of sponsored listings.

    Empty where the operator has not said; `retention_days` is the assistant's own setting, which the answers name.
    """

    organisation: str
    contact: str
    hours: str
    privacy_url: str
    sponsored: str
    retention_days: str
    desk_hours: str
    desk_zone: str


def load() -> Settings:
    """Reads `GUIDE_ORGANISATION`, `GUIDE_CONTACT`, `GUIDE_HOURS`, `GUIDE_PRIVACY_URL`,
    `GUIDE_SPONSORED`, `GUIDE_RETENTION_DAYS`, `GUIDE_DESK_HOURS` and `GUIDE_DESK_ZONE`."""
    return Settings(
        organisation=os.environ.get("GUIDE_ORGANISATION", ""),
        contact=os.environ.get("GUIDE_CONTACT", ""),
        hours=os.environ.get("GUIDE_HOURS", ""),
        sponsored=os.environ.get("GUIDE_SPONSORED", ""),
        privacy_url=os.environ.get("GUIDE_PRIVACY_URL", ""),
        retention_days=os.environ.get("GUIDE_RETENTION_DAYS") or "90",
        desk_hours=os.environ.get("GUIDE_DESK_HOURS", ""),
        desk_zone=os.environ.get("GUIDE_DESK_ZONE", ""),
    )
