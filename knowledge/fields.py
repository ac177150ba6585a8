"""Fields of study: the 30 of the source article and those that lead to machine learning work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from knowledge.phrases import Entry, joined, read

UNSURE = "unsure"


@dataclass(frozen=True)
class Field:
    """A field of study: its 4-digit CIP groups, those nearest to it, and what people call it.

    `position` is its place in the article's list, from 1, and `article_name` its name there; None for the
    others. `contains` names what people look for in it that has no group of its own. `synonyms` always mean
    it, `subjects` only beside a word about studying, `codes` (abbreviations) likewise or as the whole
    message.
    """

    key: str
    name: str
    cips: tuple[str, ...]
    related_cips: tuple[str, ...]
    synonyms: tuple[str, ...]
    subjects: tuple[str, ...]
    codes: tuple[str, ...]
    position: int | None
    article_name: str | None
    contains: str | None
    note: str | None

    @property
    def is_article_field(self) -> bool:
        """Whether the source article lists it."""
        return self.position is not None


def get(key: str) -> Field:
    """Returns a field by its key; raises KeyError when there is none."""
    return _fields()[key]


def all_fields() -> list[Field]:
    """Returns every field, those of the article first."""
    return list(_fields().values())


def article_fields() -> list[Field]:
    """Returns the 30 fields of the article, in its order."""
    return sorted((f for f in all_fields() if f.position is not None), key=lambda f: f.position or 0)


def entries() -> Iterator[Entry]:
    """Yields the phrases of every field."""
    for field in all_fields():
        for context, phrases in (("", field.synonyms), ("subject", field.subjects), ("code", field.codes)):
            for phrase in phrases:
                for written in (phrase, *joined(phrase)):
                    yield Entry("field", field.key, written, context)


@cache
def _fields() -> dict[str, Field]:
    fields = {}
    for row in read("fields")["fields"]:
        article = row.get("article", {})
        lists = {name: tuple(row.get(name, ())) for name in ("related_cips", "synonyms", "subjects", "codes")}
        fields[row["key"]] = Field(
            key=row["key"],
            name=row["name"],
            cips=tuple(row["cips"]),
            position=article.get("position"),
            article_name=article.get("name"),
            contains=row.get("contains"),
            note=row.get("note"),
            **lists,
        )
    return fields
