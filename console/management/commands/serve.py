"""`python -m console serve`: the console's pages, by gunicorn, until told to stop."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

# Pages take some tens of milliseconds; threads are there for those who wait for the database or a slow network.
THREADS = 8


class Command(BaseCommand):
    """The web server as a process of its own."""

    help = __doc__

    def handle(self, **options: Any) -> None:
        """Becomes gunicorn, at the address of the settings."""
        # On a machine that both share, visitors come first.
        os.nice(10)
        guide = settings.GUIDE
        arguments = (
            "console.wsgi", "--bind", f"{guide.host}:{guide.port}", "--threads", str(THREADS),
            "--log-level", "warning", "--no-control-socket", "--graceful-timeout", "3",
        )  # fmt: skip
        os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *arguments])
