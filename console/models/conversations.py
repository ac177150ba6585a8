"""The copy of the conversations; times are Unix seconds, ids of messages and steps are those of their events."""

from __future__ import annotations

from django.db import models

VISITOR, ASSISTANT, PERSON = "visitor", "assistant", "person"


class Conversation(models.Model):
    """All that one visitor said on one channel; its id is that of its first event.

    The columns from `visitor_messages` on are sums over its messages, so that lists and filters read one table.
    """

    id = models.BigIntegerField(primary_key=True)
    # HMAC of the sender's id under the conversation database's key: the id itself is not copied.
    sender_hash = models.CharField(max_length=64, unique=True)
    alias = models.CharField(max_length=11, unique=True)
    channel = models.CharField(max_length=64)
    started_at = models.FloatField()
    last_at = models.FloatField()
    last_message = models.BigIntegerField(default=0)
    session = models.BigIntegerField(null=True)
    opening = models.CharField(max_length=200, default="")

    visitor_messages = models.IntegerField(default=0)
    assistant_messages = models.IntegerField(default=0)
    fallbacks = models.IntegerField(default=0)
    lowest_confidence = models.FloatField(null=True)
    asked_for_person = models.IntegerField(default=0)
    in_distress = models.IntegerField(default=0)
    thumbs_up = models.IntegerField(db_default=0)
    thumbs_down = models.IntegerField(db_default=0)
    undelivered = models.IntegerField(db_default=0)

    # Of all its events, also those that are not copied: what the reconciliation compares.
    event_count = models.BigIntegerField(default=0)
    event_last = models.BigIntegerField(default=0)
    event_sum = models.DecimalField(max_digits=30, decimal_places=0, default=0)

    class Meta:
        indexes = [
            models.Index(fields=["-last_at", "-id"], name="conversation_by_activity"),
            models.Index(fields=["channel", "-last_at"], name="conversation_by_channel"),
        ]
        permissions = [
            ("export_conversation", "Can export conversations"),
            ("review_conversation", "Can tag, flag, note, score and mark conversations"),
            ("assign_conversation", "Can assign conversations and draw samples for others"),
            ("erase_conversation", "Can ask for a person's erasure"),
        ]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.alias


class Session(models.Model):
    """A visit: Rasa begins a new one after a time of silence."""

    id = models.BigIntegerField(primary_key=True)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="sessions", db_index=False)
    started_at = models.FloatField()
    last_at = models.FloatField()
    # The question of a flow that nobody has answered yet.
    open_step = models.CharField(max_length=64, null=True)
    # For the dashboards: the visitor's messages, the steps of flows that were reached in their order, when a person
    # was first asked for, and when one first wrote.
    messages = models.IntegerField(default=0)
    flow = models.CharField(max_length=400, default="")
    wanted_person_at = models.FloatField(null=True)
    person_at = models.FloatField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["conversation", "last_at"], name="session_of_conversation"),
            models.Index(fields=["open_step"], name="session_left", condition=models.Q(open_step__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Message(models.Model):
    """What one side said, and what the assistant understood by it."""

    id = models.BigIntegerField(primary_key=True)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages", db_index=False)
    session = models.BigIntegerField()
    sender = models.CharField(max_length=9)
    at = models.FloatField()
    # As the other side saw it; of a button, its title.
    text = models.TextField()
    intent = models.CharField(max_length=255, null=True)
    # None for what was not typed: a button is understood by definition.
    confidence = models.FloatField(null=True)
    is_fallback = models.BooleanField(default=False)
    # JSON, as text: a column that checks it costs the reader a fifth of its speed.
    detail = models.TextField(default="{}")
    feedback = models.CharField(max_length=8, null=True)
    feedback_comment = models.TextField(null=True)
    undelivered = models.CharField(max_length=64, null=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["conversation", "id"], name="message_of_conversation"),
            models.Index(fields=["intent", "conversation"], name="message_by_intent"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Step(models.Model):
    """What the assistant did between messages: an action it chose, a slot it set, a question of a flow."""

    ACTION, SLOT, ASK, LOOP, OTHER = "action", "slot", "ask", "loop", "other"

    id = models.BigIntegerField(primary_key=True)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="steps", db_index=False)
    session = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=255)
    detail = models.TextField(default="{}")

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["conversation", "id"], name="step_of_conversation"),
            models.Index(fields=["name", "conversation"], name="step_asked", condition=models.Q(kind="ask")),
        ]

    def __str__(self) -> str:
        return self.name


class ReaderState(models.Model):
    """How far the reader is: one row, written in the transaction of what it covers."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    # Tells one conversation database from another.
    source = models.CharField(max_length=64, default="")
    # Counts the transactions: a second reader finds that it has changed, and writes nothing.
    version = models.BigIntegerField(default=0)
    offset = models.BigIntegerField(default=0)
    # [from, to, Unix seconds]: ids that were passed by a moment ago; on PostgreSQL they may still be committed.
    gaps = models.JSONField(default=list)
    newest = models.BigIntegerField(default=0)
    marks_at = models.FloatField(default=0)
    reconciled_at = models.FloatField(default=0)
    reconciled_changes = models.IntegerField(default=0)
    beat_at = models.FloatField(default=0)
    # "" while all is well; otherwise the code of a console.reader.source.SourceError.
    problem = models.CharField(max_length=32, default="")
    problem_detail = models.CharField(max_length=300, default="")
    problem_since = models.FloatField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"event {self.offset} of {self.newest}"


class SeenErasure(models.Model):
    """An erasure of the conversation database that the copy has followed."""

    sender_hash = models.CharField(max_length=64, primary_key=True)
    erasures = models.IntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.sender_hash[:8]
