"""Who may see anything at all, and what browsers may keep of it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve

Next = Callable[[HttpRequest], HttpResponse]

# Views that answer without a login: by name, for everything that is not here is closed.
OPEN = {
    "login", "logout", "live", "metrics", "oidc_authentication_init", "oidc_authentication_callback",
}  # fmt: skip
_WITH_OLD_PASSWORD = {*OPEN, "password"}


class NothingIsKept:
    """Tells browsers and proxies to keep no page: conversations stay on the server."""

    def __init__(self, get_response: Next) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answers with headers that forbid copies and features that no page needs."""
        response = self._get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), interest-cohort=()"
        return response


class OnlyWhoMay:
    """Closes every page to those who are not logged in, so that a view that forgets to ask is closed too."""

    def __init__(self, get_response: Next) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Sends the unknown to the login, and who has a password of somebody else's to the page that changes it."""
        name = resolve(request.path_info).view_name
        if name in OPEN:
            return self._get_response(request)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        login = getattr(request.user, "login", None)
        if login is not None and login.must_change_password and name not in _WITH_OLD_PASSWORD:
            return redirect("password")
        return self._get_response(request)
