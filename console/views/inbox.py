"""The inbox: the list, saved views and samples."""

from __future__ import annotations

import time
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from console import inbox, search
from console.models import Conversation, Review, Sample, SampleItem, SavedView

LARGEST_SAMPLE = 200
SHOWN_SAMPLES = 8


@require_GET
@permission_required("console.view_conversation", raise_exception=True)
def listing(request: HttpRequest) -> HttpResponse:
    """Shows a page of the conversations that the filters let through."""
    form = inbox.InboxForm(request.GET)
    hits = search.first_messages(form.chosen.get("q", ""))
    found = inbox.narrow(form.chosen, request.user, hits)
    after = request.GET.get("after", "")
    rows = list(inbox.ordered(inbox.older_than(found, after))[: inbox.PAGE + 1])
    more = len(rows) > inbox.PAGE
    rows = rows[: inbox.PAGE]
    inbox.dress(rows, request.user, hits)
    context = {
        "form": form,
        "rows": rows,
        "total": found.count(),
        "is_first": not after,
        "query": form.query(),
        "older": form.query(after=inbox.key_of(rows[-1])) if more else None,
        "sample": Sample.objects.filter(pk=form.chosen.get("sample")).first(),
        **_beside(request),
    }
    return render(request, "console/inbox.html", context)


def _beside(request: HttpRequest) -> dict[str, Any]:
    """What stands beside the list: views, samples, and who needs somebody first."""
    not_done = ~Exists(Review.objects.filter(conversation=OuterRef("pk"), status=Review.DONE))
    done = Count("items", filter=Q(items__conversation__review__status=Review.DONE))
    samples = Sample.objects.select_related("reader").annotate(size=Count("items"), done=done)
    return {
        "distressed": Conversation.objects.filter(not_done, in_distress__gt=0).count(),
        "views": SavedView.objects.filter(Q(owner=request.user) | Q(shared=True)).select_related("owner"),
        "samples": samples[:SHOWN_SAMPLES],
        "people": get_user_model().objects.filter(is_active=True).order_by("username"),
    }


@require_POST
@permission_required("console.view_conversation", raise_exception=True)
def save_view(request: HttpRequest) -> HttpResponse:
    """Saves the filters under a name; the same name again replaces them."""
    query = _query_of(request)
    name = request.POST.get("name", "").strip()[:60]
    if name and query:
        values = {"query": query[:1000], "shared": bool(request.POST.get("shared"))}
        SavedView.objects.update_or_create(owner=request.user, name=name, defaults=values)
        messages.success(request, f"Saved the view “{name}”.")
    else:
        messages.error(request, "A view needs a name and at least one filter.")
    return _back(query)


@require_POST
@permission_required("console.view_conversation", raise_exception=True)
def delete_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Deletes one's own view."""
    get_object_or_404(SavedView, pk=pk, owner=request.user).delete()
    return _back(_query_of(request))


@require_POST
@permission_required("console.review_conversation", raise_exception=True)
def draw_sample(request: HttpRequest) -> HttpResponse:
    """Draws conversations at random from what the filters find, for oneself or (leads) for somebody else."""
    query = _query_of(request)
    form = inbox.InboxForm(QueryDict(query))
    size = request.POST.get("size", "")
    size = int(size) if size.isascii() and size.isdigit() and len(size) < 5 else 0
    reader = _reader(request)
    found = inbox.narrow(form.chosen, request.user)
    drawn = list(found.order_by("?").values_list("pk", flat=True)[: min(size, LARGEST_SAMPLE)])
    if not drawn or reader is None:
        messages.error(request, "There is nothing to draw from.")
        return _back(query)
    words = ", ".join(title for title, _ in form.removable()) or "all conversations"
    sample = Sample.objects.create(
        name=f"{len(drawn)} of {words}"[:120], by=request.user, reader=reader, at=time.time(), query=query[:1000]
    )
    SampleItem.objects.bulk_create(SampleItem(sample=sample, conversation_id=pk) for pk in drawn)
    messages.success(request, f"Drew {len(drawn)} conversations for {reader}.")
    return _back(f"sample={sample.pk}")


@require_POST
@permission_required("console.review_conversation", raise_exception=True)
def delete_sample(request: HttpRequest, pk: int) -> HttpResponse:
    """Deletes a sample that one drew or reads; the conversations stay."""
    mine = Q(by=request.user) | Q(reader=request.user)
    get_object_or_404(Sample.objects.filter(mine), pk=pk).delete()
    return _back("")


def _reader(request: HttpRequest) -> Any:
    """Returns for whom a sample is: oneself, unless a lead names somebody."""
    name = request.POST.get("reader")
    if not name or not request.user.has_perm("console.assign_conversation"):
        return request.user
    return get_user_model().objects.filter(username=name, is_active=True).first()


def _query_of(request: HttpRequest) -> str:
    """Returns the filters that a form was sent with, and nothing else that may be in its query."""
    return inbox.InboxForm(QueryDict(request.POST.get("query", ""))).query()


def _back(query: str) -> HttpResponse:
    return redirect(f"{reverse('inbox')}?{query}" if query else reverse("inbox"))
