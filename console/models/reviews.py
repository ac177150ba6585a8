"""What reviewers add to conversations; it goes when the conversation goes."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from console.models.conversations import Conversation, Message

USER = settings.AUTH_USER_MODEL


class Review(models.Model):
    """Where the reading of a conversation stands; a conversation without one is new."""

    NEW, OPEN, DONE = "new", "open", "done"
    STATUSES = [(NEW, "New"), (OPEN, "In review"), (DONE, "Done")]

    conversation = models.OneToOneField(Conversation, models.CASCADE, primary_key=True)
    status = models.CharField(max_length=8, choices=STATUSES, default=NEW)
    assignee = models.ForeignKey(USER, models.SET_NULL, null=True, blank=True, related_name="assigned")
    # Unix seconds; until then it is out of the inbox.
    later_until = models.FloatField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["status"], name="review_by_status")]

    def __str__(self) -> str:
        return self.status


class Tag(models.Model):
    """A word that conversations are sorted by."""

    name = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ConversationTag(models.Model):
    """That a conversation carries a tag."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="tags")
    tag = models.ForeignKey(Tag, models.CASCADE)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["conversation", "tag"], name="tag_once")]

    def __str__(self) -> str:
        return self.tag.name


class Flag(models.Model):
    """A single message that somebody should look at."""

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="flag")
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="flags")
    by = models.ForeignKey(USER, models.SET_NULL, null=True)
    at = models.FloatField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class Note(models.Model):
    """What a reviewer has to say to the others; `mentions` are those whom it names with @."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="notes")
    author = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="notes")
    at = models.FloatField()
    text = models.CharField(max_length=2000)
    mentions = models.ManyToManyField(USER, related_name="mentioned_in")

    class Meta:
        default_permissions = ()
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text


class Score(models.Model):
    """One reviewer's judgement of a conversation: 2 yes, 1 partly, 0 no, None not judged."""

    ANSWERS = [(2, "Yes"), (1, "Partly"), (0, "No")]

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="scores")
    reviewer = models.ForeignKey(USER, models.CASCADE)
    right_answer = models.SmallIntegerField(null=True, blank=True, choices=ANSWERS)
    right_flow = models.SmallIntegerField(null=True, blank=True, choices=ANSWERS)
    tone = models.SmallIntegerField(null=True, blank=True, choices=ANSWERS)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["conversation", "reviewer"], name="score_once")]

    def __str__(self) -> str:
        return f"{self.right_answer} {self.right_flow} {self.tone}"


class ReadMark(models.Model):
    """The newest message of a conversation that somebody has read."""

    user = models.ForeignKey(USER, models.CASCADE, db_index=False)
    conversation = models.ForeignKey(Conversation, models.CASCADE)
    message = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "conversation"], name="read_once")]

    def __str__(self) -> str:
        return str(self.message)


class SavedView(models.Model):
    """Filters of the inbox under a name."""

    owner = models.ForeignKey(USER, models.CASCADE, related_name="views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)
    shared = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="view_once")]

    def __str__(self) -> str:
        return self.name


class Sample(models.Model):
    """Conversations drawn at random from what a filter finds, to be read by somebody."""

    name = models.CharField(max_length=120)
    by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    reader = models.ForeignKey(USER, models.SET_NULL, null=True, blank=True, related_name="samples")
    at = models.FloatField()
    query = models.CharField(max_length=1000, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.name


class SampleItem(models.Model):
    """That a conversation is part of a sample."""

    sample = models.ForeignKey(Sample, models.CASCADE, related_name="items")
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="samples")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["sample", "conversation"], name="sampled_once")]

    def __str__(self) -> str:
        return str(self.conversation_id)


class Change(models.Model):
    """What a reviewer did to a conversation, with what was before it, so that it can be undone."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="changes")
    by = models.ForeignKey(USER, models.SET_NULL, null=True)
    at = models.FloatField()
    what = models.CharField(max_length=16)
    said = models.CharField(max_length=200)
    before = models.JSONField()
    undone = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.said
