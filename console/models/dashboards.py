"""What the dashboards are drawn from: sums a day, kept by the reader, so that no page counts messages."""

from __future__ import annotations

from django.db import models

from console.models.conversations import Conversation


class DailySum(models.Model):
    """How often something was on one day (UTC) of one channel; `console.reader.sums` says what is counted."""

    kind = models.CharField(max_length=16)
    # Days since 1970.
    day = models.IntegerField()
    channel = models.CharField(max_length=64)
    name = models.CharField(max_length=80)
    count = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "day", "channel", "name"], name="sum_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}: {self.count}"


class Comparison(models.Model):
    """What another model would understand of messages that were typed, beside what was understood then."""

    at = models.DateTimeField(auto_now_add=True)
    model = models.CharField(max_length=200)
    days = models.IntegerField()
    # Messages, and different sentences among them; each sentence was parsed once.
    messages = models.IntegerField()
    sentences = models.IntegerField()
    changed = models.IntegerField()
    seconds = models.FloatField()
    sureness_then = models.FloatField()
    sureness_now = models.FloatField()
    # {intent: [messages then, messages now]}
    intents = models.JSONField()

    class Meta:
        default_permissions = ()
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.model


class ChangedMessage(models.Model):
    """A sentence that the other model understands differently; it goes when the conversation goes."""

    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="changes")
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="+")
    # The newest message that says it; the text itself is read there.
    message = models.BigIntegerField()
    times = models.IntegerField()
    intent_then = models.CharField(max_length=255)
    intent_now = models.CharField(max_length=255)
    sure_then = models.FloatField()
    sure_now = models.FloatField()
    # ["entity=value", ...]
    entities_then = models.JSONField(default=list)
    entities_now = models.JSONField(default=list)

    class Meta:
        default_permissions = ()
        ordering = ["-times", "id"]

    def __str__(self) -> str:
        return f"{self.intent_then} to {self.intent_now}"
