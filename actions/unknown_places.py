"""Notices a place for which there are no wages: a town that no metropolitan area is named for."""

from __future__ import annotations

import re

from actions.question import Question

# What ends a question like a place does, and is none: "how much is that in dollars?".
_ENDS_LIKE_A_PLACE = re.compile(r"\b(?:in|near|around|at) ((?:[a-z.'-]+ ?){1,3})\W*$", re.I)
_NO_PLACES = """
a academia ai all an and annually any area areas average be big business career cash cities college companies
company computer computing consulting data day days deep demand dollars each end engineering entry euros every
field finance first five form full general google government gross group groups healthcare high hour hours
industries industry it job jobs learning least level life living machine math me medicine meta ml money month
months most my nlp now numbers occupation one openai other our particular pay percent position practice present
private public range rate reality research retail robotics role science sector senior short startups states stats
statistics tech terms that the theory there these they this those total usd vision week weeks what which words
work year years your amazon apple microsoft netflix nvidia anthropic faang
"""
_NO_PLACE = frozenset(_NO_PLACES.split())


def names_unknown_place(question: Question) -> bool:
    """Tells whether a question seems to name a place that is neither a state nor in the name of a metro area."""
    written = _ENDS_LIKE_A_PLACE.search(question.text)
    if written is None or question.values("area"):
        return False
    words = re.findall(r"[a-z]+", written[1].lower())
    named = any(entity.raw.lower() in written[1].lower() for entity in question.entities)
    return not named and not _NO_PLACE & set(words)
