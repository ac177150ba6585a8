"""What a website loads: the widget as one file, and a page that demonstrates it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.webchat_calls import CallError

WIDGET = Path(__file__).parent.parent / "build" / "widget" / "widget.js"
DEMO = Path(__file__).with_name("webchat_demo.html")
# Sites get a new widget within minutes without touching their tag.
WIDGET_SECONDS = 300
PINNED_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True)
class Widget:
    """The built widget, plain and compressed, and the hash of its content."""

    plain: bytes
    compressed: bytes
    hash: str

    @property
    def pinned_name(self) -> str:
        """The file's name for sites that load this version and no other."""
        return f"widget.{self.hash}.js"


def read_widget(path: Path = WIDGET) -> Widget | None:
    """Returns the built widget, or None where none has been built."""
    if not path.is_file():
        return None
    plain = path.read_bytes()
    return Widget(plain, gzip.compress(plain, 9, mtime=0), hashlib.sha256(plain).hexdigest()[:16])


def add_routes(routes: Blueprint) -> None:
    """Adds the widget, its pinned alias, the demonstration and the health check."""
    widget = read_widget()
    demo = DEMO.read_bytes()

    @routes.route("/widget.js", methods=["GET", "HEAD"])
    async def current(request: Request) -> HTTPResponse:
        return _script(request, widget, f"public, max-age={WIDGET_SECONDS}")

    if widget is not None:

        @routes.route(f"/{widget.pinned_name}", methods=["GET", "HEAD"])
        async def pinned(request: Request) -> HTTPResponse:
            return _script(request, widget, f"public, max-age={PINNED_SECONDS}, immutable")

    @routes.route("/demo", methods=["GET"])
    async def demonstration(request: Request) -> HTTPResponse:
        return response.raw(demo, content_type="text/html; charset=utf-8", headers=_demo_headers(demo))

    @routes.route("/health", methods=["GET"])
    async def health(request: Request) -> HTTPResponse:
        return response.json({"status": "ok"})


def _script(request: Request, widget: Widget | None, cache: str) -> HTTPResponse:
    if widget is None:
        return CallError(503, "unavailable", "The widget has not been built: make run builds it.").answer()
    headers = {
        "ETag": f'"{widget.hash}"',
        "Cache-Control": cache,
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
        # Any site may load the script, also with `crossorigin` and `integrity`; who may talk is checked at each call.
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Widget": widget.pinned_name,
    }
    if widget.hash in request.headers.get("if-none-match", ""):
        return response.empty(304, headers)
    body = widget.plain
    if "gzip" in request.headers.get("accept-encoding", ""):
        body, headers["Content-Encoding"] = widget.compressed, "gzip"
    return response.raw(body, content_type="text/javascript; charset=utf-8", headers=headers)


def _demo_headers(demo: bytes) -> dict[str, str]:
    """Returns the strictest policy that a site can have: the page shows that the widget needs no more."""
    style = re.search(rb"<style>(.*?)</style>", demo, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style[1] if style else b"").digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'self'; style-src 'sha256-{digest}'; connect-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    return {"Content-Security-Policy": policy, "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
