"""A call of the webchat API: what is taken of it, and how it is refused."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.text import clean_text

LARGEST_BODY = 8 * 1024
LONGEST_COMMENT = 500
MOST_MESSAGES = 200
USUAL_MESSAGES = 50


class CallError(Exception):
    """A call that is answered with an error of the API; `words` are for the developer who reads the answer."""

    def __init__(self, status: int, code: str, words: str, retry_after: int | None = None) -> None:
        super().__init__(code)
        self.status, self.code, self.words, self.retry_after = status, code, words, retry_after

    def answer(self) -> HTTPResponse:
        """Returns the answer with this error."""
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        return response.json({"error": {"code": self.code, "message": self.words}}, self.status, headers)


@dataclass(frozen=True)
class Said:
    """What a visitor sends: a text, or the payload of a button, under the client's id for it."""

    client_id: str
    text: str | None
    payload: str | None


@dataclass(frozen=True)
class Opinion:
    """What a visitor thinks of a message: `value` is up or down."""

    message_id: str
    value: str
    comment: str | None


def read_said(request: Request) -> Said:
    """Returns what `POST /messages` carries; raises CallError for anything else."""
    body = read_object(request)
    client_id, text, payload = body.get("client_id"), body.get("text"), body.get("payload")
    try:
        client_id = str(uuid.UUID(client_id))
    except (ValueError, TypeError, AttributeError):
        raise bad_request("client_id must be a UUID.") from None
    if (text is None) == (payload is None):
        raise bad_request("Send either text or payload.")
    if payload is not None:
        return Said(client_id, None, read_string(payload, "payload"))
    cleaned = clean_text(read_string(text, "text"))
    if cleaned.truncated:
        raise CallError(413, "too_long", "A text has at most 1,000 characters.")
    if not cleaned.text.strip():
        raise bad_request("text is empty.")
    return Said(client_id, cleaned.text, None)


def read_opinion(request: Request) -> Opinion:
    """Returns what `POST /feedback` carries; raises CallError for anything else."""
    body = read_object(request)
    message_id, value, comment = body.get("message_id"), body.get("value"), body.get("comment")
    if value not in ("up", "down"):
        raise bad_request("value must be up or down.")
    if comment is not None:
        comment = clean_text(read_string(comment, "comment")).text.strip() or None
        if comment and len(comment) > LONGEST_COMMENT:
            raise CallError(413, "too_long", f"A comment has at most {LONGEST_COMMENT} characters.")
    return Opinion(read_string(message_id, "message_id"), value, comment)


def read_page(request: Request) -> tuple[str | None, int]:
    """Returns the cursor and the limit of `GET /messages`; raises CallError for a limit that is none."""
    limit = request.args.get("limit", str(USUAL_MESSAGES))
    if not limit.isascii() or not limit.isdigit() or not 1 <= int(limit) <= MOST_MESSAGES:
        raise bad_request(f"limit must be a number from 1 to {MOST_MESSAGES}.")
    return request.args.get("after"), int(limit)


def read_object(request: Request, largest: int = LARGEST_BODY) -> dict[str, Any]:
    """Returns the JSON object of a body; raises CallError when there is none, or a larger one."""
    if len(request.body) > largest:
        raise CallError(413, "too_long", f"A body has at most {largest // 1024} KiB.")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        raise bad_request("The body is not JSON.") from None
    if not isinstance(body, dict):
        raise bad_request("The body is not a JSON object.")
    return body


def read_string(value: Any, name: str) -> str:
    """Returns a value that is a string; raises CallError for any other."""
    if not isinstance(value, str):
        raise bad_request(f"{name} must be a string.")
    return value


def bad_request(words: str) -> CallError:
    """Returns the error for a call that makes no sense."""
    return CallError(400, "bad_request", words)
