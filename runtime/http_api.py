"""What is open of Rasa's own HTTP interface, and the headers of every answer.

Rasa's interface can train, test and write into conversations past the channels; one token opens all of it. Here only
what is named below exists, each with the token but for two, and a body that Rasa would stumble over is refused before.
"""

from __future__ import annotations

import hmac
import tarfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from runtime import left_out

LONGEST_TEXT = 2000
MOST_EVENTS = 1000
# Routes as Sanic knows them. Without a token: that it lives and which version, and whether it can take turns.
OPEN = {("GET", ""), ("GET", "version"), ("GET", "ready")}
CHANNELS = "webhooks/"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "SAMEORIGIN",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


class RefusedError(Exception):
    """A call of the interface is refused; the text says why."""


def guard(app: Sanic, token: str | None) -> None:
    """Closes what is not named here, and puts the headers on every answer of the app."""

    async def check(request: Request) -> HTTPResponse | None:
        if request.route is None:
            # Nothing takes it: Sanic is about to say what is wrong with the request.
            return None
        path = request.route.path
        if path.startswith(CHANNELS) or (request.method, path) in OPEN:
            return None
        read = _WITH_TOKEN.get((request.method, path))
        if read is None or token is None:
            return _error(404, "not_found", "There is no such address here.")
        given = request.args.get("token") or ""
        if not hmac.compare_digest(given.encode(errors="replace"), token.encode()):
            return _error(401, "token_invalid", "This needs the token of GUIDE_API_TOKEN.")
        try:
            read(request)
        except RefusedError as refusal:
            return _error(400, "bad_request", str(refusal))
        return None

    async def finish(request: Request, answer: HTTPResponse) -> None:
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)

    app.register_middleware(check, "request")
    app.register_middleware(finish, "response")


def _error(status: int, code: str, words: str) -> HTTPResponse:
    return response.json({"error": {"code": code, "message": words}}, status=status)


def _nothing(request: Request) -> None:
    pass


def _text(request: Request) -> None:
    text = _object(request).get("text")
    if not isinstance(text, str) or len(text) > LONGEST_TEXT:
        raise RefusedError(f"text must be a string of at most {LONGEST_TEXT} characters.")
    if set(request.args) - {"token"}:
        raise RefusedError("Only the token stands in the address.")


def _events(request: Request) -> None:
    events = _json(request)
    if not isinstance(events, list) or not 0 < len(events) <= MOST_EVENTS:
        raise RefusedError(f"The body must be a list of 1 to {MOST_EVENTS} events.")
    agent: Agent = request.app.ctx.agent
    try:
        DialogueStateTracker.from_dict("default", events, agent.domain.slots if agent.domain else [])
    except Exception as error:
        raise RefusedError("These are no events.") from error


def _model(request: Request) -> None:
    """Refuses whatever is not a whole model on this machine, so that the one which answers goes on."""
    body = _object(request)
    name = body.get("model_file")
    if set(body) != {"model_file"} or not isinstance(name, str) or not name or "\0" in name:
        raise RefusedError('The body must be {"model_file": "a path on the server"}.')
    try:
        components = left_out.components_of(Path(name))
        with tarfile.open(name) as archive:
            # read to its end
            archive.getmembers()
    except (OSError, ValueError, EOFError, zlib.error, tarfile.TarError) as error:
        raise RefusedError("This is no whole model; the one before goes on.") from error
    if not left_out.can_run(components):
        raise RefusedError("This model has other kinds of components: start the assistant with it.")


def _object(request: Request) -> Mapping[str, Any]:
    body = _json(request)
    if not isinstance(body, dict):
        raise RefusedError("The body must be a JSON object.")
    return body


def _json(request: Request) -> Any:
    try:
        return request.json
    except (SanicException, ValueError, RecursionError) as error:
        raise RefusedError("The body is not JSON.") from error


# With the token: what the console, the benchmarks and whoever rolls a model out ask for.
_WITH_TOKEN: dict[tuple[str, str], Callable[[Request], None]] = {
    ("GET", "status"): _nothing,
    ("GET", "conversations/<conversation_id:path>/tracker"): _nothing,
    ("POST", "model/parse"): _text,
    ("POST", "model/predict"): _events,
    ("PUT", "model"): _model,
}
