"""The desk: who waits for a person, and the conversation with one of them."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from console import access, desk, desk_client, transcript
from console.desk_client import DeskError
from console.models import Conversation
from console.views.conversation import number

CLAIM, ANSWER, BACK, LEFT = "claim", "answer", "give back", "view what was left"
LONGEST_ANSWER = 2000
_HOW = {"resolved": "The visitor is told that the assistant is back.", "returned": "It waits for somebody else now."}
_PROBLEMS = {
    "off": "Answering is not set up: the assistant and the console need the same GUIDE_DESK_TOKEN.",
    "unreachable": "The assistant did not answer. Nothing is lost; try again, it is done only once.",
    "gone": "Nobody waits there any more: it was given back, or the visitor erased the conversation.",
    "taken": "{by} has that conversation.",
    "too_long": f"That is longer than {LONGEST_ANSWER} characters; nothing was sent.",
    "personal": "Nothing was sent. Conversations keep no numbers of cards or social security, and not the address or "
    "number that the visitor left.",
    "refused": "The assistant refused it; nothing was sent.",
}
may_answer = permission_required("console.answer_visitor", raise_exception=True)


@require_GET
@may_answer
def listing(request: HttpRequest) -> HttpResponse:
    """Shows who waits; as a piece of the page for the script that keeps it new."""
    rows = desk.queue()
    name = request.user.get_username()
    context = {
        "is_on": desk_client.is_on(),
        "waiting": [row for row in rows if not row.by],
        "mine": [row for row in rows if row.by == name],
        "others": [row for row in rows if row.by not in ("", name)],
    }
    return render(request, "console/desk/_queue.html" if "piece" in request.GET else "console/desk/queue.html", context)


@require_GET
@may_answer
def talk(request: HttpRequest, alias: str) -> HttpResponse:
    """Shows a conversation whose visitor waits; who has it can answer."""
    conversation = get_object_or_404(Conversation, alias=alias)
    access.log(request, access.VIEW, alias)
    return _talk(request, conversation)


@require_GET
@may_answer
def news(request: HttpRequest, alias: str) -> HttpResponse:
    """Answers with the newest messages and who has the conversation, as a piece of the page."""
    conversation = get_object_or_404(Conversation, alias=alias)
    return render(request, "console/desk/_talk.html", _shown(request, conversation))


@require_POST
@may_answer
def claim(request: HttpRequest, alias: str) -> HttpResponse:
    """Takes a conversation on; where somebody was faster, says who."""
    conversation = get_object_or_404(Conversation, alias=alias)
    try:
        # Twice is no mistake: who has the conversation has it.
        desk_client.claim(conversation, request.user.get_username(), str(uuid.uuid4()))
    except DeskError as error:
        _complain(request, error)
        desk.look_now()
        return redirect("desk")
    access.log(request, CLAIM, alias)
    desk.look_now()
    messages.success(request, "You have this conversation. The visitor is told that a person is here.")
    return redirect("desk-talk", alias)


@require_POST
@may_answer
def answer(request: HttpRequest, alias: str) -> HttpResponse:
    """Says something to the visitor; what could not be sent stays in the field, under the same key."""
    conversation = get_object_or_404(Conversation, alias=alias)
    text = request.POST.get("text", "").strip()
    if not text:
        messages.error(request, "An answer needs words; nothing was sent.")
        return redirect("desk-talk", alias)
    try:
        event = desk_client.answer(conversation, request.user.get_username(), _key(request), text)
    except DeskError as error:
        _complain(request, error)
        # Nothing was stored under the key of what was refused; of what got no answer, nobody knows.
        key = _key(request) if error.code == "unreachable" else None
        return _talk(request, conversation, text, key)
    access.log(request, ANSWER, alias)
    if not desk.wait_for(event):
        messages.warning(request, "Your answer is stored; it is shown here once the reader has caught up.")
    return redirect("desk-talk", alias)


@require_POST
@may_answer
def back(request: HttpRequest, alias: str) -> HttpResponse:
    """Gives a conversation back to the assistant: the visitor was helped, or somebody else goes on."""
    conversation = get_object_or_404(Conversation, alias=alias)
    how, other, name = request.POST.get("how", ""), request.POST.get("instead_of", ""), request.user.get_username()
    if other and not request.user.has_perm("console.assign_conversation"):
        raise PermissionDenied
    if how not in _HOW:
        return redirect("desk-talk", alias)
    try:
        desk_client.give_back(conversation, name, _key(request), how, other or None)
    except DeskError as error:
        _complain(request, error)
        return redirect("desk-talk", alias)
    access.log(request, BACK, alias, f"{how}{f', instead of {other}' if other else ''}")
    desk.look_now()
    messages.success(request, f"You have given {alias} back. {_HOW[how]}")
    return redirect("desk")


def _talk(request: HttpRequest, conversation: Conversation, draft: str = "", key: str | None = None) -> HttpResponse:
    context = _shown(request, conversation)
    if context["is_mine"]:
        context |= _left(request, conversation)
    context |= {
        "slots": transcript.slots(conversation),
        "draft": draft,
        "key": key or uuid.uuid4(),
        "longest": LONGEST_ANSWER,
    }
    return render(request, "console/desk/talk.html", context)


def _shown(request: HttpRequest, conversation: Conversation) -> dict[str, Any]:
    row = desk.of(conversation)
    return {
        "conversation": conversation,
        "row": row,
        "is_mine": row is not None and row.by == request.user.get_username(),
        "is_on": desk_client.is_on(),
        "page": transcript.page(conversation, number(request, "before")),
    }


def _left(request: HttpRequest, conversation: Conversation) -> dict[str, Any]:
    """What the visitor left, decrypted by the assistant; only who has the conversation sees it, and that is logged."""
    try:
        found = desk_client.left(conversation)
    except DeskError:
        return {"left_problem": True}
    if found:
        access.log(request, LEFT, conversation.alias)
    return {"left": found}


def _key(request: HttpRequest) -> str:
    try:
        return str(uuid.UUID(request.POST.get("key", "")))
    except ValueError:
        return str(uuid.uuid4())


def _complain(request: HttpRequest, error: DeskError) -> None:
    messages.error(request, _PROBLEMS[error.code].format(by=error.by or "Somebody else"))
