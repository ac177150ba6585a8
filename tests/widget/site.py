"""A website with the widget on it, on an origin of its own, as the widget meets it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

_HOSTILE = """
  * { display: none !important; color: red !important; font: 40px/1 fantasy !important; }
  html, body, h1, p, main { display: block !important; }
  button, textarea, ol, li, section, svg { background: red !important; position: absolute !important;
    opacity: .1 !important; transform: rotate(90deg) !important; width: 9px !important; visibility: hidden !important; }
  html { font-size: 62.5%; }
"""
_STRICT = (
    "default-src 'none'; script-src {guide}; connect-src {guide}; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
_PAGE = """<!doctype html><html lang="en" dir="{dir}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{head}</head>
<body><main><h1>{title}</h1><p>A page of the site. <a href="/?title=second">Another page</a></p></main>{scripts}</body>
</html>"""


class _Handler(BaseHTTPRequestHandler):
    guide = ""

    def do_GET(self) -> None:
        """Sends the page that the query describes; every other key is an attribute of the script tag."""
        query = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query, keep_blank_values=True).items()}
        style = f"<style>{_HOSTILE}</style>" if query.pop("hostile", None) else ""
        policy = query.pop("strict", None)
        direction = query.pop("dir", "ltr")
        title = query.pop("title", "first")
        count = int(query.pop("scripts", "1"))
        attributes = " ".join(f'data-{key}="{value}"' for key, value in query.items())
        script = f'<script async src="{self.guide}/widget.js" {attributes}></script>'
        body = _PAGE.format(dir=direction, title=title, head=style, scripts=script * count).encode()
        self.send_response(200 if urlsplit(self.path).path == "/" else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if policy:
            origin = "/".join(self.guide.split("/")[:3])
            self.send_header("Content-Security-Policy", _STRICT.format(guide=origin))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Says nothing."""


@contextmanager
def serving(origin: str, guide: str) -> Iterator[None]:
    """Serves the site at its origin; `guide` is the address of the webchat API."""
    address = urlsplit(origin)
    handler = type("Handler", (_Handler,), {"guide": guide})
    server = ThreadingHTTPServer((str(address.hostname), int(address.port or 80)), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
