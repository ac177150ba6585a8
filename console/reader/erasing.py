"""Asks the store to erase a person; the store alone writes to the conversation database."""

from __future__ import annotations

import re
import subprocess
import sys

from django.db import transaction
from django.utils import timezone

from console.environment import PROJECT
from console.models import Conversation, Erasure
from console.reader import store
from console.reader.source import Snapshot

_SECONDS = 120


def carry_out(snapshot: Snapshot) -> int:
    """Carries out what was asked for and is not done yet; returns how many people were erased."""
    done = 0
    for request in Erasure.objects.filter(done_at=None):
        sender = snapshot.sender_of(request.event) if request.event is not None else None
        if sender is None:
            # Nothing is stored of the person any more: retention or the person was faster.
            _finish(request, "")
            done += 1
            continue
        receipt = _ask_store(sender)
        if receipt is None:
            Erasure.objects.filter(pk=request.pk).update(failure="the store did not do it; it is asked again")
            continue
        _finish(request, receipt)
        done += 1
    return done


def _ask_store(sender: str) -> str | None:
    """Returns the receipt's id, or None when the store refused or did not answer in time."""
    try:
        answer = subprocess.run(
            [sys.executable, "-m", "stores", "erase"],
            input=f"{sender}\n",
            cwd=PROJECT,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return None
    receipt = re.search(r"receipt (\w+)", answer.stdout)
    return receipt[1] if answer.returncode == 0 and receipt else None


def _finish(request: Erasure, receipt: str) -> None:
    with transaction.atomic():
        store.forget(Conversation.objects.filter(alias=request.alias))
        Erasure.objects.filter(pk=request.pk).update(done_at=timezone.now(), receipt=receipt, failure="", event=None)
