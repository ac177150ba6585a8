"""The little markup that answers use, as spans, and the spans in the markup of each platform.

Answers are plain text with `**bold**`, `- ` lists and `[links](https://…)`. All else is text: what a visitor or a
data file brings in cannot become markup, a mention or a link.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

# A longer address would not fit beside its name into one message of the shortest platform.
LONGEST_URL = 500
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_LINK = re.compile(rf"\[([^\[\]\n]+)\]\((https?://[^\s()]{{1,{LONGEST_URL}}})\)")
_BULLET = re.compile(r"^- ", re.MULTILINE)
# Slack and WhatsApp know no escape for these; between zero-width spaces they mean nothing.
_FORMATTING = re.compile(r"[*_~`]")
_ZERO_WIDTH_SPACE = "\u200b"
_LINE = re.compile(r"\S(?:[^\n]*\S)?")

Emit = Callable[[Sequence["Span"]], str]


@dataclass(frozen=True)
class Span:
    """A stretch of text in one style."""

    text: str
    bold: bool = False
    url: str = ""


def parse(text: str) -> list[Span]:
    """Returns the spans of a text; joined, their texts are what is read."""
    return list(_parse_bold(_BULLET.sub("• ", text)))


def _parse_bold(text: str) -> Iterable[Span]:
    position = 0
    for found in _BOLD.finditer(text):
        yield from _parse_links(text[position : found.start()])
        yield from (replace(span, bold=True) for span in _parse_links(found[1]))
        position = found.end()
    yield from _parse_links(text[position:])


def _parse_links(text: str) -> Iterable[Span]:
    position = 0
    for found in _LINK.finditer(text):
        if found.start() > position:
            yield Span(text[position : found.start()])
        yield Span(found[1], url=found[2])
        position = found.end()
    if position < len(text):
        yield Span(text[position:])


def as_read(spans: Sequence[Span]) -> str:
    """Returns the text alone."""
    return "".join(span.text for span in spans)


def as_html(spans: Sequence[Span]) -> str:
    """Returns Telegram's HTML."""
    return "".join(map(_html, spans))


def _html(span: Span) -> str:
    text = html.escape(span.text)
    text = f'<a href="{html.escape(span.url)}">{text}</a>' if span.url else text
    return f"<b>{text}</b>" if span.bold else text


def as_mrkdwn(spans: Sequence[Span]) -> str:
    """Returns Slack's mrkdwn."""
    return "".join(map(_mrkdwn, spans))


def _mrkdwn(span: Span) -> str:
    text = _inert(escape_slack(span.text))
    # "|" would end the address
    text = f"<{escape_slack(span.url).replace('|', '%7C')}|{text}>" if span.url else text
    return _surrounded("*", text) if span.bold else text


def escape_slack(text: str) -> str:
    """Returns a text in which Slack finds no link and no mention."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_whatsapp(spans: Sequence[Span]) -> str:
    """Returns WhatsApp's markup, with addresses behind their names."""
    return "".join(map(_whatsapp, spans))


def _whatsapp(span: Span) -> str:
    text = _inert(span.text)
    return _with_address(_surrounded("*", text) if span.bold else text, span)


def as_plain(spans: Sequence[Span]) -> str:
    """Returns plain text, with addresses behind their names."""
    return "".join(_with_address(span.text, span) for span in spans)


def _with_address(text: str, span: Span) -> str:
    return text if span.url in ("", span.text) else f"{text} ({span.url})"


def _inert(text: str) -> str:
    return _FORMATTING.sub(lambda found: f"{_ZERO_WIDTH_SPACE}{found[0]}{_ZERO_WIDTH_SPACE}", text)


def _surrounded(mark: str, text: str) -> str:
    """Puts marks around what stands on each line: neither platform formats across lines or beside blanks."""
    return _LINE.sub(lambda found: f"{mark}{found[0]}{mark}", text)
