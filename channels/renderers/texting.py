"""SMS and WhatsApp (Twilio): one text a turn with a numbered menu, or WhatsApp's buttons where templates are set."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from channels.capabilities import (
    TWILIO_TEXT,
    WHATSAPP_LIST,
    WHATSAPP_LIST_LABEL,
    WHATSAPP_QUICK_REPLIES,
    WHATSAPP_QUICK_REPLY_LABEL,
)
from channels.markup import as_plain, as_whatsapp, parse
from channels.menus import Choice, Menu, labels
from channels.messages import Button, Message
from channels.renderers.outgoing import Outgoing, numbered, paragraphs, with_labels
from channels.splitting import split
from channels.words import Words

# One character outside GSM-7 more than halves what an SMS holds; these have a look-alike in it.
_GSM = str.maketrans(
    {
        "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "•": "-", "·": "-",
        "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u200b": "", "\u2060": "", "✓": "",
    }
)  # fmt: skip
# Twilio answers these by itself, and lets nothing more be sent to who wrote a STOP:
# https://support.twilio.com/hc/en-us/articles/223134027
STOPS = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"})
HELPS = frozenset({"help", "info", "unstop"})
# Content templates by their kind and number of buttons, as in GUIDE_WHATSAPP_CONTENT.
Contents = Mapping[tuple[str, int], str]
QUICK_REPLY, LIST_PICKER = "quick-reply", "list-picker"


def sms(menu: Menu, words: Words) -> list[Outgoing]:
    """Returns the bodies of SMS."""
    return _texts(menu, numbered(menu, words, lambda spans: as_plain(spans).translate(_GSM), TWILIO_TEXT))


def without_carriers_words(answer: Message, words: Words) -> Message:
    """Returns an answer whose buttons can be typed: nobody shall unsubscribe who wants to leave a question."""

    def typeable(button: Button) -> Button:
        word = button.title.strip().casefold()
        title = words.leave if word in STOPS else words.get_help if word in HELPS else button.title
        return replace(button, title=title)

    return replace(answer, buttons=tuple(map(typeable, answer.buttons)))


def whatsapp(menu: Menu, words: Words, contents: Contents) -> list[Outgoing]:
    """Returns WhatsApp messages: a template's buttons or list where there is one for so many choices."""
    choices = sorted(menu.choices, key=lambda choice: choice.number)
    kind, limit = (
        (QUICK_REPLY, WHATSAPP_QUICK_REPLY_LABEL)
        if len(choices) <= WHATSAPP_QUICK_REPLIES
        else (LIST_PICKER, WHATSAPP_LIST_LABEL)
    )
    content = contents.get((kind, len(choices)))
    if content is None or len(choices) > WHATSAPP_LIST:
        return plain(menu, words)
    said = paragraphs(parse(answer.text or answer.short) for answer in menu.answers)
    spans = with_labels(said, choices, limit)
    texts = [as_whatsapp(piece) for piece in split(spans, as_whatsapp, TWILIO_TEXT)]
    body = {"ContentSid": content, "ContentVariables": json.dumps(_variables(choices, limit, words))}
    return [*_texts(menu, texts), Outgoing((menu.answers[-1].id,), body)]


def plain(menu: Menu, words: Words) -> list[Outgoing]:
    """Returns WhatsApp messages of text alone."""
    return _texts(menu, numbered(menu, words, as_whatsapp, TWILIO_TEXT))


def _texts(menu: Menu, texts: Sequence[str]) -> list[Outgoing]:
    answers = tuple(answer.id for answer in menu.answers)
    return [Outgoing(answers, {"Body": text}) for text in texts]


def _variables(choices: Sequence[Choice], limit: int, words: Words) -> dict[str, str]:
    """Returns the variables of a template: 1 is its text, 2 and 3 the first button's title and id, and so on."""
    variables = {"1": words.choose}
    for place, (choice, title) in enumerate(zip(choices, labels(choices, limit), strict=True)):
        variables[str(2 * place + 2)] = title
        variables[str(2 * place + 3)] = choice.token
    return variables
