"""What the classifier learns from beside the meaning: the values that a message names, and how it is built.

Names of schools and jobs are replaced by one of their kind before the text is encoded, so that what is asked
about one of them is known for all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from components.fillers import without_fillers
from components.follow_ups import LEAD
from components.speller import Repair, Speller, applied


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# An entity as the extractor finds it: `entity`, `value`, `start`, `end`.
Value = Mapping[str, Any]

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_STANDS_FOR = {"institution": "kent state university", "occupation": "data scientist"}
_ASKING = _words("what whats what's which who whos where when why how hows wat wich")
_AUXILIARY = _words("is are am do does did can could will would should has have was were")
_SPEAKER = _words("i im i'm ive i've my we id i'd")
# A message of these and values says no more than the values.
_SMALL = _words(
    """
    a about actually all also an and any are as at be but by can cool do does for from give got great have
    hmm how hows i i'm if im in instead is it it's its i've ive just like maybe me mean meant my no not now of
    oh ok okay on only or other per please pls plz question same show so some sorry tell thanks that the them
    then there these they thing this tho those though to too try um us versus vs wait was well were what
    what's whats with would yea yeah yes you
    """
)


@dataclass(frozen=True)
class Heard:
    """A message as it is encoded, and the names of what was noticed about it."""

    text: str
    shape: tuple[str, ...]


def hear(text: str, values: Sequence[Value], speller: Speller) -> Heard:
    """Returns what the classifier is given of a text in which the values were found."""
    repairs = speller.repairs(text)
    names: list[Repair] = []
    for value in sorted(values, key=lambda value: value["start"]):
        plain = _STANDS_FOR.get(value["entity"])
        if plain and value["start"] >= (names[-1].end if names else 0):
            plural = "s" if value["entity"] == "occupation" and text[: value["end"]].endswith("s") else ""
            names.append(Repair(value["start"], value["end"], plain + plural))
    beside = [r for r in repairs if not any(r.start < name.end and name.start < r.end for name in names)]
    plain = applied(text, sorted([*beside, *names], key=lambda repair: repair.start))
    return Heard(without_fillers(plain), tuple(sorted(_shape(text, values, repairs))))


def within(values: Sequence[Value], start: int, end: int) -> list[Value]:
    """Returns the values that stand in a part of a text, seen from its start."""
    inside = [value for value in values if start <= value["start"] and value["end"] <= end]
    return [{**value, "start": value["start"] - start, "end": value["end"] - start} for value in inside]


def _shape(text: str, values: Sequence[Value], repairs: Sequence[Repair]) -> set[str]:
    repaired = {(repair.start, repair.end): repair.word for repair in repairs}
    words = [(repaired.get(match.span(), match[0]).lower(), match.start()) for match in _WORD.finditer(text)]
    rest = [w for w, at in words if not any(value["start"] <= at < value["end"] for value in values)]
    begins = words[0][0] if words else ""
    lead = LEAD.match(applied(text, repairs))
    asks = begins in _ASKING
    found = {f"{min(len(words), 4)} words" if len(words) < 5 else "5 to 9 words" if len(words) < 10 else "long"}
    if values:
        says_no_more = all(word in _SMALL or word.isdigit() for word in rest)
        found |= _values(values, says_no_more, bool(lead) or asks)
        if says_no_more:
            found |= {"nothing but values", *(["bare"] if not rest else []), *(["values?"] if "?" in text else [])}
    else:
        found.add("no values")
    if lead:
        found |= {"continues", "continues " + " ".join(lead[1].lower().split())}
    for name, holds in (
        ("asks", asks), ("?", text.rstrip().endswith("?")),
        ("asks yes or no", begins in _AUXILIARY), ("of oneself", begins in _SPEAKER),
    ):  # fmt: skip
        if holds:
            found.add(name)
    return found


def _values(values: Sequence[Value], says_no_more: bool, continues: bool) -> set[str]:
    kinds = Counter(value["entity"] for value in values)
    found = set()
    for kind, number in kinds.items():
        found.add(kind)
        if number > 1:
            found.add(f"two of {kind}")
        if says_no_more:
            found |= {f"only {kind}", *([f"only {kind}, continued"] if continues else [])}
    return found | {f"occupation {value['value']}" for value in values if value["entity"] == "occupation"}
