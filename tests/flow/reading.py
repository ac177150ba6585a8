"""Reads lists of programs out of what the assistant says."""

from __future__ import annotations

import re
from dataclasses import dataclass

LEVELS = {
    "undergraduate certificates": "undergraduate_certificate",
    "associate's degrees": "associate",
    "bachelor's degrees": "bachelors",
    "master's degrees": "masters",
    "doctorates": "doctoral",
    "graduate certificates": "graduate_certificate",
}
_HEADING = re.compile(r"^\*\*([^*]+)\*\*$")
_LINE = re.compile(
    r"^(?P<number>\d+)\. \*\*(?P<name>.+?)\*\* \((?:[^()]+, )?(?P<state>[A-Z]{2}), "
    r"(?P<control>public|private[ a-z-]*)\)(?P<figures>.*)$"
)
_FOUND = re.compile(r"^.*\b(?:I found|Number \d+ to \d+ of) .*$", re.MULTILINE)
_COUNTED = re.compile(rf"([\d,]+) ({'|'.join(level.removesuffix('s') for level in LEVELS)})s?\b")
_OF = re.compile(r"\bof ([\d,]+)\b")
_AMOUNT = r"\*{0,2}\$([\d,]+)(?![\d,])\*{0,2}"
_ONE_YEAR = re.compile(rf"earn {_AMOUNT} one year after finishing")
_EARNINGS = re.compile(rf"earn {_AMOUNT}(?!\*| one year)")
_DEBT = re.compile(rf"debt {_AMOUNT}")
_GRADUATES = re.compile(r"([\d,]+) graduates?\b")


@dataclass(frozen=True)
class Line:
    """A program as a list says it; amounts in USD, None where the line gives none."""

    number: int
    level: str | None
    name: str
    state: str
    control: str
    earnings: int | None
    one_year: int | None
    debt: int | None
    graduates: int | None
    text: str

    @property
    def said(self) -> tuple[object, ...]:
        """What `scorecard.Row.said` gives for the same program."""
        figures = (self.earnings, self.one_year, self.debt, self.graduates)
        return (self.level, self.name, self.state, self.control, *figures)


def lines(said: str) -> list[Line]:
    """Returns the programs listed in an answer, in the order in which they stand there.

    A list of one level names it before its first line, a list of several above each group.
    """
    named = [LEVELS[f"{words}s"] for _, words in _counted(said)]
    level = named[0] if len(named) == 1 else None
    found: list[Line] = []
    for text in said.splitlines():
        heading = _HEADING.match(text)
        if heading and heading[1].lower() in LEVELS:
            level = LEVELS[heading[1].lower()]
        parts = _LINE.match(text)
        if parts:
            found.append(_line(parts, level))
    return found


def total(said: str) -> int | None:
    """Returns how many programs an answer says there are in all."""
    numbers = [number for number, _ in _counted(said)] or _OF.findall(said.partition("\n1. ")[0])[:1]
    return sum(int(number.replace(",", "")) for number in numbers) if numbers else None


def _counted(said: str) -> list[tuple[str, str]]:
    """Returns the numbers and levels of "I found 3 associate's degrees and 14 bachelor's degrees"."""
    found = _FOUND.search(said)
    return _COUNTED.findall(found[0]) if found else []


def _line(parts: re.Match[str], level: str | None) -> Line:
    figures = parts["figures"]
    return Line(
        number=int(parts["number"]),
        level=level,
        name=parts["name"],
        state=parts["state"],
        control=parts["control"].strip(),
        earnings=_amount(_EARNINGS, figures),
        one_year=_amount(_ONE_YEAR, figures),
        debt=_amount(_DEBT, figures),
        graduates=_amount(_GRADUATES, figures),
        text=parts[0],
    )


def _amount(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return int(match[1].replace(",", "")) if match else None
