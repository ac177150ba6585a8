"""Reads the action server's settings; the only place in `actions` that looks at the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Who stands behind the assistant, and the file of sponsored listings; empty where the operator has not said."""

    organisation: str
    contact: str
    hours: str
    privacy_url: str
    sponsored: str


def load() -> Settings:
    """Reads `GUIDE_ORGANISATION`, `GUIDE_CONTACT`, `GUIDE_HOURS`, `GUIDE_PRIVACY_URL` and
    `GUIDE_SPONSORED`."""
    return Settings(
        organisation=os.environ.get("GUIDE_ORGANISATION", ""),
        contact=os.environ.get("GUIDE_CONTACT", ""),
        hours=os.environ.get("GUIDE_HOURS", ""),
        sponsored=os.environ.get("GUIDE_SPONSORED", ""),
        privacy_url=os.environ.get("GUIDE_PRIVACY_URL", ""),
    )
