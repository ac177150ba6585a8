"""A conversation as reviewers read it: messages in order, and between them what the assistant did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from console import rendering
from console.models import Conversation, Flag, Message, Session, Step
from console.models.conversations import ASSISTANT, VISITOR
from console.reader.projection import load
from console.rendering import Line

PAGE = 40
SHOWN_SLOTS = 60


@dataclass
class Said:
    """A message with all that explains it; lists are empty where there is nothing to say."""

    message: Message
    flagged: bool = False
    new_session: float | None = None
    work: list[Work] = field(default_factory=list)

    @property
    def is_visitor(self) -> bool:
        """The visitor's side."""
        return bool(self.message.sender == VISITOR)

    @cached_property
    def lines(self) -> list[Line]:
        """The text; a typed message's short form where its cards say the rest."""
        text = self._custom.get("text") if self.cards or self.charts else None
        return rendering.lines(text if isinstance(text, str) else self.message.text, not self.is_visitor)

    @property
    def left_out(self) -> int:
        """How many characters are not shown."""
        return max(0, int(self._detail.get("cut") or len(self.message.text)) - rendering.SHOWN_CHARACTERS)

    @property
    def intent(self) -> str:
        """What the visitor was understood to want."""
        return _shown(self.message.intent)

    @property
    def pressed(self) -> str:
        """What a button sent, where the visitor pressed one."""
        return _shown(self._detail.get("payload"))

    @property
    def runners_up(self) -> list[tuple[str, float]]:
        """Intents and probabilities, the chosen one first."""
        return [(_shown(pair[0]), float(pair[1] or 0)) for pair in self._list("ranking") if len(pair) == 2]

    @property
    def entities(self) -> list[dict[str, str]]:
        """What was found in the text: name, value and the words."""
        return [{name: _shown(e.get(name, "")) for name in ("entity", "value", "raw")} for e in self._list("entities")]

    @property
    def also(self) -> list[str]:
        """Further questions of the same message."""
        return [_shown(name) for name in self._list("also")]

    @property
    def buttons(self) -> list[str]:
        """Titles of buttons and quick replies, the cards' aside."""
        return _titles([*self._list("buttons"), *self._list("quick_replies")])

    @cached_property
    def cards(self) -> list[dict[str, Any]]:
        """Cards as the webchat shows them."""
        return [_card(card) for card in self._parts("cards")]

    @cached_property
    def charts(self) -> list[dict[str, Any]]:
        """Charts with their points as bars."""
        return [_chart(chart) for chart in self._parts("charts")]

    @property
    def image(self) -> str:
        """The address of an image: shown as a link, never loaded."""
        return rendering.safe_url(self._detail.get("image"))

    @property
    def response(self) -> str:
        """The name of the response that was said."""
        return _shown(self._detail.get("response"))

    @property
    def facts(self) -> list[str]:
        """The facts that the answer tells."""
        return [_shown(name) for name in self._list("facts")]

    @property
    def sources(self) -> list[Line]:
        """Where its figures came from."""
        named = [
            f"[{str(s.get('name')).replace(']', '')}]({s.get('url')})" + (f", {s['as_of']}" if s.get("as_of") else "")
            for s in self._parts("sources")
        ]
        said = str(self._detail.get("sources") or "").removeprefix("Sources: ").removeprefix("Source: ")
        text = "; ".join(named) or said
        return rendering.lines(text, formatted=True) if text else []

    @cached_property
    def _detail(self) -> dict[str, Any]:
        return load(self.message.detail)

    @property
    def _custom(self) -> dict[str, Any]:
        custom = self._detail.get("custom")
        return custom if isinstance(custom, dict) else {}

    def _list(self, name: str) -> list[Any]:
        value = self._detail.get(name)
        return value if isinstance(value, list) else []

    def _parts(self, name: str) -> list[dict[str, Any]]:
        value = self._custom.get(name)
        return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


@dataclass(frozen=True)
class Work:
    """A step between two messages."""

    kind: str
    name: str
    value: str = ""
    policy: str = ""


@dataclass(frozen=True)
class Page:
    """Messages, oldest first; `before` asks for those before them, None at the beginning."""

    said: list[Said]
    after: list[Work]
    before: int | None


