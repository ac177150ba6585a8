"""What the dashboards show: pictures made of the daily sums, each with its table and a sentence that says it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Sum

from console import drawing
from console.drawing import Drawing
from console.models import DailySum
from console.reader.projection import LISTING
from console.rendering import visible

EPOCH = date(1970, 1, 1)
MOST_DAYS = 1_830
TOP = 12
SERIES = 6
# The education flow's questions in their order; the last step is the list.
FLOW = {
    "education_level": "Level of education",
    "graduation_year": "Year of graduation",
    "field": "Field",
    "area": "State",
    "priority": "What matters most",
    LISTING: "The list of programs",
}
ANSWERS = ("5 min", "30 min", "2 h", "1 day", "later", "never")


@dataclass(frozen=True)
class Choice:
    """Which days (UTC, both included) and channel ("" for all) are shown."""

    since: date
    until: date
    channel: str = ""

    @property
    def days(self) -> int:
        """How many days."""
        return (self.until - self.since).days + 1

    def before(self) -> Choice:
        """Returns as many days before these."""
        return Choice(self.since - timedelta(self.days), self.since - timedelta(1), self.channel)

    def spans(self) -> list[tuple[date, date]]:
        """Returns the days, or weeks or months of four weeks where days would be too many to draw."""
        size = 1 if self.days <= 92 else 7 if self.days <= 450 else 28
        starts = [self.since + timedelta(n) for n in range(0, self.days, size)]
        return [(start, min(start + timedelta(size - 1), self.until)) for start in starts]


@dataclass(frozen=True)
class Picture:
    """A picture with its words and its table; `name` is that of its file."""

    name: str
    title: str
    says: str
    drawing: Drawing | None
    head: list[str]
    rows: list[list[Any]]


def totals(kind: str, choice: Choice) -> Counter[str]:
    """Returns the sums of a kind by name."""
    found = _chosen(choice).filter(kind=kind).values_list("name").annotate(Sum("count"))
    return +Counter(dict(found.order_by("name")))


def over_time(kinds: Sequence[str], choice: Choice, by: str) -> dict[str, list[int]]:
    """Returns the sums by a column (name, channel or kind), a number for each span of the choice."""
    spans = choice.spans()
    size = (spans[0][1] - spans[0][0]).days + 1
    found = _chosen(choice).filter(kind__in=kinds).values_list(by, "day").annotate(Sum("count")).order_by(by, "day")
    first = (choice.since - EPOCH).days
    result: dict[str, list[int]] = {}
    for name, day, count in found:
        result.setdefault(name, [0] * len(spans))[(day - first) // size] += count
    return {name: counts for name, counts in result.items() if any(counts)}


def channels() -> list[str]:
    """Returns the channels that anything was counted on."""
    return list(DailySum.objects.filter(kind="visit").order_by("channel").values_list("channel", flat=True).distinct())


def _chosen(choice: Choice) -> Any:
    first, last = ((day - EPOCH).days for day in (choice.since, choice.until))
    found = DailySum.objects.filter(day__gte=first, day__lte=last)
    return found.filter(channel=choice.channel) if choice.channel else found


def _timed(choice: Choice, name: str, title: str, says: str, series: dict[str, list[int]]) -> Picture:
    """A picture of numbers over time: the largest series by name, the rest together."""
    largest = sorted(series, key=lambda key: (-sum(series[key]), key))[:SERIES]
    # In an order that does not change with the figures, so that a colour means the same in every picture.
    shown = {shown_as(key): series[key] for key in series if key in largest}
    rest = [series[key] for key in series if key not in largest]
    if rest:
        shown["others"] = [sum(column) for column in zip(*rest, strict=True)]
    labels = [span_label(*span) for span in choice.spans()]
    table = [list(column) for column in zip(*shown.values(), strict=True)] or [[] for _ in labels]
    picture = drawing.columns(labels, list(shown), table) if shown else None
    return Picture(name, title, says, picture, ["days", *shown], [[a, *b] for a, b in zip(labels, table, strict=True)])


def visits(choice: Choice) -> Picture:
    """Conversations by channel: visits in which the visitor said something."""
    series = over_time(["visit"], choice, "channel")
    total = sum(map(sum, series.values()))
    before = sum(totals("visit", choice.before()).values())
    says = f"{total:,} conversations in {choice.days} days; {before:,} in as many days before."
    return _timed(choice, "conversations", "Conversations", says, series)


def messages(choice: Choice) -> Picture:
    """Messages of all sides by channel."""
    said = totals("said", choice)
    says = (
        f"{said['visitor']:,} messages of visitors, {said['assistant']:,} of the assistant, "
        f"{said['person']:,} of people who stepped in."
    )
    return _timed(choice, "messages", "Messages", says, over_time(["said"], choice, "channel"))


def intents(choice: Choice) -> Picture:
    """What visitors wanted most, and how often in as many days before."""
    now, before = totals("intent", choice), totals("intent", choice.before())
    top = sorted(now, key=lambda name: (-now[name], name))[:TOP]
    rows: list[list[Any]] = [[shown_as(name), now[name], before[name], now[name] - before[name]] for name in top]
    grown = max(rows, key=lambda row: row[3], default=None)
    says = f"{len(now)} different things were wanted; a message with two questions counts for both."
    if grown and grown[3] > 0:
        says += f" {grown[0].capitalize()} grew most, from {grown[2]:,} to {grown[1]:,}."
    picture = drawing.rows([row[0] for row in rows], ["messages"], [[row[1]] for row in rows]) if rows else None
    return Picture("intents", "What visitors want", says, picture, ["intent", "messages", "before", "change"], rows)


def trends(choice: Choice) -> Picture:
    """The most frequent intents over time."""
    series = over_time(["intent"], choice, "name")
    return _timed(choice, "trends", "What visitors want, over time", "The six most frequent, and all others.", series)


def fallback(choice: Choice) -> Picture:
    """The share of typed messages that were not understood."""
    series = over_time(["typed", "fallback"], choice, "kind")
    spans = choice.spans()
    typed, missed = (series.get(kind, [0] * len(spans)) for kind in ("typed", "fallback"))
    rows: list[list[Any]] = [
        [span_label(*span), a, b, share(b, a)] for span, a, b in zip(spans, typed, missed, strict=True)
    ]
    now, before = share(sum(missed), sum(typed)), choice.before()
    was = share(sum(totals("fallback", before).values()), sum(totals("typed", before).values()))
    says = f"{now:g} % of {sum(typed):,} typed messages were not understood; {was:g} % in as many days before."
    picture = (
        drawing.columns([r[0] for r in rows], ["not understood"], [[r[3]] for r in rows], " %") if any(typed) else None
    )
    return Picture("fallback", "Not understood", says, picture, ["days", "typed", "not understood", "percent"], rows)


def thumbs(choice: Choice) -> Picture:
    """Visitors' thumbs, on the day of the message that they are about."""
    series = over_time(["thumb"], choice, "name")
    both: dict[str, list[int]] = {name: series[name] for name in ("up", "down") if name in series}
    up, down = (sum(series.get(name, [])) for name in ("up", "down"))
    says = f"{up:,} thumbs up and {down:,} down: {share(up, up + down):g} % liked the answer."
    return _timed(choice, "thumbs", "Thumbs", says, both)


