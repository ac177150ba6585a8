"""`python -m console compare MODEL`: what another model would understand of the last days' messages."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from console import comparing

_PROGRESS_SECONDS = 5.0


class Command(BaseCommand):
    """Compares before a model goes live; the result is a page of the console."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds the model, --days and --most."""
        parser.add_argument("model", type=Path, help="a model archive, such as models/mle-guide.tar.gz")
        parser.add_argument("--days", type=int, default=7, help="how far to look back (default 7)")
        parser.add_argument(
            "--most", type=int, default=comparing.MOST_SENTENCES, help="how many different sentences, the newest first"
        )

    def handle(self, *, model: Path, days: int, most: int, **options: Any) -> None:
        """Compares, telling how far it is, and prints what would change."""
        # On a machine that both share, visitors come first.
        os.nice(10)
        said = time.monotonic()

        def progress(number: int, total: int) -> None:
            nonlocal said
            if time.monotonic() - said > _PROGRESS_SECONDS:
                said = time.monotonic()
                self.stderr.write(f"{number:,} of {total:,} sentences")

        try:
            result = comparing.compare(model.resolve(), days, most, progress)
        except comparing.ComparingError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"{result.messages:,} messages ({result.sentences:,} different) of {days} days in {result.seconds:.0f} s: "
            f"{result.changed:,} would be understood differently.\n"
            f"Mean sureness {result.sureness_then:.1%}, with {result.model} {result.sureness_now:.1%}. "
            f"What would change: /comparisons/{result.pk}/ in the console"
        )
