"""`python -m console read`: copies the conversation database into the console's tables, until told to stop."""

from __future__ import annotations

import os
import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from console import desk_notices
from console.models import ReaderState
from console.reader import loop


class Command(BaseCommand):
    """The reader as a process of its own."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds --once."""
        parser.add_argument("--once", action="store_true", help="end when everything is read")

    def handle(self, *, once: bool, **options: Any) -> None:
        """Reads; raises the problem when there is one and --once was asked."""
        # On a machine that both share, visitors come first.
        os.nice(10)
        address = settings.GUIDE.conversations
        # At its start it compares everything, whenever that was done last.
        ReaderState.objects.filter(pk=1).update(reconciled_at=0)
        if once:
            while loop.step(address):
                pass
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: stop.set())
        # A receiver that answers slowly holds up no copying.
        telling = threading.Thread(target=desk_notices.run, args=(stop,))
        telling.start()
        loop.run(address, stop)
        telling.join()
        connection.close()