def flow(choice: Choice) -> Picture:
    """The education flow: how many visits came to each step, and how many ended there without an answer."""
    reached, left = totals("reached", choice), totals("left", choice)
    rows: list[list[Any]] = [
        [title, reached[step] - left[step], left[step], reached[step]] for step, title in FLOW.items()
    ]
    worst = max(rows, key=lambda row: row[2])
    says = f"{max(row[3] for row in rows):,} visits were on the way; {reached[LISTING]:,} saw the list of programs."
    if worst[2]:
        says += f" Most left at “{worst[0]}”: {worst[2]:,}, {share(worst[2], worst[3]):g} % of those who were asked."
    head = ["step", "went on", "left here", "came here"]
    picture = drawing.rows([r[0] for r in rows], head[1:3], [r[1:3] for r in rows]) if any(reached.values()) else None
    return Picture("flow", "The way to the programs", says, picture, head, rows)


def contained(choice: Choice) -> Picture:
    """How many conversations the assistant had alone."""
    series = over_time(["visit", "with person"], choice, "kind")
    with_person = series.get("with person", [0] * len(choice.spans()))
    alone = [a - b for a, b in zip(series.get("visit", with_person), with_person, strict=True)]
    total = sum(alone) + sum(with_person)
    says = (
        f"{share(sum(alone), total):g} % of {total:,} conversations stayed with the assistant; in "
        f"{sum(with_person):,} somebody asked for a person or one stepped in."
    )
    both = {"assistant alone": alone, "with a person": with_person} if total else {}
    return _timed(choice, "contained", "Handled by the assistant alone", says, both)


