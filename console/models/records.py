"""Who looked at what and what was erased. Conversations stand here by alias alone, so that records may stay."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Access(models.Model):
    """One look at personal data, or one change of who may; the database refuses to change or delete it."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    who = models.CharField(max_length=150)
    what = models.CharField(max_length=24, db_index=True)
    alias = models.CharField(max_length=11, blank=True, db_index=True)
    detail = models.CharField(max_length=1000, blank=True)
    address = models.CharField(max_length=45, blank=True)

    class Meta:
        default_permissions = ("view",)
        ordering = ["-id"]
        verbose_name_plural = "access log"

    def __str__(self) -> str:
        return f"{self.who}: {self.what}"


class Erasure(models.Model):
    """A person's erasure that was asked for here; the reader asks the store, which does it."""

    alias = models.CharField(max_length=11)
    channel = models.CharField(max_length=64)
    # An event of the conversation, by which the store's own id of the person is found; not kept afterwards.
    event = models.BigIntegerField(null=True)
    by = models.CharField(max_length=150)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=64, blank=True)
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        default_permissions = ("view",)
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.alias


class Login(models.Model):
    """What is special about somebody's login: a password that somebody else has seen must be changed first."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="login")
    must_change_password = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.user_id)
