"""Starts the assistant: `python -m runtime`; everything about it is set by the environment."""

from __future__ import annotations

import os
import sys

from runtime import left_out, logs
from runtime.settings import SettingsError, read


def main() -> int:
    """Returns the exit status: 2 for a setting that cannot be, with one line that says which."""
    try:
        settings = read(os.environ)
        if not settings.model.is_file():
            raise SettingsError(f"There is no model at {settings.model}; `make train` makes one.")
        logs.configure(settings.log_level)
        os.environ["RASA_TELEMETRY_ENABLED"] = "false"
        # More threads than one wait for each other longer than the products of a message take.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        left_out.leave_out(left_out.components_of(settings.model))
        # Imported only now: Rasa reads the environment while it is imported, and takes seconds.
        from runtime.server import serve

        serve(settings)
    except (SettingsError, ValueError) as error:
        print(f"The assistant does not start: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
