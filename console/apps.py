"""The console as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ConsoleConfig(AppConfig):
    """Connects the roles and the access log to Django's signals."""

    name = "console"
    verbose_name = "Console"

    def ready(self) -> None:
        """Makes the roles after each migration, and logs logins."""
        from console import access, roles

        post_migrate.connect(roles.make, sender=self)
        access.connect()
