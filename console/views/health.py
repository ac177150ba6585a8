"""Whether all is well: a page for people, figures for monitoring, a word for the supervisor."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from console import health
from console.models import Conversation, Erasure, Message


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Shows how the reader is."""
    context = {
        "health": health.look(),
        "conversations": Conversation.objects.count(),
        "messages_kept": Message.objects.count(),
        "waiting": Erasure.objects.filter(done_at=None),
    }
    return render(request, "console/health.html", context)


@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Answers with the figures to who sends the token of GUIDE_CONSOLE_METRICS_TOKEN; else there is no such page."""
    wanted = settings.GUIDE.metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not wanted or not secrets.compare_digest(given.encode(), wanted.encode()):
        raise Http404
    registry = CollectorRegistry()
    registry.register(health.Figures())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """Answers that the process serves."""
    return HttpResponse("ok\n", content_type="text/plain")
