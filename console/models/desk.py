"""Who waits for a person: a copy of the conversation database's requests, and what was told of them to whom."""

from __future__ import annotations

from django.db import models

from console.models.conversations import Conversation


class Request(models.Model):
    """That a visitor is in distress, asked for a person or left a message; its id is that of the store's row."""

    DISTRESS, PERSON, MESSAGE = "distress", "person", "message"
    KINDS = {DISTRESS: "In distress", PERSON: "Asked for a person", MESSAGE: "Left a message"}

    id = models.BigIntegerField(primary_key=True)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="requests")
    kind = models.CharField(max_length=16)
    at = models.FloatField()
    claimed_by = models.CharField(max_length=150, null=True)
    # When that person last did something.
    claimed_at = models.FloatField(null=True)

    class Meta:
        default_permissions = ()
        permissions = [("answer_visitor", "Can take conversations on and answer visitors")]

    def __str__(self) -> str:
        return self.kind


class Notice(models.Model):
    """That somebody is to be told of a request, by one way; it stays as long as the request, so that it is told once."""

    WEBHOOK, MAIL = "webhook", "mail"

    request = models.BigIntegerField()
    way = models.CharField(max_length=8)
    alias = models.CharField(max_length=11)
    kind = models.CharField(max_length=16)
    at = models.FloatField()
    tries = models.IntegerField(default=0)
    # Unix seconds; None: told, or given up.
    due_at = models.FloatField(null=True)
    # A short code of what went wrong last.
    failure = models.CharField(max_length=64, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["request", "way"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.way} {self.kind}"
