"""The occupations the assistant knows: their official titles, what people call them, and their facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from knowledge.phrases import Entry, expand, joined, read


@dataclass(frozen=True)
class Occupation:
    """An occupation by SOC code, or 'mle'; titles as BLS has them, in lower case.

    `synonyms` always mean it; `subjects` only beside a word about work, `nouns` only without a word before
    them that makes them something else, `codes` only in capitals. `facts` is the fact id by topic.
    """

    code: str
    title: str
    plural: str
    pay: tuple[str, ...]
    synonyms: tuple[str, ...]
    subjects: tuple[str, ...]
    nouns: tuple[str, ...]
    codes: tuple[str, ...]
    facts: dict[str, str]

    @property
    def needs_context(self) -> tuple[str, ...]:
        """The phrases that mean it only under a condition."""
        return self.subjects + self.nouns + self.codes


def get(code: str) -> Occupation:
    """Returns an occupation by its code; raises KeyError when there is none."""
    return _occupations()[code]


def all_occupations() -> list[Occupation]:
    """Returns every occupation, machine learning engineer first."""
    return list(_occupations().values())


def pay_occupations(code: str) -> list[str]:
    """Returns the SOC codes whose wages answer for an occupation: three for 'mle', itself for others."""
    return list(get(code).pay)


def entries() -> Iterator[Entry]:
    """Yields the phrases of every occupation."""
    for occupation in all_occupations():
        kinds = (
            ("", (occupation.title, occupation.plural, *occupation.synonyms, *_written_codes(occupation.code))),
            ("job", occupation.subjects),
            ("noun", occupation.nouns),
            ("capitals", occupation.codes),
        )
        for context, phrases in kinds:
            for phrase in phrases:
                for written in (phrase, *joined(phrase)):
                    yield Entry("occupation", occupation.code, written, context)


def _written_codes(code: str) -> list[str]:
    """Returns an SOC code as it is written, "15-2051" and "15-2051.00"; what has none is not asked for by it."""
    return [code, f"{code}.00"] if "-" in code else []


@cache
def _occupations() -> dict[str, Occupation]:
    occupations = {}
    for row in read("occupations")["occupations"]:
        lists = {
            name: tuple(phrase for pattern in row.get(name, ()) for phrase in expand(pattern))
            for name in ("synonyms", "subjects", "nouns", "codes")
        }
        occupations[row["code"]] = Occupation(
            code=row["code"],
            title=row["title"],
            plural=row["plural"],
            pay=tuple(row.get("pay", (row["code"],))),
            facts=dict(row["facts"]),
            **lists,
        )
    return occupations
