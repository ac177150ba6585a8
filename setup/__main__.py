"""Front door of every Makefile target: makes the environment fresh, then runs the command inside it."""

from __future__ import annotations

import os
import sys

from setup import bootstrap
from setup.terminal import SetupError, say


def main() -> int:
    """Returns the exit status; inside the environment the process is replaced and never returns."""
    try:
        if sys.argv[1:] == ["lock"]:
            bootstrap.lock_requirements()
            return 0
        if sys.argv[1:2] == ["run"]:
            bootstrap.refuse_taken_ports()
        python = bootstrap.ensure_environment()
    except SetupError as failure:
        say(str(failure), error=True)
        return 1
    except KeyboardInterrupt:
        say("stopped", error=True)
        return 130
    return os.execv(str(python), [str(python), "-m", "setup.tasks", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
