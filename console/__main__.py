"""`python -m console COMMAND`: Django's commands with the console's settings."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Runs the command that the arguments name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "console.settings")
    from console.environment import ConsoleSettingsError

    try:
        from django.core.management import execute_from_command_line

        execute_from_command_line([f"{sys.executable} -m console", *sys.argv[1:]])
    except ConsoleSettingsError as refusal:
        sys.exit(f"The console does not start: {refusal}")


if __name__ == "__main__":
    main()
