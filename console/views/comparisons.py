"""What other models would understand of messages that were typed."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from console import access
from console.models import Comparison, Message

PAGE = 50


@require_GET
@permission_required("console.view_conversation", raise_exception=True)
def listing(request: HttpRequest) -> HttpResponse:
    """Shows the comparisons that were made, and how to make one."""
    return render(request, "console/comparisons.html", {"comparisons": Comparison.objects.all()})


@require_GET
@permission_required("console.view_conversation", raise_exception=True)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows what would change, the most frequent first, with the visitors' words."""
    comparison = get_object_or_404(Comparison, pk=pk)
    access.log(request, access.VIEW, detail=f"comparison {pk}")
    changes = comparison.changes.select_related("conversation")
    page = Paginator(changes, PAGE).get_page(request.GET.get("page"))
    texts = dict(Message.objects.filter(pk__in=[c.message for c in page]).values_list("pk", "text"))
    intents = [[name, then, now, now - then] for name, (then, now) in comparison.intents.items()]
    context = {
        "comparison": comparison,
        "page": page,
        # What retention took is gone here too.
        "rows": [(change, texts[change.message]) for change in page if change.message in texts],
        "intents": sorted(intents, key=lambda row: (-abs(row[3]), row[0])),
        "share": comparison.changed / comparison.messages,
    }
    return render(request, "console/comparison.html", context)
