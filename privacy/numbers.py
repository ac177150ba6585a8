"""Payment cards, social security numbers, telephone numbers and birth dates."""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers

from privacy.spans import Span

_CARD = re.compile(r"(?<![\w.,$])(?<!\d[ -])[2-6](?:[ .-]?\d){12,18}(?![ .-]?\d)")
_SECURITY_CODE = re.compile(r"\b(?:cvv|cvc|cvv2|security code)(?: is|:)? ?(?P<code>\d{3,4})\b", re.I)
_EXPIRY = re.compile(r"\bexp(?:ir\w{1,6})?\.?(?: date)?(?: is|:)? ?(?P<code>\d{1,2} ?/ ?\d{2,4})\b", re.I)

_SSN = re.compile(r"(?<![\d$.-])\d{3}([-.])\d{2}\1\d{4}(?![\d-])")
_SSN_WORD = re.compile(r"\b(?:ssn|ss ?(?:#|no|num)|social|itin)", re.I)
_NINE_DIGITS = re.compile(r"(?<![\d$.,-])\d(?:[ .-]?\d){8}(?![ .-]?\d)")
_NEAR_SSN = 40

_PHONE_WORD = re.compile(
    r"\b(?:call|calls|calling|phone|phones|telephone|tel|cell|mobile|text|ring|whatsapp|fax|reach(?:ed)?|ph|home|work"
    r"|digits|sms|number(?: is|'s|:)|(?:my|new|old|other) number|contact|landline)\b",
    re.I,
)
_NEAR_PHONE = 40
_LOOSE_PHONE = re.compile(r"(?<![\w$.,-])\(?\d(?:[ .()/-]{0,3}\d){6,14}(?![\d-])(?:[ ,]{0,2}(?:x|ext\.?) ?\d{1,6}\b)?")
_AREA_CODE = re.compile(r"[ ,]{0,3}area code (?:is )?\d ?\d ?\d\b", re.I)
_NORTH_AMERICAN = re.compile(
    r"(?<![\w$.,-])(?:\+?1[ ./-]{0,2})?\(?[2-9]\d{2}\)?[ ./-]{0,3}[2-9]\d{2}[ ./-]{0,3}\d{4}(?![\d-])"
    r"(?:[ ,]{0,2}(?:x|ext\.?) ?\d{1,6}\b)?",
    re.I,
)
_INTERNATIONAL = re.compile(r"(?<![\w])(?:\+|00|011 ?)[ (]{0,2}[1-9](?:[ ().-]{0,3}\d){6,14}(?!\d)")
_DIGIT_WORD = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple)"
_SPELLED = re.compile(rf"\b{_DIGIT_WORD}(?:[ ,-]{{1,2}}{_DIGIT_WORD}){{6,14}}\b", re.I)
# How often a text may make phonenumbers think; past that, what looks like an international number is one.
_MOST_PARSED = 10

_BIRTH = re.compile(r"\b(?:born|birth ?day|b-?day|birth ?date|date of birth|birth|dob|d\.o\.b\.?)(?=\W)", re.I)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = re.compile(
    r"\b(?:\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?(?:\d{4}|\d{2})|(?:19|20)\d{2}[/.-]\d{1,2}[/.-]\d{1,2}|\d{8}"
    rf"|{_MONTH} ?(?:the )?\d{{1,2}}(?:st|nd|rd|th)?\b(?:,? ?(?:19|20)\d{{2}}|,? '\d{{2}})?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? ?(?:19|20)\d{{2}})?)\b",
    re.I,
)
_NEAR_BIRTH = 45


def find_cards(text: str) -> Iterator[Span]:
    """Yields the payment cards of a readable text, with the code and the expiry date beside them."""
    cards = [match for match in _CARD.finditer(text) if _passes_luhn(match[0])]
    for match in cards:
        yield Span(match.start(), match.end(), "card")
    if cards:
        for pattern in (_SECURITY_CODE, _EXPIRY):
            for match in pattern.finditer(text):
                yield Span(*match.span("code"), "card")


def find_social_security_numbers(text: str) -> Iterator[Span]:
    """Yields the social security and taxpayer numbers of a readable text."""
    for match in _SSN.finditer(text):
        yield Span(match.start(), match.end(), "ssn")
    if _SSN_WORD.search(text):
        for match in _NINE_DIGITS.finditer(text):
            if _SSN_WORD.search(text[max(0, match.start() - _NEAR_SSN) : match.end() + _NEAR_SSN]):
                yield Span(match.start(), match.end(), "ssn")


def find_phones(text: str) -> Iterator[Span]:
    """Yields the telephone numbers of a readable text."""
    for match in _NORTH_AMERICAN.finditer(text):
        yield Span(match.start(), match.end(), "phone")
    for index, match in enumerate(_INTERNATIONAL.finditer(text)):
        if index >= _MOST_PARSED or _is_international(match[0]):
            yield Span(match.start(), match.end(), "phone")
    for match in _SPELLED.finditer(text):
        yield Span(match.start(), match.end(), "phone")
    # Most messages hold neither such a word nor seven digits.
    if _PHONE_WORD.search(text):
        for match in _LOOSE_PHONE.finditer(text):
            if _PHONE_WORD.search(text[max(0, match.start() - _NEAR_PHONE) : match.end() + _NEAR_PHONE]):
                area = _AREA_CODE.match(text, match.end())
                yield Span(match.start(), area.end() if area else match.end(), "phone")


def find_birth_dates(text: str) -> Iterator[Span]:
    """Yields the days on which somebody was born; a year alone stays."""
    for said in _BIRTH.finditer(text):
        date = _DATE.search(text, said.end(), said.end() + _NEAR_BIRTH)
        if date:
            yield Span(date.start(), date.end(), "birth_date")


def _passes_luhn(text: str) -> bool:
    digits = [int(char) for char in reversed(text) if char.isdigit()]
    doubled = (digit * 2 for digit in digits[1::2])
    return (sum(digits[::2]) + sum(digit - 9 if digit > 9 else digit for digit in doubled)) % 10 == 0


def _is_international(text: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(re.sub(r"^(?:011 ?|00)", "+", text), None))
    except phonenumbers.NumberParseException:
        return False
