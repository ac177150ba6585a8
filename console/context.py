"""What every page shows around its content."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from console import desk

ADMIN_PERMISSIONS = ("console.view_access", "console.change_tag", "auth.view_user")


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Tells whether somebody may see the administration, and how many visitors wait for who may answer."""
    user = getattr(request, "user", None)
    return {
        "may_administer": bool(user and user.is_active and any(user.has_perm(p) for p in ADMIN_PERMISSIONS)),
        "waiting_visitors": desk.waiting() if user and user.has_perm("console.answer_visitor") else 0,
    }
