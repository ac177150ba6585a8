"""`python -m console prepare`: tables, roles and, where nobody may log in yet, a first admin."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from console.models import Login

FIRST_ADMIN = "admin"


class Command(BaseCommand):
    """Brings the console's database up to date; safe to run at every start."""

    help = __doc__

    def handle(self, **options: Any) -> None:
        """Migrates; prints the first admin's one-time password, once."""
        _make_file(settings.GUIDE.database)
        call_command("migrate", verbosity=0, interactive=False)
        with transaction.atomic():
            people = get_user_model().objects
            if people.exists():
                return
            password = secrets.token_urlsafe(12)
            admin = people.create_superuser(FIRST_ADMIN, password=password)
            Login.objects.create(user=admin, must_change_password=True)
        self.stdout.write(f"The console's first login: {FIRST_ADMIN}, password {password} (to be changed at once)")


def _make_file(address: str) -> None:
    """Creates a SQLite file for its owner alone."""
    if "://" in address:
        return
    path = Path(address)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
