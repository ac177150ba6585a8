"""Two questions in one message: finds them, and drops the politeness beside a question."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from components.follow_ups import is_follow_up
from components.sentences import Piece, pieces

# Beside a question these are manners or background, not something to answer.
MANNERS = frozenset(
    {
        "greet",
        "goodbye",
        "thank",
        "affirm",
        "deny",
        "chitchat",
        "inform",
        "feedback_positive",
        "feedback_negative",
        "bot_challenge",
        "out_of_scope",
        "nlu_fallback",
        "repeat",
        "skip",
        "go_back",
    }
)
# What can be asked beside another question, and every intent named so. A wish to stop or to begin again is the whole
# message, and names of other intents mean nothing here: messages of another domain are never cut.
_ASKED = ("ask_", "compare_")
_WISHES = frozenset(
    {"find_programs", "refine_programs", "more_programs", "program_details", "explain", "human_handoff"}
)
# What a visitor says of himself before he asks; not a request.
_BACKGROUND = re.compile(r"(?:i'?m|i am|i was|i'?ve|i have|i had|my|we|he|she)\b", re.I)
# A piece counts as a question of its own from this confidence on. Pairs of unseen training sentences read as
# both, single ones as two: 0.81 and 0.013 at 0.30, 0.75 and 0.010 at 0.45, 0.63 and 0.005 at 0.60.
CERTAIN = 0.35
_MOST_PIECES = 8


@dataclass(frozen=True)
class Reading:
    """What one text was understood as; the ranking has all intents, the energy is high in scope.

    `near` are the labels ("ask_role/duties") that come closest, likeliest first, where nothing was understood.
    """

    intent: str
    confidence: float
    answer: str | None
    ranking: tuple[tuple[str, float], ...] = ()
    energy: float = 0.0
    near: tuple[str, ...] = ()


@dataclass(frozen=True)
class Clause:
    """One question of a message: the part of the text, and what it was understood as."""

    piece: Piece
    reading: Reading

    def as_dict(self) -> dict[str, Any]:
        """Returns the clause as the parse result has it."""
        return {
            "text": self.piece.text, "start": self.piece.start, "end": self.piece.end,
            "intent": self.reading.intent, "confidence": self.reading.confidence,
            "answer": self.reading.answer, "is_follow_up": is_follow_up(self.piece.text),
        }  # fmt: skip


def clauses(text: str, whole: Reading, read: Callable[[Piece], Reading], certain: float = CERTAIN) -> list[Clause]:
    """Returns the questions of a text, at least one; `read` understands a piece.

    A single question is the whole message, so that nothing around it is lost, unless only a piece of the
    message is a question and the rest is manners. Distress anywhere is the only thing to answer.
    """
    all_of_it = [Clause(Piece(text, 0, len(text)), whole)]
    parts = pieces(text)[:_MOST_PIECES]
    if len(parts) < 2 or whole.intent == "distress":
        return all_of_it
    readings = [Clause(part, read(part)) for part in parts]
    distress = [c for c in readings if c.reading.intent == "distress" and c.reading.confidence >= certain]
    if distress:
        return distress[:1]
    questions = _different([c for c in readings if _is_question(c, certain)])
    if len(questions) >= 2:
        return questions
    if len(questions) == 1 and whole.intent in MANNERS:
        return questions
    return all_of_it


def _is_question(clause: Clause, certain: float) -> bool:
    return (
        clause.reading.confidence >= certain
        and (clause.reading.intent.startswith(_ASKED) or clause.reading.intent in _WISHES)
        and not _BACKGROUND.match(clause.piece.text)
    )


def _different(found: Sequence[Clause]) -> list[Clause]:
    kept: dict[str, Clause] = {}
    for clause in found:
        kept.setdefault(clause.reading.intent, clause)
    return list(kept.values())
