"""What reviewers and leads decide about a sentence; each decision remembers what was before it, and can be undone."""

from __future__ import annotations

import time
from dataclasses import astuple
from typing import Any

from django.db import transaction

from console import rendering
from console.corrections import training
from console.corrections.training import Entity, Example, RefusedError, Training
from console.models import Change, Correction, Message
from console.models.conversations import VISITOR

# The kind of a Change that is a decision here, and of one whose sentence has been exported since.
KIND, LEARNT = "correction", "learnt"
_FIELDS = ("text", "message", "conversation_id", "label", "entities", "state", "by_id", "at", "approved_by_id")


def of(message: Message) -> Correction | None:
    """Returns the correction of a message's sentence, whichever message it was made from."""
    found: Correction | None = Correction.objects.filter(key=key_of(message)).first()
    return found


def key_of(message: Message) -> str:
    """Returns the key of a message's sentence."""
    return training.key_of(training.plain(message.text))


def example_of(correction: Correction) -> Example:
    """Returns the example that a correction becomes."""
    return Example(correction.text, correction.label, tuple(Entity(*entity) for entity in correction.entities))


def propose(message: Message, by: Any, label: str, entities: tuple[Entity, ...], known: Training) -> Correction:
    """Says what a visitor's sentence means; raises RefusedError for what must not be trained on."""
    example = Example(training.plain(message.text), label, entities)
    if message.sender != VISITOR or message.confidence is None:
        raise RefusedError("Only what a visitor typed can become an example.")
    known.check(example)
    values = {"label": label, "entities": [list(astuple(e)) for e in entities], "state": Correction.PROPOSED}
    return _decide(message, by, f"said “{example.text[:60]}” is {label}", **values, by=by, approved_by=None)


def approve(message: Message, by: Any, known: Training) -> Correction:
    """Lets a proposed correction become an example; raises RefusedError where there is none or it may not be one."""
    correction = of(message)
    if correction is None or correction.state not in (Correction.PROPOSED, Correction.APPROVED):
        raise RefusedError("There is nothing here that waits for a lead.")
    known.check(example_of(correction))
    said = f"approved “{correction.text[:60]}” as {correction.label}"
    return _decide(message, by, said, state=Correction.APPROVED, approved_by=by)


def dismiss(message: Message, by: Any) -> Correction:
    """Puts a sentence away that teaches nothing."""
    said = f"put “{training.plain(message.text)[:60]}” away"
    return _decide(message, by, said, state=Correction.DISMISSED, by=by, approved_by=None)


def undo(by: Any) -> str:
    """Takes back the person's last decision; returns what it was, "" where there is none.

    Raises RefusedError when somebody has decided on the same sentence since.
    """
    with transaction.atomic():
        change = Change.objects.filter(by=by, what=KIND, undone=False).first()
        if change is None:
            return ""
        key = change.before["key"]
        later = Change.objects.filter(what=KIND, undone=False, before__key=key, pk__gt=change.pk).first()
        if later is not None:
            raise RefusedError(f"Not undone: {later.by or 'somebody'} {later.said} since.")
        if change.before["was"] is None:
            Correction.objects.filter(key=key).delete()
        else:
            Correction.objects.filter(key=key).update(**change.before["was"])
        change.undone = True
        change.save()
    return str(change.said)


def mark_exported(corrections: list[Correction]) -> None:
    """Notes that these are in the training data now; nobody undoes or changes them here any more."""
    keys = [correction.key for correction in corrections]
    with transaction.atomic():
        Correction.objects.filter(key__in=keys, state=Correction.APPROVED).update(
            state=Correction.EXPORTED, exported_at=time.time()
        )
        for key in keys:
            Change.objects.filter(what=KIND, before__key=key).update(what=LEARNT)


def take_back(message: Message, by: Any, known: Training) -> Correction:
    """Makes an exported correction approved again whose patch was not applied; raises RefusedError otherwise."""
    correction = of(message)
    if correction is None or correction.state != Correction.EXPORTED or correction.key in known.known:
        raise RefusedError("It was not exported, or it is in the training data.")
    correction.state, correction.exported_at = Correction.APPROVED, None
    correction.save()
    return correction


def forget_orphans() -> int:
    """Deletes corrections whose message is not stored any more; returns how many."""
    return int(Correction.objects.exclude(message__in=Message.objects.values("pk")).delete()[0])


def _decide(message: Message, who: Any, said: str, **new: Any) -> Correction:
    key = key_of(message)
    with transaction.atomic():
        correction = Correction.objects.select_for_update().filter(key=key).first()
        was = {name: getattr(correction, name) for name in _FIELDS} if correction else None
        if correction is None:
            text = training.plain(message.text)[: training.LONGEST]
            correction = Correction(key=key, text=text, message=message.pk, conversation_id=message.conversation_id)
        elif correction.state == Correction.EXPORTED:
            raise RefusedError("It is exported already; the training data itself is the place to change it.")
        for name, value in new.items():
            setattr(correction, name, value)
        correction.at = time.time()
        correction.save()
        Change.objects.create(
            conversation_id=message.conversation_id, by=who, at=correction.at, what=KIND,
            said=rendering.visible(said)[:200], before={"key": key, "was": was},
        )  # fmt: skip
    return correction
