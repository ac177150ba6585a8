"""`python -m console corrections gather|export`: the queue of sentences, and approved ones into `data/nlu`."""

from __future__ import annotations

import getpass
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from console import access
from console.corrections import deciding, exporting, gathering, training
from console.models import Access


class Command(BaseCommand):
    """What corrections need beside their pages."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds what is to be done, and where."""
        parser.add_argument("do", choices=("gather", "export"))
        parser.add_argument("--project", type=Path, default=settings.GUIDE.project, help="whose data/nlu is written")

    def handle(self, *, do: str, project: Path, **options: Any) -> None:
        """Does it, and prints what was done."""
        if do == "gather":
            self._gather()
        else:
            self._export(project)

    def _gather(self) -> None:
        # On a machine that both share, visitors come first.
        os.nice(10)
        from encoder.encoder import EncoderError, SentenceEncoder

        try:
            sentences, groups = gathering.gather(SentenceEncoder.open())
        except EncoderError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{sentences} sentences to look at, {groups} groups of about the same")

    def _export(self, project: Path) -> None:
        try:
            plan = exporting.plan(training.load(project))
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"the training data in {project} cannot be read: {error}") from error
        for correction, reason in plan.refused:
            self.stderr.write(f"left out “{correction.text}” ({correction.label}): {reason}")
        plan.write()
        deciding.mark_exported(plan.accepted)
        if plan.accepted:
            # Nobody is logged in at a terminal; the machine's own name for the person has to do.
            detail = f"{len(plan.accepted)} corrections into {project / 'data' / 'nlu'}"
            Access.objects.create(who=f"{getpass.getuser()} (terminal)"[:150], what=access.EXPORT, detail=detail[:1000])
        for path in plan.files:
            count = sum(plan.training.files[c.label] == path for c in plan.accepted)
            self.stdout.write(f"{path.relative_to(project)}: {count} more")
        self.stdout.write(
            f"{len(plan.accepted)} examples written, {len(plan.refused)} left out; `make train` learns them"
        )
