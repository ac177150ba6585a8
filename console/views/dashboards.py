"""Pictures of what happens, and the table of each as CSV."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from console import dashboards
from console.dashboards import Choice
from console.exporting import cell

DAYS = 30
SHORTCUTS = (7, 30, 90)
# What a calendar can add to and take from.
EARLIEST, LATEST = date(2000, 1, 1), date(2200, 1, 1)


class ChoiceForm(forms.Form):
    """Days and channel; what makes no sense falls back to the last 30 days of all channels."""

    since = forms.DateField(required=False, label="From", widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, label="to", widget=forms.DateInput(attrs={"type": "date"}))
    channel = forms.ChoiceField(required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, label_suffix="")
        names = [(name, dashboards.shown_as(name)) for name in dashboards.channels()]
        self.fields["channel"].choices = [("", "All"), *names]
        self.full_clean()

    def choice(self) -> Choice:
        """Returns what is chosen, at most five years."""
        today = datetime.now(timezone.utc).date()
        until = min(max(self.cleaned_data.get("until") or today, EARLIEST), LATEST)
        since = self.cleaned_data.get("since") or until - timedelta(DAYS - 1)
        since = max(min(since, until), until - timedelta(dashboards.MOST_DAYS - 1))
        return Choice(since, until, self.cleaned_data.get("channel") or "")


@require_GET
@permission_required("console.view_conversation", raise_exception=True)
def page(request: HttpRequest) -> HttpResponse:
    """Shows all pictures."""
    form = ChoiceForm(request.GET)
    choice = form.choice()
    context = {
        "form": form,
        "choice": choice,
        "query": urlencode({"since": choice.since, "until": choice.until, "channel": choice.channel}),
        "shortcuts": _shortcuts(choice),
        "pictures": [make(choice) for make in dashboards.PICTURES.values()],
    }
    return render(request, "console/dashboards.html", context)


@require_GET
@permission_required("console.view_conversation", raise_exception=True)
def table(request: HttpRequest, name: str) -> HttpResponse:
    """Answers with a picture's table as CSV, safe to open in a spreadsheet."""
    if name not in dashboards.PICTURES:
        raise Http404
    picture = dashboards.PICTURES[name](ChoiceForm(request.GET).choice())
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    writer = csv.writer(answer, lineterminator="\r\n")
    writer.writerow([cell(title) for title in picture.head])
    writer.writerows([cell(value) for value in row] for row in picture.rows)
    return answer


def _shortcuts(choice: Choice) -> list[dict[str, Any]]:
    today = datetime.now(timezone.utc).date()
    made = []
    for days in SHORTCUTS:
        since = today - timedelta(days - 1)
        query = urlencode({"since": since, "until": today, "channel": choice.channel})
        made.append({"days": days, "query": query, "chosen": (choice.since, choice.until) == (since, today)})
    return made
