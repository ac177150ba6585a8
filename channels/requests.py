"""Reads the bodies of webhooks' requests."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from sanic.request import Request

from channels.events import MalformedError, object_of


def json_object(request: Request) -> dict[str, Any]:
    """Returns the JSON object of a body, whatever its content type says; raises MalformedError."""
    return parse_object(request.body)


def parse_object(content: bytes | str) -> dict[str, Any]:
    """Returns the JSON object of a text; raises MalformedError."""
    try:
        parsed = json.loads(content)
    except (ValueError, RecursionError):
        raise MalformedError("the body is no JSON") from None
    return object_of(parsed, "the body")


def form(request: Request) -> list[tuple[str, str]]:
    """Returns the fields of a form, empty ones too (signatures count them); raises MalformedError."""
    try:
        return parse_qsl(request.body.decode(), keep_blank_values=True, errors="strict")
    except ValueError:
        raise MalformedError("the body is no form") from None
