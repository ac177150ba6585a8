"""What reviewers do to a conversation. Each change remembers what was before it, and can be undone."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from console.models import Change, Conversation, ConversationTag, Flag, Message, Note, Review, Score, Tag

SHOWN_CHANGES = 20
_MENTION = re.compile(r"@([\w.+-]+)")


def set_review(conversation: Conversation, by: Any, **new: Any) -> None:
    """Sets status, assignee (a user or None) or later_until of a conversation's review."""
    with transaction.atomic():
        review, _ = Review.objects.get_or_create(conversation=conversation)
        before = {name: _plain(getattr(review, name)) for name in new}
        if before == {name: _plain(value) for name, value in new.items()}:
            return
        for name, value in new.items():
            setattr(review, name, value)
        review.save()
        _remember(conversation, by, "review", _review_said(new), before)


def add_tag(conversation: Conversation, by: Any, name: str) -> None:
    """Tags a conversation; the tag is made if need be, whatever its capitals."""
    name = " ".join(name.lower().split())[:40]
    if not name:
        return
    with transaction.atomic():
        tag, _ = Tag.objects.get_or_create(name=name)
        _, made = ConversationTag.objects.get_or_create(conversation=conversation, tag=tag)
        if made:
            _remember(conversation, by, "tag", f"tagged {name}", {"add": False, "tag": name})


def remove_tag(conversation: Conversation, by: Any, name: str) -> None:
    """Takes a tag off."""
    with transaction.atomic():
        gone, _ = ConversationTag.objects.filter(conversation=conversation, tag__name=name).delete()
        if gone:
            _remember(conversation, by, "tag", f"took the tag {name} off", {"add": True, "tag": name})


def flag(conversation: Conversation, by: Any, message: int) -> None:
    """Flags a message of the conversation, or takes its flag off."""
    with transaction.atomic():
        if Flag.objects.filter(pk=message, conversation=conversation).delete()[0]:
            _remember(conversation, by, "flag", "took a flag off", {"add": True, "message": message})
        elif Message.objects.filter(pk=message, conversation=conversation).exists():
            Flag.objects.create(message_id=message, conversation=conversation, by=by, at=time.time())
            _remember(conversation, by, "flag", "flagged a message", {"add": False, "message": message})


def add_note(conversation: Conversation, by: Any, text: str) -> None:
    """Adds a note; who is named with @ finds it under "Mentions me"."""
    text = text.strip()[:2000]
    if not text:
        return
    with transaction.atomic():
        note = Note.objects.create(conversation=conversation, author=by, at=time.time(), text=text)
        people = get_user_model().objects.filter(username__in=_MENTION.findall(text), is_active=True)
        note.mentions.set(people)
        _remember(conversation, by, "note", "wrote a note", {"note": note.pk})


def set_score(conversation: Conversation, by: Any, **answers: int | None) -> None:
    """Sets the reviewer's own scorecard: right_answer, right_flow, tone."""
    with transaction.atomic():
        score, _ = Score.objects.get_or_create(conversation=conversation, reviewer=by)
        before = {name: getattr(score, name) for name in answers}
        if before == answers:
            return
        for name, value in answers.items():
            setattr(score, name, value)
        score.save()
        _remember(conversation, by, "score", "scored it", before)


def undo(conversation: Conversation, by: Any) -> str:
    """Takes back the person's last change to the conversation; returns what it was, "" if there is none."""
    with transaction.atomic():
        change = Change.objects.filter(conversation=conversation, by=by, undone=False, what__in=_UNDO).first()
        if change is None:
            return ""
        _UNDO[change.what](conversation, by, change.before)
        change.undone = True
        change.save()
    return str(change.said)


def _remember(conversation: Conversation, by: Any, what: str, said: str, before: dict[str, Any]) -> None:
    Change.objects.create(conversation=conversation, by=by, at=time.time(), what=what, said=said[:200], before=before)


def _undo_review(conversation: Conversation, by: Any, before: dict[str, Any]) -> None:
    values = {("assignee_id" if name == "assignee" else name): value for name, value in before.items()}
    Review.objects.filter(conversation=conversation).update(**values)


def _undo_tag(conversation: Conversation, by: Any, before: dict[str, Any]) -> None:
    if before["add"]:
        tag, _ = Tag.objects.get_or_create(name=before["tag"])
        ConversationTag.objects.get_or_create(conversation=conversation, tag=tag)
    else:
        ConversationTag.objects.filter(conversation=conversation, tag__name=before["tag"]).delete()


def _undo_flag(conversation: Conversation, by: Any, before: dict[str, Any]) -> None:
    message = before["message"]
    if not before["add"]:
        Flag.objects.filter(pk=message).delete()
    elif Message.objects.filter(pk=message, conversation=conversation).exists():
        Flag.objects.get_or_create(
            message_id=message, defaults={"conversation": conversation, "by": by, "at": time.time()}
        )


def _undo_note(conversation: Conversation, by: Any, before: dict[str, Any]) -> None:
    Note.objects.filter(pk=before["note"], conversation=conversation).delete()


def _undo_score(conversation: Conversation, by: Any, before: dict[str, Any]) -> None:
    Score.objects.filter(conversation=conversation, reviewer=by).update(**before)


_UNDO: dict[str, Callable[[Conversation, Any, dict[str, Any]], None]] = {
    "review": _undo_review,
    "tag": _undo_tag,
    "flag": _undo_flag,
    "note": _undo_note,
    "score": _undo_score,
}


def _plain(value: Any) -> Any:
    return value.pk if hasattr(value, "pk") else value


def _review_said(new: dict[str, Any]) -> str:
    said = []
    if "status" in new:
        said.append(f"marked it {dict(Review.STATUSES)[new['status']].lower()}")
    if "assignee" in new:
        said.append(f"gave it to {new['assignee']}" if new["assignee"] else "gave it to nobody")
    if "later_until" in new:
        said.append("set it aside" if new["later_until"] else "took it up again")
    return " and ".join(said)
