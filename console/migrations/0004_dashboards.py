"""Sums a day, and what they need of each visit; the reader's next comparison makes what stands anew."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def read_again(apps: Any, editor: Any) -> None:
    """Makes every conversation differ from the conversation database, so that it is projected again."""
    apps.get_model("console", "Conversation").objects.update(event_count=-1)


class Migration(migrations.Migration):
    """After the corrections."""

    dependencies = [
        ("console", "0003_corrections"),
    ]

    operations = [
        migrations.AddField(
            model_name="session",
            name="flow",
            field=models.CharField(default="", max_length=400),
        ),
        migrations.AddField(
            model_name="session",
            name="messages",
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name="session",
            name="person_at",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="session",
            name="wanted_person_at",
            field=models.FloatField(null=True),
        ),
        migrations.CreateModel(
            name="DailySum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=16)),
                ("day", models.IntegerField()),
                ("channel", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=80)),
                ("count", models.BigIntegerField()),
            ],
            options={
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("kind", "day", "channel", "name"), name="sum_once")],
            },
        ),
        migrations.CreateModel(
            name="Comparison",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("model", models.CharField(max_length=200)),
                ("days", models.IntegerField()),
                ("messages", models.IntegerField()),
                ("sentences", models.IntegerField()),
                ("changed", models.IntegerField()),
                ("seconds", models.FloatField()),
                ("sureness_then", models.FloatField()),
                ("sureness_now", models.FloatField()),
                ("intents", models.JSONField()),
            ],
            options={
                "ordering": ["-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ChangedMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("message", models.BigIntegerField()),
                ("times", models.IntegerField()),
                ("intent_then", models.CharField(max_length=255)),
                ("intent_now", models.CharField(max_length=255)),
                ("sure_then", models.FloatField()),
                ("sure_now", models.FloatField()),
                ("entities_then", models.JSONField(default=list)),
                ("entities_now", models.JSONField(default=list)),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="console.conversation"
                    ),
                ),
                (
                    "comparison",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="console.comparison"
                    ),
                ),
            ],
            options={
                "ordering": ["-times", "id"],
                "default_permissions": (),
            },
        ),
        migrations.RunPython(read_again, migrations.RunPython.noop),
    ]
