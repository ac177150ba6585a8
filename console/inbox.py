"""Which conversations the inbox shows: the filters of its address, and what they mean in the database."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import QueryDict

from console import search
from console.models import (
    Conversation,
    ConversationTag,
    Flag,
    Message,
    ReadMark,
    Review,
    SampleItem,
    Session,
    Step,
    Tag,
)
from console.models.conversations import VISITOR
from console.rendering import visible

PAGE = 50
LARGEST_ID = 2**63 - 1
ME, NOBODY = "me", "nobody"
# After this silence a question of the flow counts as left.
LEFT_AFTER_SECONDS = 1800
_CHOICES_SECONDS = 60

MARKS = [
    ("unread", "Unread"),
    ("fallback", "Not understood"),
    ("person", "Asked for a person"),
    ("distress", "In distress"),
    ("down", "Thumbs down"),
    ("undelivered", "Not delivered"),
    ("flagged", "Flagged"),
    ("mentioned", "Mentions me"),
    ("later", "Set aside"),
]


class InboxForm(forms.Form):
    """The filters; a value that makes no sense is left out, and the page says so beside the field."""

    q = forms.CharField(required=False, max_length=300, label="Search")
    since = forms.DateField(required=False, label="Active from")
    until = forms.DateField(required=False, label="to")
    channel = forms.ChoiceField(required=False)
    intent = forms.ChoiceField(required=False)
    below = forms.IntegerField(required=False, min_value=1, max_value=100, label="Sureness below (%)")
    reached = forms.ChoiceField(required=False, label="Reached the question")
    left = forms.ChoiceField(required=False, label="Left at the question")
    least = forms.IntegerField(required=False, min_value=0, max_value=1_000_000, label="Messages, at least")
    most = forms.IntegerField(required=False, min_value=0, max_value=1_000_000, label="at most")
    tag = forms.ChoiceField(required=False)
    status = forms.ChoiceField(required=False, choices=[("", "Any"), *Review.STATUSES])
    reviewer = forms.ChoiceField(required=False)
    has = forms.MultipleChoiceField(required=False, choices=MARKS, widget=forms.CheckboxSelectMultiple)
    sample = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, label_suffix="")
        for name, choices in _choices().items():
            self.fields[name].choices = [("", "Any"), *choices]
        for name in ("since", "until"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"})
        self.full_clean()

    @property
    def chosen(self) -> dict[str, Any]:
        """The filters that are set, by name."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}

    def query(self, **changes: Any) -> str:
        """Returns the filters as a query string, with changes; None takes one out."""
        wanted = QueryDict(mutable=True)
        for name, value in (self.chosen | changes).items():
            if value is not None:
                wanted.setlist(name, [str(v) for v in value] if isinstance(value, list) else [str(value)])
        return wanted.urlencode()

    def removable(self) -> list[tuple[str, str]]:
        """Returns what is filtered by, in words, each with the query that takes it out."""
        shown = []
        for name, value in self.chosen.items():
            if name == "has":
                titles = dict(MARKS)
                for mark in value:
                    rest = [m for m in value if m != mark] or None
                    shown.append((titles[mark], self.query(has=rest)))
            else:
                choices = dict(getattr(self.fields[name], "choices", None) or ())
                label = self.fields[name].label or name.capitalize()
                shown.append((f"{label}: {choices.get(value, value)}", self.query(**{name: None})))
        return shown


def narrow(chosen: dict[str, Any], user: Any, hits: dict[int, int] | None = None) -> QuerySet[Conversation]:
    """Returns the conversations that all chosen filters let through, in no order.

    `hits` is what `search.first_messages` found, for those who look at it too: a search is done once a page.
    """
    found = Conversation.objects.exclude(last_message=0)
    if "q" in chosen:
        found = found.filter(_found(chosen["q"], search.first_messages(chosen["q"]) if hits is None else hits))
    for name, value in chosen.items():
        if name in _FILTERS:
            found = found.filter(_FILTERS[name](value))
    marks = chosen.get("has", [])
    for mark in marks:
        found = found.filter(_mark(mark, user))
    if "reviewer" in chosen:
        found = found.filter(_reviewer(chosen["reviewer"], user))
    if {"since", "until"} & set(chosen):
        found = found.filter(_active(chosen.get("since"), chosen.get("until")))
    if {"intent", "below"} & set(chosen):
        found = found.filter(_understood(chosen.get("intent"), chosen.get("below")))
    if "later" not in marks and "sample" not in chosen:
        found = found.exclude(Exists(_set_aside()))
    return found


