"""What the dashboards are drawn from: sums a day, kept by the reader, so that no page counts messages."""

from __future__ import annotations

from django.db import models


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
