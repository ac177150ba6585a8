"""Runs the action server: `python -m rasa_sdk --actions actions`, quiet, and for this machine alone by default."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Mapping
from typing import Any

from runtime import logs
from setup import settings
from setup.terminal import SetupError

PACKAGE = "actions"
# The assistant sends the last turns of a conversation: some ten thousand bytes.
LARGEST_CALL_BYTES = 4 << 20


def main() -> None:
    """Serves the actions until the process is told to stop."""
    try:
        host, port = settings.actions_host(), settings.actions_port()
    except SetupError as refusal:
        sys.exit(f"The action server does not start: {refusal}")
    logs.configure("WARNING")
    import sanic.app  # noqa: F401

    # Importing Sanic turns deprecation warnings on; those of its extensions are no news to anybody here.
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    from rasa_sdk.endpoint import create_app

    try:
        app = create_app(PACKAGE, cors_origins="")
    except ValueError as refusal:
        sys.exit(f"The action server does not start: {refusal}")
    guard(app)
    logs.take_over(["sanic.root", "sanic.error", "sanic.access"])
    logs.seal()
    app.run(host, port, access_log=False)


def guard(app: Any) -> None:
    """Refuses what is no call of an action with 400, as rasa_sdk answers everything that it stumbles over with 500."""
    from sanic import response
    from sanic.exceptions import SanicException

    from runtime.strict_request import StrictRequest

    async def check(request: Any) -> Any:
        # rasa_sdk unpacks a body of any size that says it is packed; the assistant packs none.
        # By its route: /webhook/ leads there too.
        if request.route is None or request.route.path != "webhook" or request.method != "POST":
            return None
        if "content-encoding" in request.headers or not _is_call(request):
            return response.json({"error": "This is no call of an action."}, status=400)
        return None

    async def refuse(request: Any, error: Any) -> Any:
        return response.json({"error": "This request makes no sense here."}, status=error.status_code)

    app.request_class = StrictRequest
    app.register_middleware(check, "request")
    app.error_handler.add(SanicException, refuse)
    app.config.REQUEST_MAX_SIZE = LARGEST_CALL_BYTES


def _is_call(request: Any) -> bool:
    from sanic.exceptions import SanicException

    try:
        call = request.json
    except (SanicException, ValueError, RecursionError):
        return False
    if not isinstance(call, dict) or not isinstance(call.get("next_action"), str):
        return False
    if not isinstance(call.get("version"), (str, type(None))):
        return False
    tracker: Any = call.get("tracker")
    parts = {"sender_id": str, "slots": dict, "events": list, "latest_message": dict}
    return _holds(tracker, parts) and _is_message(tracker["latest_message"])


def _is_message(message: dict[str, Any]) -> bool:
    """Tells whether a visitor's message has what actions read of it, each of the kind that it is."""
    text, entities = message.get("text"), message.get("entities") or []
    return (
        isinstance(text, (str, type(None)))
        and isinstance(message.get("intent") or {}, dict)
        and isinstance(entities, list)
        and all(_holds(entity, {"entity": str}) for entity in entities)
    )


def _holds(part: Any, kinds: Mapping[str, type]) -> bool:
    """Tells whether something is an object with these fields, each of its kind."""
    return isinstance(part, dict) and all(isinstance(part.get(name), kind) for name, kind in kinds.items())


if __name__ == "__main__":
    main()
