"""Corrections: the queue, a sentence, what leads export; and a conversation as a test story."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from console import access
from console.corrections import assistant, deciding, exporting, forms, queue, stories, training
from console.corrections.training import RefusedError, Training
from console.models import Conversation, Correction, Message
from console.models.conversations import VISITOR

SHOWN = 300
_FIRST = next(iter(queue.ORDERS))


@require_GET
@permission_required("console.review_conversation", raise_exception=True)
def listing(request: HttpRequest) -> HttpResponse:
    """Shows what waits to be looked at, in the order that `show` names, or the corrections in a state."""
    show = _show(request)
    rows = queue.rows(show)
    counts = queue.counts()
    access.log(request, access.VIEW, detail=f"corrections: {len(rows)} sentences, {show}")
    context = {
        "rows": rows[:SHOWN],
        "total": len(rows),
        "show": show,
        "orders": queue.ORDERS,
        "states": [(state, title, counts[state]) for state, title in queue.STATES.items()],
        "is_order": show in queue.ORDERS,
        "project": settings.GUIDE.project,
    }
    if show == Correction.APPROVED and request.user.has_perm("console.approve_correction"):
        try:
            context["plan"] = exporting.plan(_known())
        except RefusedError as refusal:
            messages.error(request, str(refusal))
    return render(request, "console/corrections/list.html", context)


@require_GET
@permission_required("console.review_conversation", raise_exception=True)
def sentence(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows a sentence, what was and what would be made of it, and the form that corrects it."""
    message = get_object_or_404(Message.objects.select_related("conversation"), pk=pk, sender=VISITOR)
    access.log(request, access.VIEW, message.conversation.alias, f"message {pk} to correct")
    return _page(request, message)


@require_POST
@permission_required("console.review_conversation", raise_exception=True)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Does what the form's `do` names, and shows the next sentence of the list; a refusal shows this one again."""
    message = get_object_or_404(Message.objects.select_related("conversation"), pk=pk, sender=VISITOR)
    do = request.POST.get("do", "")
    if do in ("approve", "return") and not request.user.has_perm("console.approve_correction"):
        raise PermissionDenied
    show = _show(request)
    _, following = queue.neighbours(show, message)
    try:
        said = _done(request, message, do)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        return _page(request, message, request.POST.get("label", ""))
    messages.success(request, said)
    if following is None:
        return redirect(f"{reverse('corrections')}?show={show}")
    return redirect(f"{reverse('correct', args=[following])}?show={show}")


@require_POST
@permission_required("console.review_conversation", raise_exception=True)
def undo(request: HttpRequest) -> HttpResponse:
    """Takes back one's own last decision, and shows the list."""
    try:
        undone = deciding.undo(request.user)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Undone: you {undone}." if undone else "There is nothing of yours to undo.")
    return redirect(f"{reverse('corrections')}?show={_show(request)}")


@require_POST
@permission_required("console.approve_correction", raise_exception=True)
def patch(request: HttpRequest) -> HttpResponse:
    """Answers with the approved corrections as a patch for `git apply`, and counts them as exported."""
    try:
        plan = exporting.plan(_known())
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse('corrections')}?show={Correction.APPROVED}")
    if not plan.accepted:
        messages.error(request, "There is nothing to export.")
        return redirect(f"{reverse('corrections')}?show={Correction.APPROVED}")
    text = plan.patch()
    deciding.mark_exported(plan.accepted)
    access.log(request, access.EXPORT, detail=f"{len(plan.accepted)} corrections as a patch")
    return _attachment(text, f"corrections-{timezone.now():%Y%m%d-%H%M%S}.patch", "text/x-diff; charset=utf-8")


@require_GET
@permission_required("console.approve_correction", raise_exception=True)
def story(request: HttpRequest, alias: str) -> HttpResponse:
    """Shows a conversation as a test story with what today's model would do otherwise; `download` takes it."""
    conversation = get_object_or_404(Conversation, alias=alias)
    text, found, problem = "", [], ""
    try:
        steps = stories.turns(conversation)
        text = stories.as_yaml(conversation, steps)
        found = list(stories.differences(steps, assistant.next_action))
    except RefusedError as refusal:
        problem = str(refusal)
    except assistant.AssistantError as error:
        problem = f"Nobody can tell whether it passes: the assistant cannot be asked now ({error})."
    passes = bool(text and not found and not problem)
    if passes and "download" in request.GET:
        access.log(request, access.EXPORT, alias, "as a test story")
        return _attachment(text, f"{alias.lower()}.yml", "application/yaml; charset=utf-8")
    access.log(request, access.VIEW, alias, "as a test story")
    context = {"conversation": conversation, "text": text, "found": found, "problem": problem, "passes": passes}
    return render(request, "console/corrections/story.html", context)


def _done(request: HttpRequest, message: Message, do: str) -> str:
    """Does it; returns what was done, in words. Raises RefusedError."""
    if do == "dismiss":
        deciding.dismiss(message, request.user)
        return "Put away."
    known = _known()
    if do == "return":
        deciding.take_back(message, request.user, known)
        return "It waits for the next export."
    if do == "propose" or (do == "approve" and request.POST.get("label")):
        label = forms.label(request.POST.get("label", ""), known)
        entities = forms.entities(request.POST, training.plain(message.text), known)
        correction = deciding.of(message)
        if do == "propose" or correction is None or not forms.same(correction, label, entities):
            deciding.propose(message, request.user, label, entities, known)
    if do == "approve":
        return f"Approved as {deciding.approve(message, request.user, known).label}."
    if do == "propose":
        return f"Saved as {label}; a lead approves it."
    raise RefusedError("Nothing was done.")


def _page(request: HttpRequest, message: Message, typed: str | None = None) -> HttpResponse:
    show = _show(request)
    correction = deciding.of(message)
    before, following = queue.neighbours(show, message)
    text = training.plain(message.text)
    context: dict[str, Any] = {
        "message": message, "text": text, "correction": correction, "show": show,
        "before": before, "following": following, "stored": forms.stored(message),
    }  # fmt: skip
    try:
        context["today"] = assistant.parse(message.text)
    except assistant.AssistantError as error:
        context["unreachable"] = str(error)
    try:
        known = _known()
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        context |= forms.context(known, message, correction, context.get("today"), typed)
        if request.method == "POST":
            context["rows"] = forms.rows_of(request.POST)
        context["refusal"] = forms.refusal(known, text)
    return render(request, "console/corrections/sentence.html", context)


def _show(request: HttpRequest) -> str:
    show = request.POST.get("show") or request.GET.get("show") or _FIRST
    return show if show in queue.ORDERS or show in queue.STATES else _FIRST


def _known() -> Training:
    try:
        return training.load(settings.GUIDE.project)
    except (OSError, ValueError, KeyError) as error:
        raise RefusedError(
            f"The training data cannot be read: {type(error).__name__}. See GUIDE_CONSOLE_PROJECT."
        ) from error


def _attachment(text: str, name: str, content_type: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
