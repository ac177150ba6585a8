"""Requests that nobody honest sends: broken HTTP, wrong types, huge and deep bodies, tricks with paths and headers."""

from __future__ import annotations

import json
import random
import re
import socket
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "BREW", "get", "G\u00e9T")
TEXTS = (
    "", " ", "\x00", "a\x00b", "\ud800", "\udfff\ud800", "\u202e\u2066", "\ufffe", "💥" * 300, "a" * 1001, "é" * 999,
    "e\u0301" * 999, "/restart", '/inform{"area": "TX"}', "/" * 500, "{" * 500, "{{7*7}}${7*7}%s%n",
    "' OR 1=1 --",
    "<script>alert(1)</script>", "../../../../etc/passwd", "%00%2e%2e%2f", "1e999", "NaN", "-1", "9" * 400,
    "texas " * 160,
    "\r\nSet-Cookie: a=b", "null", "true", "2026-11-22T00:00:00Z", "00000000-0000-0000-0000-000000000000",
)  # fmt: skip
QUERIES = (
    "?", "?&", "?after=%ff&limit=-1", "?limit=9999999999999999999", "?a[]=%00", "?%zz", "?token=", "?token=a&token=b",
    "?after=\u00e9", "?limit=²", "#x",
)  # fmt: skip
BROKEN = (
    b"\x00" * 200, b"\x16\x03\x01\x02\x00\x01\x00", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\r\n" * 50,
    b"POST / HTTP/1.1\r\n" + b"a" * 100_000, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
)  # fmt: skip
DEEP = 20_000


@dataclass(frozen=True)
class Door:
    """An address that takes requests.

    Attributes:
        body: what an honest request carries there; its values are replaced, left out and nested.
        headers: what lets an honest request in.
        form: whether the body is a form's.
    """

    base: str
    method: str
    path: str
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    form: bool = False


def value(chance: random.Random) -> Any:
    """Returns something that a field of JSON can hold."""
    return chance.choice(
        (
            None, True, False, 0, -1, 2**63, -(2**70), 1e308, float("nan"), [], {}, [[]], {"": ""}, [None] * 50,
            {"a": {"b": [1, {"c": None}]}}, chance.choice(TEXTS), chance.choice(TEXTS), chance.choice(TEXTS),
        )
    )  # fmt: skip


def spoilt(body: Any, chance: random.Random) -> Any:
    """Returns the body with something in it replaced, left out, added or taken for something else."""
    if isinstance(body, dict) and body and chance.random() < 0.85:
        key = chance.choice(list(body))
        how = chance.random()
        if how < 0.15:
            return {name: value for name, value in body.items() if name != key}
        if how < 0.3:
            return {**body, chance.choice(TEXTS): value(chance)}
        return {**body, key: spoilt(body[key], chance)}
    if isinstance(body, list) and body and chance.random() < 0.7:
        index = chance.randrange(len(body))
        return [*body[:index], spoilt(body[index], chance), *body[index + 1 :]]
    return value(chance)


def content(door: Door, chance: random.Random) -> bytes:
    """Returns the bytes of a body."""
    how = chance.random()
    if how < 0.04:
        return bytes(chance.randrange(256) for _ in range(chance.randrange(300)))
    if how < 0.07:
        return b"[" * DEEP + b"]" * DEEP if chance.random() < 0.5 else b'{"a":' * DEEP
    if how < 0.09:
        return b'{"text": "' + b"x" * chance.choice((9_000, 300_000, 1_200_000)) + b'"}'
    if how < 0.12:
        return chance.choice((b'"\xff\xfe"', b"\xef\xbb\xbf{}", b'{"a": 1, "a": 2}', b"{'a': 1}", b"-", b"\x00"))
    body = spoilt(door.body, chance) if how < 0.8 else door.body
    if door.form and isinstance(body, dict):
        pairs = (f"{name}={chance.choice(('', '%zz', '%00', '%ff', 'a'))}{item}" for name, item in body.items())
        return "&".join(pairs).encode(errors="surrogatepass")
    # Escaped: what is sent are lone surrogates as JSON may write them.
    return json.dumps(body).encode()


def target(door: Door, chance: random.Random) -> bytes:
    """Returns the path as it is asked for."""
    path = door.path
    how = chance.random()
    if how < 0.6:
        return path.encode()
    if how < 0.7:
        return (path + chance.choice(QUERIES)).encode()
    if how < 0.8:
        return re.sub(r"[a-z]+$", chance.choice(("..", "%2e%2e", "%00", "%ff", ".%2f", "", "a" * 300)), path).encode()
    if how < 0.9:
        asked = path.encode()
        return chance.choice(
            (b"/../" + asked, b"//" + asked, asked + b"/", b"*", b"", b"\xff", b"http://other.example" + asked)
        )
    return path.encode()


def head(door: Door, size: int, chance: random.Random) -> list[bytes]:
    """Returns the lines of headers."""
    lines = {"Host": urlsplit(door.base).netloc, "Content-Type": "application/json", **door.headers}
    if door.form:
        lines["Content-Type"] = "application/x-www-form-urlencoded"
    lines["Content-Length"] = str(size)
    how = chance.random()
    if how < 0.15 and door.headers:
        lines[chance.choice(list(door.headers))] = chance.choice(
            ("", "Bearer", "Bearer x.y.z", "é", "null", "a" * 3000)
        )
    if how > 0.9:
        name = chance.choice(("Content-Length", "Content-Type", "Host", "Transfer-Encoding", "Expect", "Connection"))
        lines[name] = chance.choice(
            ("-1", "abc", "1e3", "99999999999", "chunked", "100-continue", "", "text/plain; charset=utf-99", "\u00e9")
        )
    encoded = [f"{name}: {value}".encode("utf-8", "surrogatepass") for name, value in lines.items()]
    if 0.2 < how < 0.23:
        encoded += [b"X-Flood-%d: %s" % (number, b"y" * 50) for number in range(chance.choice((50, 2000)))]
    if 0.23 < how < 0.26:
        encoded += chance.choice(([b"No colon here"], [b": empty"], [b"X: a\rb"], [b"X: \x00"], [b" folded: x"]))
    return encoded


def request(door: Door, chance: random.Random) -> bytes:
    """Returns a request for a door, as bytes on the wire."""
    if chance.random() < 0.03:
        return chance.choice(BROKEN)
    method = door.method if chance.random() < 0.85 else chance.choice(METHODS)
    body = content(door, chance)
    line = method.encode() + b" " + target(door, chance) + b" " + chance.choice((b"HTTP/1.1",) * 9 + (b"HTTP/1.0",))
    return b"\r\n".join((line, *head(door, len(body), chance), b"", b"")) + body


def exchange(base: str, sent: bytes, seconds: float = 15.0) -> tuple[int | None, bytes]:
    """Returns the status and the whole of what a server answers; None for a connection that was just closed."""
    address = urlsplit(base)
    answer = b""
    with socket.create_connection((address.hostname, address.port), timeout=seconds) as connection:
        try:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            while not is_whole(answer) and (part := connection.recv(65536)):
                answer += part
        except OSError:
            # Reset, too late, or no longer connected when our half is closed (ENOTCONN, which is no ConnectionError).
            pass
    found = re.match(rb"HTTP/1\.[01] (\d{3})", answer)
    return (int(found[1]) if found else None), answer


def is_whole(answer: bytes) -> bool:
    """Tells whether an answer is complete, so that nobody waits until an idle connection is closed."""
    top, divider, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"\ncontent-length: (\d+)", top, re.IGNORECASE)
    return bool(divider) and not top.endswith(b"100 Continue") and len(body) >= int(length[1] if length else 0)
