"""Street addresses and post office boxes; the city, the state and the ZIP code stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from privacy.spans import Span

_STREET = (
    r"(?:street|str|st|avenue|ave|av|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|terrace|ter|parkway|pkwy"
    r"|highway|hwy|circle|cir|alley|turnpike|expressway|freeway|crescent|mews)"
)
# Also ordinary words, so the words before them must be written as names.
_WEAK_STREET = r"(?:way|place|pl|square|sq|plaza|trail|trl|loop|run|row|path|pike|hill|hills|ridge|point|gardens|walk)"
_NUMBER = r"(?<![\w$.,/:-])\d{1,6}(?:-\d{1,4})?[A-Za-z]?"
_COMPASS = r"(?:[NSEW]|NE|NW|SE|SW|north|south|east|west)\b\.?"
_UNIT = r"(?:,? (?:apt|apartment|unit|suite|ste|flat|room|rm|floor|fl)\b\.? ?#?\w{1,6}|,? ?#\w{1,6})"
_NAME = r"(?:[A-Z][\w'.-]{0,20}|\d{1,3}(?:st|nd|rd|th))"
_PLAIN_WORD = r"[A-Za-z][\w'.-]{1,20}"

_NAMED_STREET = re.compile(
    rf"{_NUMBER}(?: {_COMPASS})?(?: {_NAME}){{1,4}} (?i:{_STREET}|{_WEAK_STREET})\b\.?(?: {_COMPASS}(?!\w))?{_UNIT}?"
)
_PLAIN_STREET = re.compile(
    rf"{_NUMBER}(?: {_COMPASS})? (?P<words>(?:(?:{_PLAIN_WORD}|\d{{1,3}}(?:st|nd|rd|th)) ){{1,3}}?)"
    rf"{_STREET}\b\.?{_UNIT}?",
    re.I,
)
_BLOCK = re.compile(rf"\b\d{{1,6}} block of (?:{_PLAIN_WORD} ){{1,3}}?(?:{_STREET}|{_WEAK_STREET})\b", re.I)
_ROAD_FIRST = re.compile(
    rf"{_NUMBER},? (?:(?:boulevard|rue|calle|via|avenida|viale|avenue) (?:de |du |des |la |le |del |las |los ){{0,2}}"
    rf"{_PLAIN_WORD}|(?:county road|state route|state road|us route|us highway|highway|route|cr|sr) \d{{1,4}}\b)"
    rf"{_UNIT}?",
    re.I,
)
_BOX = re.compile(r"\bp\.? ?o\.? ?box #? ?\d{1,7}\b", re.I)
_AT_HOME = re.compile(
    r"\b(?:(?:live|lives|living|reside|staying) (?:at|on|in)|(?:my|our|home|street|mailing) address(?: is|'s|:)?"
    rf"|(?:mail|ship|send)(?: \w+){{0,3}} to) (?P<street>\d{{1,6}}[A-Za-z]? {_NAME}(?: {_NAME}){{0,2}}{_UNIT}?)"
)
# No street is called so: "100 court cases", "5 colleges on the main road", "2 years down the road".
_NOT_IN_A_STREET_WORDS = """
a an and are at away by class college colleges day days degree degrees down for from graduates hour hours in into is
jobs lane long mile miles minute minutes month months of off on one or people per percent program programs school
schools star students than that the then this to up way week weeks with year years
"""
_NOT_IN_A_STREET = frozenset(_NOT_IN_A_STREET_WORDS.split())


def find(text: str) -> Iterator[Span]:
    """Yields the street addresses of a readable text."""
    for match in _BOX.finditer(text):
        yield Span(match.start(), match.end(), "address")
    for pattern in (_NAMED_STREET, _BLOCK, _ROAD_FIRST):
        for match in pattern.finditer(text):
            yield Span(match.start(), match.end(), "address")
    for match in _PLAIN_STREET.finditer(text):
        if not _NOT_IN_A_STREET & set(match["words"].lower().split()):
            yield Span(match.start(), match.end(), "address")
    for match in _AT_HOME.finditer(text):
        yield Span(*match.span("street"), "address")