def ordered(found: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Returns them by last activity, newest first."""
    return found.order_by("-last_at", "-id")


def older_than(found: QuerySet[Conversation], key: str) -> QuerySet[Conversation]:
    """Returns those after a row of the list, named by `key_of`; all for a key that is none."""
    at, _, number = key.partition("_")
    try:
        last_at, last_id = float(at), min(int(number), LARGEST_ID)
    except ValueError:
        return found
    return found.filter(Q(last_at__lt=last_at) | Q(last_at=last_at, id__lt=last_id))


def key_of(conversation: Conversation) -> str:
    """Returns where a conversation stands in the list."""
    return f"{conversation.last_at!r}_{conversation.id}"


def neighbours(found: QuerySet[Conversation], of: Conversation) -> tuple[str | None, str | None]:
    """Returns the aliases of the newer and the older one beside a conversation in the list."""
    newer = found.filter(Q(last_at__gt=of.last_at) | Q(last_at=of.last_at, id__gt=of.id)).order_by("last_at", "id")
    older = ordered(older_than(found, key_of(of)))
    return newer.values_list("alias", flat=True).first(), older.values_list("alias", flat=True).first()


def dress(conversations: list[Conversation], user: Any, hits: dict[int, int]) -> None:
    """Adds to each what its row shows: unread, review, tags, and the message with the words that were looked for."""
    ids = [c.id for c in conversations]
    read = dict(ReadMark.objects.filter(user=user, conversation__in=ids).values_list("conversation_id", "message"))
    reviews = {r.pk: r for r in Review.objects.filter(pk__in=ids).select_related("assignee")}
    tags: dict[int, list[str]] = {}
    for conversation, name in ConversationTag.objects.filter(conversation__in=ids).values_list(
        "conversation_id", "tag__name"
    ):
        tags.setdefault(conversation, []).append(name)
    messages = Message.objects.in_bulk([hits[pk] for pk in ids if pk in hits])
    for conversation in conversations:
        conversation.unread = read.get(conversation.id, 0) < conversation.last_message
        conversation.stand = reviews.get(conversation.id)
        conversation.tag_names = sorted(tags.get(conversation.id, []))
        conversation.hit = messages.get(hits.get(conversation.id, 0))


def _mark(mark: str, user: Any) -> Q:
    here = OuterRef("pk")
    if mark == "unread":
        return ~Exists(ReadMark.objects.filter(user=user, conversation=here, message__gte=OuterRef("last_message")))
    if mark == "flagged":
        return Exists(Flag.objects.filter(conversation=here))
    if mark == "mentioned":
        return Q(pk__in=user.mentioned_in.values("conversation"))
    if mark == "later":
        return Exists(_set_aside())
    return {
        "fallback": Q(fallbacks__gt=0),
        "person": Q(asked_for_person__gt=0),
        "distress": Q(in_distress__gt=0),
        "down": Q(thumbs_down__gt=0),
        "undelivered": Q(undelivered__gt=0),
    }[mark]


def _set_aside() -> QuerySet[Review]:
    return Review.objects.filter(conversation=OuterRef("pk"), later_until__gt=time.time())


def _reviewer(value: str, user: Any) -> Q:
    reviews = Review.objects.filter(conversation=OuterRef("pk"))
    if value == NOBODY:
        return ~Exists(reviews.filter(assignee__isnull=False))
    return Exists(reviews.filter(assignee=user) if value == ME else reviews.filter(assignee__username=value))


def _status(value: str) -> Q:
    reviews = Review.objects.filter(conversation=OuterRef("pk"))
    if value == Review.NEW:
        return ~Exists(reviews.exclude(status=Review.NEW))
    return Exists(reviews.filter(status=value))


def _active(since: date | None, until: date | None) -> Q:
    """Active in these days (UTC): a session reaches into them."""
    sessions = Session.objects.filter(conversation=OuterRef("pk"))
    limits = Q()
    if since:
        sessions = sessions.filter(last_at__gte=_midnight(since))
        limits &= Q(last_at__gte=_midnight(since))
    if until:
        sessions = sessions.filter(started_at__lt=_midnight(until + timedelta(days=1)))
        limits &= Q(started_at__lt=_midnight(until + timedelta(days=1)))
    return limits & Q(Exists(sessions))


def _midnight(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=timezone.utc).timestamp()


def _understood(intent: str | None, below: int | None) -> Q:
    """A message was understood so, or not surely; one message for both."""
    messages = Message.objects.filter(conversation=OuterRef("pk"), sender=VISITOR)
    limits = Q()
    if intent:
        messages = messages.filter(intent=intent)
    if below:
        messages = messages.filter(confidence__lt=below / 100)
        limits = Q(lowest_confidence__lt=below / 100)
    return limits & Q(Exists(messages)) if intent else limits


def _left(step: str) -> Q:
    quiet = time.time() - LEFT_AFTER_SECONDS
    return Exists(Session.objects.filter(conversation=OuterRef("pk"), open_step=step, last_at__lt=quiet))


def _found(query: str, hits: dict[int, int]) -> Q:
    return Q(alias=query.strip().upper()) | Q(pk__in=search.among(hits))


_FILTERS: dict[str, Callable[[Any], Q]] = {
    "channel": lambda value: Q(channel=value),
    "reached": lambda value: Exists(Step.objects.filter(conversation=OuterRef("pk"), kind=Step.ASK, name=value)),
    "left": _left,
    "least": lambda value: Q(visitor_messages__gte=value),
    "most": lambda value: Q(visitor_messages__lte=value),
    "tag": lambda value: Exists(ConversationTag.objects.filter(conversation=OuterRef("pk"), tag__name=value)),
    "status": _status,
    "sample": lambda value: Exists(SampleItem.objects.filter(conversation=OuterRef("pk"), sample=value)),
}


def _choices() -> dict[str, list[tuple[str, str]]]:
    known = cache.get("inbox-choices")
    if known is None:
        known = {
            "channel": _names(Conversation.objects, "channel"),
            "intent": _names(Message.objects.exclude(intent=None), "intent"),
            "reached": _names(Step.objects.filter(kind=Step.ASK), "name"),
        }
        cache.set("inbox-choices", known, _CHOICES_SECONDS)
    people = get_user_model().objects.filter(is_active=True).order_by("username").values_list("username", flat=True)
    return {
        **known,
        "left": known["reached"],
        "tag": [(name, name) for name in Tag.objects.values_list("name", flat=True)],
        "reviewer": [(ME, "Me"), (NOBODY, "Nobody"), *((name, name) for name in people)],
    }


def _names(found: Any, column: str) -> list[tuple[str, str]]:
    names = found.order_by(F(column).asc()).values_list(column, flat=True).distinct()
    return [(name, visible(name.replace("_", " "))[:60]) for name in names]
