"""Runs the action server: `python -m rasa_sdk --actions actions`, quiet and for this machine alone."""

from __future__ import annotations

import sys
import warnings

from runtime import logs
from setup import settings

PACKAGE = "actions"
HOST = "127.0.0.1"


def main() -> None:
    """Serves the actions until the process is told to stop."""
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
    app.run(HOST, settings.actions_port(), access_log=False)


if __name__ == "__main__":
    main()