def page(conversation: Conversation, before: int | None = None, around: int | None = None) -> Page:
    """Returns the newest messages, those before a message, or the page that ends a little after one."""
    messages = Message.objects.filter(conversation=conversation)
    if around is not None:
        following = (
            messages.filter(id__gt=around).order_by("id").values_list("id", flat=True)[PAGE // 2 : PAGE // 2 + 1]
        )
        before = next(iter(following), None)
    if before is not None:
        messages = messages.filter(id__lt=before)
    found = list(messages.order_by("-id")[: PAGE + 1])[::-1]
    more = len(found) > PAGE
    found = found[-PAGE:]
    steps = Step.objects.filter(conversation=conversation)
    if before is not None:
        steps = steps.filter(id__lt=before)
    if more:
        steps = steps.filter(id__gt=found[0].id)
    said, after = _joined(found, steps.order_by("id"), _flags(found))
    _part_sessions(said, more)
    return Page(said, after, found[0].id if more else None)


def slots(conversation: Conversation, until: int | None = None) -> list[tuple[str, str]]:
    """Returns what the assistant knows, or knew when it had a message: each slot's last value, empty ones left out."""
    last: dict[str, Any] = {}
    newest = Step.objects.filter(conversation=conversation, kind=Step.SLOT).order_by("-id")
    if until is not None:
        newest = newest.filter(id__lt=until)
    for name, detail in newest.values_list("name", "detail")[: SHOWN_SLOTS * 10]:
        last.setdefault(name, load(detail).get("value"))
    return sorted((name, _value(value)) for name, value in last.items() if value not in (None, [], ""))[:SHOWN_SLOTS]


def _joined(messages: list[Message], steps: Iterable[Step], flags: set[int]) -> tuple[list[Said], list[Work]]:
    said: list[Said] = []
    work: list[Work] = []
    waiting = iter(messages)
    following = next(waiting, None)
    for step in steps:
        while following is not None and following.id < step.id:
            said.append(Said(following, following.id in flags, work=work))
            work, following = [], next(waiting, None)
        work.append(_work(step))
    while following is not None:
        said.append(Said(following, following.id in flags, work=work))
        work, following = [], next(waiting, None)
    return said, work


def _part_sessions(said: list[Said], more: bool) -> None:
    """Marks the first message of each session with the time that it began."""
    sessions = {s.message.session for s in said}
    started = dict(Session.objects.filter(pk__in=sessions).values_list("id", "started_at"))
    previous = said[0].message.session if said and more else None
    for one in said:
        if one.message.session != previous:
            one.new_session = started.get(one.message.session, one.message.at)
        previous = one.message.session


def _flags(messages: list[Message]) -> set[int]:
    return set(Flag.objects.filter(pk__in=[m.id for m in messages]).values_list("pk", flat=True))


def _work(step: Step) -> Work:
    detail = load(step.detail)
    policy = str(detail.get("policy") or "")
    confidence = detail.get("confidence")
    if policy and isinstance(confidence, float) and confidence < 1:
        policy += f" {confidence:.2f}"
    value = _value(detail.get("value")) if step.kind == Step.SLOT else ""
    return Work(step.kind, rendering.visible(step.name), value, policy)


def _value(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, (bool, int, float)):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(_value(part) for part in value[:20])
    return _shown(value)


def _shown(value: Any) -> str:
    """Returns the beginning of any value as words; "" for none."""
    return rendering.visible(str(value or "")[:300])


def _titles(buttons: list[Any]) -> list[str]:
    return [_shown(b.get("title")) for b in buttons if isinstance(b, dict)]


def _card(card: dict[str, Any]) -> dict[str, Any]:
    facts = card.get("facts")
    buttons = card.get("buttons")
    return {
        "title": _shown(card.get("title")),
        "subtitle": _shown(card.get("subtitle")),
        "sponsored": bool(card.get("sponsored")),
        "url": rendering.safe_url(card.get("url")),
        "facts": [
            (_shown(fact.get("label")), _shown(fact.get("value")))
            for fact in (facts if isinstance(facts, list) else [])
            if isinstance(fact, dict)
        ],
        "buttons": _titles(buttons if isinstance(buttons, list) else []),
    }


def _chart(chart: dict[str, Any]) -> dict[str, Any]:
    source = chart.get("source")
    return {
        "title": _shown(chart.get("title")),
        "unit": _shown(chart.get("unit")),
        "alt": _shown(chart.get("alt")),
        "source": _shown(source.get("name") if isinstance(source, dict) else source),
        "bars": rendering.bars(chart.get("points")),
    }


def speaker(message: Message) -> str:
    """Returns who speaks, in words."""
    if message.sender == VISITOR:
        return "Visitor"
    return "Assistant" if message.sender == ASSISTANT else "Person"
