"""Runs the action server: `python -m rasa_sdk --actions actions`, quiet, and for this machine alone by default."""

from __future__ import annotations

import sys
import warnings

from runtime import logs
from setup import settings
from setup.terminal import SetupError

PACKAGE = "actions"


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
    logs.take_over(["sanic.root", "sanic.error", "sanic.access"])
    logs.seal()
    app.run(host, port, access_log=False)


if __name__ == "__main__":
    main()
