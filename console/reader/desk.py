"""Copies who waits for a person, and notes whom to tell of those who are new."""

from __future__ import annotations

import time

from django.conf import settings
from django.db import transaction

from console.models import Conversation, Notice, Request
from console.reader.projection import hash_of

Row = tuple[int, str, str, float, str | None, float | None]


def follow(key: bytes, rows: list[Row]) -> None:
    """Makes the copy equal to the store's requests; those whose conversation is not copied yet come later."""
    there = {row[0]: row for row in rows}
    here = {request.id: request for request in Request.objects.all()}
    gone = here.keys() - there.keys()
    new = [there[number] for number in sorted(there.keys() - here.keys())]
    changed = [request for number, request in here.items() if number in there and _take(request, there[number])]
    if not (gone or new or changed):
        return
    with transaction.atomic():
        Request.objects.filter(pk__in=gone).delete()
        Notice.objects.filter(request__in=gone).delete()
        Request.objects.bulk_update(changed, ["at", "claimed_by", "claimed_at"])
        _add(key, new)


def _take(request: Request, row: Row) -> bool:
    """Puts what may change into a request; returns whether anything has."""
    before = (request.at, request.claimed_by, request.claimed_at)
    request.at, request.claimed_by, request.claimed_at = row[3:]
    return before != row[3:]


def _add(key: bytes, rows: list[Row]) -> None:
    hashes = {row[0]: hash_of(key, row[1]) for row in rows}
    known = {found.sender_hash: found for found in Conversation.objects.filter(sender_hash__in=set(hashes.values()))}
    for number, _, kind, at, by, since in rows:
        conversation = known.get(hashes[number])
        if conversation is None:
            continue
        values = {"conversation": conversation, "kind": kind, "at": at, "claimed_by": by, "claimed_at": since}
        Request.objects.update_or_create(pk=number, defaults=values)
        for way in _ways():
            told = {"alias": conversation.alias, "kind": kind, "at": at, "due_at": time.time()}
            Notice.objects.get_or_create(request=number, way=way, defaults=told)


def _ways() -> list[str]:
    desk = settings.GUIDE.desk
    return [way for way, is_set in ((Notice.WEBHOOK, desk.webhook), (Notice.MAIL, desk.mail_to)) if is_set]
