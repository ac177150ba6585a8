"""What reviewers send from the transcript: each form does one thing and shows the conversation again."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from console import access, inbox, reviewing
from console.models import Conversation, Erasure, Review

DAY = 86400.0
LATER_DAYS = {"1": 1, "3": 3, "7": 7}


@require_POST
@permission_required("console.review_conversation", raise_exception=True)
def change(request: HttpRequest, alias: str) -> HttpResponse:
    """Does what the form's `do` names; anything else changes nothing."""
    conversation = get_object_or_404(Conversation, alias=alias)
    doing = _CHANGES.get(request.POST.get("do", ""))
    if doing is not None:
        doing(request, conversation)
    return _back(request, alias)


@require_POST
@permission_required("console.erase_conversation", raise_exception=True)
def erase(request: HttpRequest, alias: str) -> HttpResponse:
    """Asks for the erasure of all that is stored of the person, here and in the conversation database."""
    conversation = get_object_or_404(Conversation, alias=alias)
    reason = request.POST.get("reason", "").strip()[:200]
    if request.POST.get("alias", "").strip().upper() != alias or not reason:
        messages.error(request, "Nothing is erased: type the alias and a reason.")
        return _back(request, alias)
    Erasure.objects.get_or_create(
        alias=alias,
        done_at=None,
        defaults={
            "channel": conversation.channel,
            "event": conversation.event_last,
            "by": request.user.get_username(),
            "reason": reason,
        },
    )
    access.log(request, access.ERASE, alias, reason)
    messages.success(request, f"The erasure of {alias} is asked for; the store carries it out now.")
    return redirect("inbox")


def _status(request: HttpRequest, conversation: Conversation) -> None:
    status = request.POST.get("status", "")
    if status in dict(Review.STATUSES):
        reviewing.set_review(conversation, request.user, status=status)


def _assign(request: HttpRequest, conversation: Conversation) -> None:
    name = request.POST.get("assignee", "")
    person = get_user_model().objects.filter(username=name, is_active=True).first() if name else None
    review = Review.objects.filter(conversation=conversation).select_related("assignee").first()
    present = review.assignee if review else None
    # Everybody may take a conversation that is nobody's and give their own back; leads decide for others.
    own = {person, present} <= {None, request.user}
    if not own and not request.user.has_perm("console.assign_conversation"):
        raise PermissionDenied
    reviewing.set_review(conversation, request.user, assignee=person)


def _later(request: HttpRequest, conversation: Conversation) -> None:
    days = LATER_DAYS.get(request.POST.get("days", ""))
    reviewing.set_review(conversation, request.user, later_until=time.time() + days * DAY if days else None)


def _tag(request: HttpRequest, conversation: Conversation) -> None:
    reviewing.add_tag(conversation, request.user, request.POST.get("tag", ""))


def _untag(request: HttpRequest, conversation: Conversation) -> None:
    reviewing.remove_tag(conversation, request.user, request.POST.get("tag", ""))


def _flag(request: HttpRequest, conversation: Conversation) -> None:
    number = request.POST.get("message", "")
    if number.isascii() and number.isdigit() and len(number) < 19:
        reviewing.flag(conversation, request.user, int(number))


def _note(request: HttpRequest, conversation: Conversation) -> None:
    reviewing.add_note(conversation, request.user, request.POST.get("text", ""))


def _score(request: HttpRequest, conversation: Conversation) -> None:
    answers = {name: request.POST.get(name, "") for name in ("right_answer", "right_flow", "tone")}
    numbers: dict[str, Any] = {name: int(v) if v in ("0", "1", "2") else None for name, v in answers.items()}
    reviewing.set_score(conversation, request.user, **numbers)


def _undo(request: HttpRequest, conversation: Conversation) -> None:
    undone = reviewing.undo(conversation, request.user)
    messages.success(request, f"Undone: you {undone}." if undone else "There is nothing of yours to undo.")


_CHANGES: dict[str, Callable[[HttpRequest, Conversation], None]] = {
    "status": _status,
    "assign": _assign,
    "later": _later,
    "tag": _tag,
    "untag": _untag,
    "flag": _flag,
    "note": _note,
    "score": _score,
    "undo": _undo,
}


def _back(request: HttpRequest, alias: str) -> HttpResponse:
    query = inbox.InboxForm(QueryDict(request.POST.get("query", ""))).query()
    place = request.POST.get("message", "")
    fragment = f"#m{place}" if request.POST.get("do") == "flag" and place.isdigit() else ""
    return redirect(f"{reverse('conversation', args=[alias])}{f'?{query}' if query else ''}{fragment}")
