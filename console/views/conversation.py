"""The transcript of one conversation."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from console import access, inbox, reviewing, transcript
from console.models import Conversation, Erasure, Message, ReadMark, Review, Score, Tag


@require_GET
@permission_required("console.view_conversation", raise_exception=True)
def show(request: HttpRequest, alias: str) -> HttpResponse:
    """Shows the end of a conversation, or the page around a message, and marks it read."""
    conversation = get_object_or_404(Conversation, alias=alias)
    form = inbox.InboxForm(request.GET)
    access.log(request, access.VIEW, alias)
    ReadMark.objects.update_or_create(
        user=request.user, conversation=conversation, defaults={"message": conversation.last_message}
    )
    around = number(request, "around")
    newer, older = inbox.neighbours(inbox.narrow(form.chosen, request.user), conversation)
    context = {
        "conversation": conversation,
        "page": transcript.page(conversation, number(request, "before"), around),
        "around": around,
        "slots": transcript.slots(conversation, around),
        "query": form.query(),
        "newer": newer,
        "older": older,
        **_review(request, conversation),
    }
    return render(request, "console/conversation.html", context)


@require_GET
@permission_required("console.view_conversation", raise_exception=True)
def earlier(request: HttpRequest, alias: str) -> HttpResponse:
    """Answers with the messages before one, as a piece of the page, when the reader scrolls up."""
    conversation = get_object_or_404(Conversation, alias=alias)
    context = {"conversation": conversation, "page": transcript.page(conversation, number(request, "before"))}
    return render(request, "console/_messages.html", context)


@require_GET
@permission_required("console.view_conversation", raise_exception=True)
def message(request: HttpRequest, alias: str, pk: int) -> HttpResponse:
    """Answers with a long message's whole stored text, as plain text."""
    found = get_object_or_404(Message, pk=pk, conversation__alias=alias)
    access.log(request, access.VIEW, alias, f"message {pk}")
    return HttpResponse(found.text, content_type="text/plain; charset=utf-8")


def _review(request: HttpRequest, conversation: Conversation) -> dict[str, Any]:
    """What the panel beside the transcript shows."""
    return {
        "review": Review.objects.filter(pk=conversation.pk).select_related("assignee").first(),
        "statuses": Review.STATUSES,
        "tags": conversation.tags.select_related("tag").order_by("tag__name"),
        "known_tags": Tag.objects.all()[:200],
        "notes": conversation.notes.select_related("author"),
        "own_score": Score.objects.filter(conversation=conversation, reviewer=request.user).first(),
        "scores": conversation.scores.select_related("reviewer").exclude(reviewer=request.user),
        "answers": Score.ANSWERS,
        "changes": conversation.changes.select_related("by").filter(undone=False)[: reviewing.SHOWN_CHANGES],
        "people": get_user_model().objects.filter(is_active=True).order_by("username"),
        "erasure": Erasure.objects.filter(alias=conversation.alias, done_at=None).first(),
    }


def number(request: HttpRequest, name: str) -> int | None:
    """Returns an id of the address, None for none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
