"""Chooses among everything that a message might mean: checks the conditions, then keeps the longest."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from components import entity_cues as cues
from components import entity_values
from components.entity_context import holds
from components.entity_words import Words
from knowledge.vocabulary import NOTHING

CANDIDATES = "candidates"

# Of two readings of the same words the earlier one.
_PRIORITY = (
    NOTHING, "institution", "occupation", "area", "credential", "education_level", "field", "control",
    "sort_by", "statistic", "period", "order", "area_type", "rank", "graduation_year", "number",
)  # fmt: skip
_RANK = {entity: rank for rank, entity in enumerate(_PRIORITY)}


@dataclass(frozen=True)
class Candidate:
    """A reading of the words from `start` up to `end`; `value` is JSON."""

    entity: str
    value: str
    context: str
    start: int
    end: int

    def overlaps(self, other: "Candidate") -> bool:
        """Whether both claim a word."""
        return self.start < other.end and other.start < self.end


def written_id(context: str, value: object) -> str:
    """Returns what a pattern carries along: the condition and the value."""
    return f"{context}\t{json.dumps(value)}"


class EntityResolver:
    """Writes `doc.ents` from the candidate spans; an entity's id is its value as JSON.

    `states` has the states of each area, so that "Springfield, Virginia" is not the Springfield of another
    state.
    """

    def __init__(self) -> None:
        self.states: dict[str, list[str]] = {}

    def learn(self, states: Mapping[str, Iterable[str]]) -> None:
        """Takes over the states of the areas."""
        self.states = {code: list(letters) for code, letters in states.items()}

    def __call__(self, doc: Doc) -> Doc:
        """Resolves a message in place."""
        spans = [_candidate(span) for span in doc.spans.get(CANDIDATES, ())]
        certain = {n: span.entity for span in spans if not span.context for n in range(span.start, span.end)}
        words = Words(
            text=doc.user_data["text"],
            words=[token.norm_ for token in doc],
            starts=doc.user_data["starts"],
            ends=doc.user_data["ends"],
            certain=certain,
            possible={n: span.entity for span in spans for n in range(span.start, span.end)},
        )
        found = [Candidate(f.entity, json.dumps(f.value), "", f.start, f.end) for f in entity_values.find(words)]
        accepted = [span for span in spans if holds(span.context, words, span.start, span.end)] + found
        for context in ("subject", "code"):
            accepted += _joined(spans, accepted, words, "field", context)
        accepted += _joined(spans, accepted, words, "occupation", "job")
        kept = self._without_other_states(_longest(accepted), words)
        doc.ents = [Span(doc, c.start, c.end, label=c.entity, span_id=c.value) for c in kept if c.entity != NOTHING]
        return doc

    def _without_other_states(self, kept: list[Candidate], words: Words) -> list[Candidate]:
        """Drops a city that is followed by a state in which it does not lie: "Springfield, Virginia"."""
        areas = {c.start: c for c in kept if c.entity == "area"}
        wrong = set()
        for city in areas.values():
            state = areas.get(city.end + (words.word(city.end) == ","))
            if state and not _is_list(words, city, state):
                code, letters = json.loads(city.value), json.loads(state.value)
                if len(letters) == 2 < len(code) and letters not in self.states.get(code, ()):
                    wrong.add(city)
        return [c for c in kept if c not in wrong]

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Writes the states of the areas."""
        Path(path).write_text(json.dumps(self.states), encoding="utf-8")

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "EntityResolver":
        """Reads the states of the areas."""
        self.states = json.loads(Path(path).read_text(encoding="utf-8"))
        return self


@Language.factory("guide_resolver", requires=["doc.spans"], assigns=["doc.ents"])
def make_resolver(nlp: Language, name: str) -> EntityResolver:
    """Makes the pipe; its table comes from disk or from `learn`."""
    return EntityResolver()


def _candidate(span: Span) -> Candidate:
    context, value = span.id_.split("\t", 1)
    return Candidate(span.label_, value, context, span.start, span.end)


def _longest(candidates: list[Candidate]) -> list[Candidate]:
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (c.start - c.end, _RANK[c.entity], c.start, not c.context)):
        if not any(candidate.overlaps(other) for other in kept):
            kept.append(candidate)
    return sorted(kept, key=lambda c: c.start)


def _joined(
    spans: list[Candidate], accepted: list[Candidate], words: Words, entity: str, context: str
) -> list[Candidate]:
    """Returns readings beside a certain one of their kind: "computer science or math"."""
    sure = [c for c in accepted if c.entity == entity]
    joined = []
    for span in spans:
        vetoed = span in accepted or words.word(span.end) in cues.STUDY_VETO_AFTER
        vetoed |= words.word(span.start) in cues.ORDINARY_CODES
        if (span.entity, span.context) == (entity, context) and not vetoed:
            behind = words.word(span.start - 1) in cues.SCHOOL_JOIN
            before = words.word(span.end) in cues.SCHOOL_JOIN
            ends = {c.end for c in sure} if behind else set()
            starts = {c.start for c in sure} if before else set()
            if span.start - 1 in ends or span.end + 1 in starts:
                joined.append(span)
    return joined


def _is_list(words: Words, city: Candidate, state: Candidate) -> bool:
    """Whether city and state are two places of several: "Boston, Texas and Ohio"."""
    return words.word(city.end) == "," and words.word(state.end) in (",", "and", "or")
