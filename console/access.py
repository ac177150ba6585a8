"""The access log: who looked at what. Rows are only ever added; the database refuses the rest."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from console.models import Access

VIEW, EXPORT, ERASE = "view", "export", "erase"
LOGIN, LOGOUT, REFUSED, LOCKED = "login", "logout", "login refused", "locked out"


def log(request: HttpRequest, what: str, alias: str = "", detail: str = "", who: str = "") -> None:
    """Adds a row; `who` is needed only where nobody is logged in."""
    name = who or request.user.get_username()
    Access.objects.create(
        who=name[:150], what=what, alias=alias, detail=detail[:1000], address=request.META.get("REMOTE_ADDR", "")
    )


def connect() -> None:
    """Logs logins, refused ones too, by Django's signals."""
    from axes.signals import user_locked_out

    user_logged_in.connect(_came, dispatch_uid="access-login")
    user_logged_out.connect(_went, dispatch_uid="access-logout")
    user_login_failed.connect(_refused, dispatch_uid="access-refused")
    user_locked_out.connect(_locked, dispatch_uid="access-locked")


def _came(request: HttpRequest, user: Any, **_: Any) -> None:
    log(request, LOGIN, who=user.get_username())


def _went(request: HttpRequest, user: Any, **_: Any) -> None:
    if user is not None:
        log(request, LOGOUT, who=user.get_username())


def _refused(request: HttpRequest | None, credentials: dict[str, Any], **_: Any) -> None:
    if request is not None:
        log(request, REFUSED, who=str(credentials.get("username") or "?"))


def _locked(request: HttpRequest, username: str, **_: Any) -> None:
    log(request, LOCKED, who=username or "?")