def answers(choice: Choice) -> Picture:
    """How long those who asked for a person waited for the first word of one."""
    found = totals("answered", choice)
    total = sum(found.values())
    rows: list[list[Any]] = [[f"within {name}" if name[0].isdigit() else name, found[name]] for name in ANSWERS]
    says = f"{total:,} conversations asked for a person; {total - found['never']:,} were answered in the conversation."
    picture = drawing.rows([row[0] for row in rows], ["conversations"], [[row[1]] for row in rows]) if total else None
    return Picture("answers", "Time until a person answered", says, picture, ["answered", "conversations"], rows)


def _asked(name: str, title: str, *entities: str) -> Callable[[Choice], Picture]:
    def picture(choice: Choice) -> Picture:
        found = {key: n for key, n in totals("asked for", choice).items() if key.partition("=")[0] in entities}
        top = sorted(found, key=lambda key: (-found[key], key))[:TOP]
        rows: list[list[Any]] = [[shown_as(key.partition("=")[2]), found[key]] for key in top]
        says = f"{len(found)} different ones in {sum(found.values()):,} mentions."
        drawn = drawing.rows([row[0] for row in rows], ["messages"], [[row[1]] for row in rows]) if rows else None
        return Picture(name, title, says, drawn, ["value", "messages"], rows)

    return picture


def models(choice: Choice) -> Picture:
    """How well each model did, in the order of their first day: before and after a new one."""
    kinds = ("typed", "fallback", "sureness", "model up", "model down")
    sums: dict[str, Counter[str]] = {}
    days: dict[str, list[int]] = {}
    for kind, name, day, count in (
        _chosen(choice).filter(kind__in=kinds).values_list("kind", "name", "day").annotate(Sum("count"))
    ):
        sums.setdefault(name, Counter())[kind] += count
        if kind == "typed" and count:
            days.setdefault(name, []).append(day)
    rows: list[list[Any]] = []
    for name in sorted(days, key=lambda key: (min(days[key]), key)):
        of = sums[name]
        first, last = (EPOCH + timedelta(edge(days[name])) for edge in (min, max))
        rows.append([
            visible(name)[:8] or "unknown", first.isoformat(), last.isoformat(), of["typed"],
            share(of["fallback"], of["typed"]), round(of["sureness"] / of["typed"] / 10, 1),
            share(of["model up"], of["model up"] + of["model down"]),
        ])  # fmt: skip
    labels = [f"{row[0]}, from {row[1]}" for row in rows]
    drawn = drawing.rows(labels, ["not understood"], [[row[4]] for row in rows], " %") if rows else None
    head = ["model", "first day", "last day", "typed", "not understood, %", "mean sureness, %", "thumbs up, %"]
    says = f"{len(rows)} models answered in these days." if len(rows) != 1 else "One model answered in these days."
    return Picture("models", "Before and after a new model", says, drawn, head, rows)


PICTURES: dict[str, Callable[[Choice], Picture]] = {
    "conversations": visits, "messages": messages, "intents": intents, "trends": trends, "fallback": fallback,
    "thumbs": thumbs, "flow": flow, "contained": contained, "answers": answers,
    "fields": _asked("fields", "Fields asked for", "field"),
    "levels": _asked("levels", "Levels asked for", "education_level", "credential"),
    "places": _asked("places", "Places asked for", "area"),
    "models": models,
}  # fmt: skip


def share(part: float, whole: float) -> float:
    """Returns percent, with one digit after the point; 0 of nothing."""
    return round(100 * part / whole, 1) if whole else 0.0


def shown_as(name: str) -> str:
    """A name as people read it."""
    return visible(name.replace("_", " "))[:60] or "none"


def span_label(first: date, last: date) -> str:
    """A day, or the first of several."""
    return f"{first.day} {first:%b}" if first == last else f"from {first.day} {first:%b %Y}"
