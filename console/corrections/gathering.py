"""Gathers the sentences that the assistant was not sure of, and groups them by meaning.

It runs in a process of its own (`python -m console corrections gather`, which the reader starts now and then): the
encoder takes 100 MB and a few milliseconds a sentence, which is nothing for a page.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from django.db import transaction
from django.db.models import Q

from console.corrections import deciding, training
from console.models import Message, Sentence
from console.models.conversations import ASSISTANT, VISITOR
from encoder.encoder import SentenceEncoder

DAYS = 30
# Below this share of the chosen intent somebody should look.
UNSURE = 0.6
MOST_MESSAGES = 50_000
MOST_SENTENCES = 2_000
# Cosine distance below which sentences are about the same, on average over a group.
DISTANCE = 0.45


@dataclass
class Heard:
    """A sentence over all its messages."""

    newest: Message
    asked: int = 0
    least_sure: float = 1.0
    thumbs_down: int = 0

    @property
    def weight(self) -> tuple[int, int, float]:
        """What is kept first where there is too much."""
        return self.thumbs_down, self.asked, -self.least_sure


def gather(encoder: SentenceEncoder) -> tuple[int, int]:
    """Makes the table of sentences anew; returns how many sentences and groups there are."""
    deciding.forget_orphans()
    heard = _heard(time.time() - DAYS * 86400)
    kept = sorted(heard.items(), key=lambda item: item[1].weight, reverse=True)[:MOST_SENTENCES]
    texts = {key: training.plain(one.newest.text) for key, one in kept}
    vectors = _vectors(encoder, texts)
    groups = group(list(texts.values()), np.array([vectors[key] for key in texts]))
    rows = [
        Sentence(
            key=key, text=texts[key], message=one.newest.pk, conversation_id=one.newest.conversation_id,
            intent=one.newest.intent, asked=one.asked, least_sure=one.least_sure, thumbs_down=one.thumbs_down,
            vector=vectors[key].astype(np.float16).tobytes(), encoder=encoder.fingerprint[:200], group=name,
        )
        for (key, one), name in zip(kept, groups, strict=True)
    ]  # fmt: skip
    with transaction.atomic():
        Sentence.objects.all().delete()
        Sentence.objects.bulk_create(rows, batch_size=200)
    return len(rows), len({name for name in groups if name})


def group(texts: list[str], vectors: np.ndarray) -> list[str]:
    """Returns for each text its group's most central text, "" for one that resembles no other."""
    if len(texts) < 2:
        return [""] * len(texts)
    from sklearn.cluster import AgglomerativeClustering

    clusters = AgglomerativeClustering(
        n_clusters=None, distance_threshold=DISTANCE, affinity="cosine", linkage="average"
    ).fit_predict(vectors)
    sizes = Counter(clusters)
    names = {}
    for cluster, size in sizes.items():
        members = np.flatnonzero(clusters == cluster)
        middle = vectors[members].mean(axis=0)
        names[cluster] = texts[members[int(np.argmax(vectors[members] @ middle))]] if size > 1 else ""
    return [names[cluster] for cluster in clusters]


def _heard(since: float) -> dict[str, Heard]:
    """Returns what was not understood, not surely, or answered so that a thumb went down, by key."""
    typed = Message.objects.filter(sender=VISITOR, confidence__isnull=False, at__gte=since)
    doubtful = typed.filter(Q(is_fallback=True) | Q(confidence__lt=UNSURE)).order_by("-id")[:MOST_MESSAGES]
    down = list(_before_a_thumb_down(typed, since))
    heard: dict[str, Heard] = {}
    seen: set[int] = set()
    for message in [*down, *doubtful]:
        text = training.plain(message.text)
        key = training.key_of(text)
        # A word at least, without which the encoder gives no vector.
        if not any(letter.isalnum() for letter in key) or max(len(text), len(key)) > training.LONGEST:
            continue
        one = heard.setdefault(key, Heard(message))
        if message.pk in seen:
            continue
        seen.add(message.pk)
        one.newest = max(one.newest, message, key=lambda m: m.pk)
        one.asked += 1
        one.least_sure = min(one.least_sure, message.confidence)
    for message in down:
        key = deciding.key_of(message)
        if key in heard:
            heard[key].thumbs_down += 1
    return heard


def _before_a_thumb_down(typed: Iterable[Message], since: float) -> Iterable[Message]:
    """Yields what the visitor had typed before each answer that a thumb went down on."""
    answers = Message.objects.filter(sender=ASSISTANT, feedback="down", at__gte=since).order_by("-id")[:MOST_MESSAGES]
    for answer in answers:
        before = Message.objects.filter(conversation=answer.conversation_id, sender=VISITOR, id__lt=answer.pk)
        asked = before.order_by("-id").first()
        if asked is not None and asked.confidence is not None:
            yield asked


def _vectors(encoder: SentenceEncoder, texts: dict[str, str]) -> dict[str, np.ndarray]:
    """Returns a vector for each key, of length 1; those of the last time are not computed again."""
    known = {
        key: np.frombuffer(bytes(vector), np.float16).astype(np.float32)
        for key, text, vector in Sentence.objects.filter(encoder=encoder.fingerprint[:200]).values_list(
            "key", "text", "vector"
        )
        if texts.get(key) == text and vector
    }
    new = [key for key in texts if key not in known]
    return known | dict(zip(new, encoder.encode([texts[key] for key in new]), strict=True))
