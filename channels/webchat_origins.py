"""Which websites may talk to the assistant from their pages."""

from __future__ import annotations

from collections.abc import Iterable

from sanic.request import Request

from channels.webchat_calls import CallError

_METHODS = "GET, POST, DELETE"
_HEADERS = "Authorization, Content-Type"
PREFLIGHT_SECONDS = 600


class Origins:
    """An allow-list of origins such as `https://www.example.edu`."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = frozenset(allowed)

    def check(self, request: Request) -> str | None:
        """Returns the caller's origin; raises CallError for one that is not allowed.

        Browsers leave the origin out where a page of our own reads (GET); with any other call they send it.
        """
        origin = request.headers.get("origin")
        if origin is None and request.method == "GET":
            return None
        if origin is None or origin.lower() not in self._allowed:
            raise CallError(403, "origin_not_allowed", "This site is not in GUIDE_WEBCHAT_ORIGINS.")
        return origin

    @staticmethod
    def headers(origin: str | None) -> dict[str, str]:
        """Returns what lets a page of that origin read the answer."""
        if origin is None:
            return {"Vary": "Origin"}
        return {
            "Vary": "Origin",
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Expose-Headers": "Retry-After",
            "Access-Control-Allow-Methods": _METHODS,
            "Access-Control-Allow-Headers": _HEADERS,
            "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
        }
