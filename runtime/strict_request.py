"""A request with an address, and with one length, which a proxy before this server reads as the server does."""

from __future__ import annotations

from typing import Any

from sanic.exceptions import InvalidUsage
from sanic.request import Request


class StrictRequest(Request):
    """Sanic's request; one with a length that is none, or with two, is refused with 400.

    Sanic 21.12 reads a body of length -1 for ever, without giving way to any other request; and where a proxy takes
    one of two lengths and Sanic the other, what follows is a request that nobody sent.
    """

    def __init__(self, url_bytes: bytes, headers: Any, *arguments: Any, **keywords: Any) -> None:
        if not url_bytes:
            raise InvalidUsage("no address")
        super().__init__(url_bytes, headers, *arguments, **keywords)
        lengths = headers.getall("content-length", [])
        codings = headers.getall("transfer-encoding", [])
        if len(lengths) + len(codings) > 1:
            raise InvalidUsage("one length alone")
        if any(not (length.isascii() and length.isdigit()) for length in lengths):
            raise InvalidUsage("no length")
        if any(coding.lower() != "chunked" for coding in codings):
            raise InvalidUsage("no coding of ours")
