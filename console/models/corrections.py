"""Misunderstood sentences, and what reviewers say they mean; both go when their conversation goes."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from console.models.conversations import Conversation

USER = settings.AUTH_USER_MODEL


class Sentence(models.Model):
    """A sentence that visitors typed and the assistant was not sure of; `console.corrections.gathering` makes these."""

    # console.corrections.training.key_of: the same for sentences that differ in case and punctuation alone
    key = models.CharField(max_length=300, primary_key=True)
    text = models.CharField(max_length=250)
    # Its newest message, and that message's conversation.
    message = models.BigIntegerField()
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="+")
    intent = models.CharField(max_length=255, null=True)
    asked = models.IntegerField()
    least_sure = models.FloatField()
    thumbs_down = models.IntegerField()
    # float16 of the encoder, and the fingerprint of the encoder that made it
    vector = models.BinaryField(null=True)
    encoder = models.CharField(max_length=200, default="")
    # The text of the group's most central sentence, "" for a sentence that resembles no other.
    group = models.CharField(max_length=250, default="")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.text


class Correction(models.Model):
    """What a sentence means, as a reviewer says and a lead approves."""

    PROPOSED, APPROVED, EXPORTED, DISMISSED = "proposed", "approved", "exported", "dismissed"
    STATES = [
        (PROPOSED, "Waiting for a lead"), (APPROVED, "Approved"), (EXPORTED, "Exported"), (DISMISSED, "Put away"),
    ]  # fmt: skip

    key = models.CharField(max_length=300, primary_key=True)
    text = models.CharField(max_length=250)
    message = models.BigIntegerField(db_index=True)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="corrections")
    # An intent, or an intent and the answer that is wanted: ask_education/required.
    label = models.CharField(max_length=255, blank=True)
    # [start, end, entity, value], counted in characters
    entities = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=STATES, db_index=True)
    by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    at = models.FloatField()
    approved_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    exported_at = models.FloatField(null=True)

    class Meta:
        default_permissions = ()
        permissions = [("approve_correction", "Can approve and export corrections")]

    def __str__(self) -> str:
        return self.text
