"""What every page shows around its content."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

ADMIN_PERMISSIONS = ("console.view_access", "console.change_tag", "auth.view_user")


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Tells whether somebody may see the administration."""
    user = getattr(request, "user", None)
    return {"may_administer": bool(user and user.is_active and any(user.has_perm(p) for p in ADMIN_PERMISSIONS))}
