"""Visitors whose way to the assistant is bad: requests arrive twice, or are cut off on the way there and back."""

from __future__ import annotations

import json
import random
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from tests.guide import Guide
from tests.stores.crashing import Client


class Doubled(Client):
    """Each of the visitor's requests is delivered twice, at the same moment."""

    def post(self, guide: Guide, body: dict[str, Any]) -> tuple[int, Any]:
        """Returns one of two answers; when both are answers they are the same."""
        with ThreadPoolExecutor(2) as both:
            one, other = both.map(lambda _: guide.post(body), range(2))
        assert one == other or 200 not in (one[0], other[0]) or one[0] != other[0], (one, other)
        return max(one, other, key=lambda answer: answer[0] == 200)


class CutOff(Client):
    """A proxy drops the visitor's connection within the request or before the answer, and sends the request again."""

    def post(self, guide: Guide, body: dict[str, Any]) -> tuple[int, Any]:
        """Returns the answer to the request that was not cut off."""
        sent = request_of(guide, body)
        part = random.choice((len(sent) // 3, len(sent) - 5, len(sent)))
        address = urlsplit(guide.base)
        with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
            connection.sendall(sent[:part])
        return guide.post(body)


def request_of(guide: Guide, body: dict[str, Any]) -> bytes:
    """Returns a message's request as it goes over the wire."""
    content = json.dumps(body).encode()
    head = (
        "POST /webhooks/rest/webhook HTTP/1.1",
        f"Host: {urlsplit(guide.base).netloc}",
        "Content-Type: application/json",
        f"Content-Length: {len(content)}",
    )
    return "\r\n".join((*head, "", "")).encode() + content
