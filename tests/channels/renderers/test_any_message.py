"""Whatever the assistant says, no platform gets more than it takes, and nobody loses a choice or a word."""

from __future__ import annotations

import os
import random
import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from channels import menus
from channels.markup import as_read, parse
from channels.menus import Choice, Menu
from channels.messages import Button, Card, Fact, Message, Source
from channels.renderers import messenger, telegram
from tests.channels.renderers.published import PLATFORMS, WORDS, condensed, tokens_in

EXAMPLES = 15
MANY = int(os.environ.get("GUIDE_RENDERED") or 100)
PIECES = (
    "word", " ", "\n", "\n\n", "- ", "1. ", "12. ", "**", "[a](https://example.org/x?a=1&b=2)", "](", "<b>", "&amp;",
     "<!channel>", "<@U1>", "*", "_", "`", "~", "😀", "👩‍👩‍👧‍👦", "e\u0301\u0302", "שלום", "\u202e", "’", "—", "https://example.org",
     "Lorem ipsum dolor sit amet. ", "x" * 700, "q" * 90, "z\u0300" * 60,
)  # fmt: skip
_PIECES = st.sampled_from(PIECES)
TEXTS = st.lists(st.one_of(_PIECES, st.text(max_size=8)), max_size=20).map("".join)
LINES = st.lists(st.one_of(_PIECES, st.text(max_size=8)), min_size=1, max_size=8).map(
    lambda parts: " ".join("".join(parts).split()) or "x"
)
BUTTONS = st.builds(Button, LINES, st.just("/inform"))
CARDS = st.builds(
    Card,
    id=st.just("id"),
    title=LINES,
    subtitle=st.one_of(st.just(""), LINES),
    sponsored=st.booleans(),
    facts=st.lists(st.builds(Fact, LINES, LINES), max_size=4).map(tuple),
    buttons=st.lists(BUTTONS, max_size=5).map(tuple),
    url=st.sampled_from(["", "https://example.org/school"]),
)
ANSWERS = st.builds(
    Message,
    id=st.integers(1, 10**18 - 1).map(str),
    text=TEXTS.map(lambda text: text.strip() or "x"),
    short=st.one_of(st.just(""), TEXTS.map(str.strip)),
    buttons=st.lists(BUTTONS, max_size=15).map(tuple),
    cards=st.lists(CARDS, max_size=3).map(tuple),
    sources=st.lists(st.builds(Source, LINES, st.just("https://example.org/source"), LINES), max_size=3).map(tuple),
)
TURNS = st.lists(ANSWERS, min_size=1, max_size=2, unique_by=lambda answer: answer.id).map(Menu)
# No shrinking: it takes minutes, and a turn of this size is read as easily.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
RANDOM = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)


def reachable(platform: str, menu: Menu) -> set[str]:
    """Returns the tokens of every button that can be reached, turning pages."""
    tokens = {token for outgoing in PLATFORMS[platform].render(menu) for token in tokens_in(outgoing.body)}
    todo, seen = [token for token in tokens if token.startswith("m")], set()
    while todo:
        page = todo.pop()
        if page in seen or page.startswith("menu"):
            continue
        seen.add(page)
        token = menus.read_token(page)
        answer = next(answer for answer in menu.answers if answer.id == token.message_id)
        if platform == "telegram":
            found = set(tokens_in(telegram.keyboard(menu, answer, WORDS, token.index)))
        else:
            found = {t for outgoing in messenger.turned(menu, WORDS, token.index) for t in tokens_in(outgoing.body)}
        todo += [token for token in found if token.startswith("m")]
        tokens |= found
    return tokens


def is_numbered(choice: Choice, said: str) -> bool:
    """Tells whether a line begins with the choice's number."""
    return re.search(rf"^{choice.number}\.", said, re.MULTILINE) is not None


def says(said: str, text: str) -> bool:
    """Tells whether every letter and figure of a text is said, in its order."""
    letters = iter(condensed(said))
    return all(letter in letters for letter in condensed(as_read(parse(text))))


def check(platform: str, menu: Menu) -> None:
    """Fails for anything beyond a limit, a choice that cannot be taken, and a word that is not said."""
    said = "\n".join(PLATFORMS[platform].shows(outgoing.body) for outgoing in PLATFORMS[platform].render(menu))
    tokens = reachable(platform, menu)
    for choice in menu.choices:
        assert choice.token in tokens or is_numbered(choice, said), choice
    for answer in menu.answers:
        assert any(says(said, text) for text in (answer.text, answer.short) if text), answer


def check_plain(platform: str, menu: Menu) -> None:
    """Holds the form without markup and buttons, which a platform is sent when it refused the other, to the same."""
    outgoing = PLATFORMS[platform].plain(menu)
    said = "\n".join(PLATFORMS[platform].shows(message.body) for message in outgoing)
    assert all(is_numbered(choice, said) for choice in menu.choices)
    assert all(says(said, answer.text) for answer in menu.answers)
    assert {answer_id for message in outgoing for answer_id in message.answers} == {a.id for a in menu.answers}


@pytest.mark.parametrize("platform", PLATFORMS)
@RANDOM
@given(menu=TURNS)
def test_nothing_goes_beyond_a_limit_and_nothing_is_lost(platform: str, menu: Menu) -> None:
    check(platform, menu)
    check_plain(platform, menu)


def random_menu(chance: random.Random) -> Menu:
    """Returns a turn of any size, as hypothesis makes them, but in no time."""

    def text(most: int) -> str:
        parts = chance.choices(PIECES, k=chance.randint(1, most))
        return "".join(chr(chance.randint(32, 0x2FFF)) if chance.random() < 0.1 else part for part in parts)

    def line() -> str:
        return " ".join(text(6).split()) or "x"

    def buttons(most: int) -> tuple[Button, ...]:
        return tuple(Button(line(), "/inform") for _ in range(chance.randint(0, most)))

    def card() -> Card:
        facts = tuple(Fact(line(), line()) for _ in range(chance.randint(0, 4)))
        url = chance.choice(["", "https://example.org/school"])
        return Card("id", line(), chance.choice(["", line()]), chance.random() < 0.2, facts, buttons(4), url)

    def answer(number: int) -> Message:
        cards = tuple(card() for _ in range(chance.choice([0, 0, 1, 5, 12])))
        sources = tuple(Source(line(), "https://example.org/source", line()) for _ in range(chance.randint(0, 2)))
        short = text(10).strip() if cards else ""
        most = chance.choice([0, 3, 4, 10, 13, 30, 120])
        return Message(str(number), text(30).strip() or "x", buttons(most), cards, sources, short)

    return Menu([answer(chance.randint(1, 10**18 - 3) + place) for place in range(chance.randint(1, 2))])


@pytest.mark.parametrize("platform", PLATFORMS)
def test_many_random_messages(platform: str) -> None:
    chance = random.Random(platform)
    for _ in range(MANY):
        menu = random_menu(chance)
        check(platform, menu)
        check_plain(platform, menu)
