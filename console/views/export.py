"""Downloads of what the inbox shows."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from console import access, exporting, inbox

_KINDS = {"csv": (exporting.as_csv, "text/csv; charset=utf-8"), "json": (exporting.as_json, "application/json")}


@require_GET
@permission_required("console.export_conversation", raise_exception=True)
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """Answers with all conversations that the filters let through, as a file; the access log keeps who took what."""
    if kind not in _KINDS:
        raise Http404
    write, content_type = _KINDS[kind]
    form = inbox.InboxForm(request.GET)
    found = inbox.narrow(form.chosen, request.user)
    access.log(request, access.EXPORT, detail=f"{found.count()} conversations as {kind}: {form.query() or 'all'}")
    answer = StreamingHttpResponse(write(found), content_type=content_type)
    name = f"conversations-{timezone.now():%Y%m%d-%H%M%S}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
