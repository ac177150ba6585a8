"""The choices of a turn: their numbers, their labels within a platform's limits, their tokens, and how they are taken.

A number that an answer's own list uses means a line of that list ("2" is the second program), which the assistant
understands by itself; choices are numbered after it. A card that has a number of the list gives it to its first
button.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from channels.capabilities import length
from channels.messages import Button, Card, Message

SHORTEST_PREFIX = 3
_LISTED = re.compile(r"^(\d{1,2})\. ", re.MULTILINE)
_NUMBER = re.compile(r"(?:(?:option|number|no\.?|choice)\s{0,9})?#?\s{0,9}(\d{1,2})\s{0,9}[.)]?", re.IGNORECASE)
_NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_TOKEN = re.compile(r"([cm])(\d{1,18})\.(\d{1,4})", re.ASCII)


@dataclass(frozen=True)
class Choice:
    """A button with the number that stands for it, and the token that a platform carries.

    Attributes:
        index: its place among the message's `choices`.
    """

    number: int
    button: Button
    message_id: str
    index: int

    @property
    def token(self) -> str:
        """What a pressed button brings back: which button of which stored message; at most 24 bytes."""
        return f"c{self.message_id}.{self.index}"


@dataclass(frozen=True)
class Token:
    """A token read back: a choice, or the page of a menu to turn to (`is_page`)."""

    message_id: str
    index: int
    is_page: bool


@dataclass(frozen=True)
class OutOfRangeError(Exception):
    """A number between the choices' that none of them has."""

    most: int


def page_token(message_id: str, page: int) -> str:
    """Returns the token of a button that turns to a page of the menu that ends with this message."""
    return f"m{message_id}.{page}"


def read_token(text: str) -> Token | None:
    """Returns what a token stands for, None for anything that is none of ours."""
    found = _TOKEN.fullmatch(text)
    return Token(found[2], int(found[3]), found[1] == "m") if found else None


class Menu:
    """The numbered choices of the answers of one turn, in the order in which they are shown."""

    def __init__(self, answers: Sequence[Message]) -> None:
        self.answers = tuple(answers)
        listed = [int(number) for answer in answers for number in _LISTED.findall(_listing(answer))]
        of_cards: list[Choice] = []
        others: list[tuple[Message, int, Button]] = []
        for answer in answers:
            others += [(answer, index, button) for index, button in enumerate(answer.buttons)]
            for index, card, button in _card_buttons(answer):
                number = _LISTED.match(card.title)
                if number and button is card.buttons[0]:
                    of_cards.append(Choice(int(number[1]), button, answer.id, index))
                else:
                    title = f"{button.title}: {_LISTED.sub('', card.title)}"
                    others.append((answer, index, Button(title, button.payload)))
        first = max(listed, default=0) + 1
        numbered = (Choice(number, b, answer.id, index) for number, (answer, index, b) in enumerate(others, first))
        self.choices = (*of_cards, *numbered)

    def of(self, answer: Message) -> list[Choice]:
        """Returns the choices of an answer, in the order of their numbers."""
        own = (choice for choice in self.choices if choice.message_id == answer.id)
        return sorted(own, key=lambda choice: choice.number)

    def at(self, answer: Message, index: int) -> Choice:
        """Returns the choice at a place among the answer's `choices`."""
        return next(choice for choice in self.of(answer) if choice.index == index)

    def typed(self, text: str, are_numbers_shown: bool) -> Choice | None:
        """Returns the choice that a text means: its number, its label, or the beginning of no other label.

        Raises:
            OutOfRangeError: for a number beyond the choices, where numbers are shown.
        """
        plain = _plain(text)
        number = _number(text)
        if number is not None:
            return self._numbered(number, are_numbers_shown)
        labels = [(_plain(choice.button.title), choice) for choice in self.choices]
        same = [choice for label, choice in labels if label == plain and plain]
        if same:
            return same[0] if len({choice.button.payload for choice in same}) == 1 else None
        if len(plain) < SHORTEST_PREFIX:
            return None
        begun = [choice for label, choice in labels if label.startswith(plain)]
        return begun[0] if len(begun) == 1 else None

    def _numbered(self, number: int, are_numbers_shown: bool) -> Choice | None:
        for choice in self.choices:
            if choice.number == number:
                return choice
        most = max((choice.number for choice in self.choices), default=0)
        if are_numbers_shown and self.choices and number > most:
            raise OutOfRangeError(most)
        return None


def labels(choices: Sequence[Choice], limit: int) -> list[str]:
    """Returns a label for each choice, none longer than `limit` UTF-16 units, no two the same.

    What is too long, or stands on several buttons, begins with its number; the text has to say it in full.
    """
    seen = Counter(choice.button.title.casefold() for choice in choices)
    return [
        shortened(f"{choice.number}. {choice.button.title}", limit)
        if length(choice.button.title) > limit or seen[choice.button.title.casefold()] > 1
        else choice.button.title
        for choice in choices
    ]


def in_full(choices: Sequence[Choice], limit: int) -> list[str]:
    """Returns lines that say the choices in full that `labels` shortens."""
    return [f"{choice.number}. {choice.button.title}" for choice in choices if length(choice.button.title) > limit]


def shortened(text: str, limit: int) -> str:
    """Returns a text of at most `limit` UTF-16 units, with "…" in the place of what is left out."""
    if length(text) <= limit:
        return text
    kept = text[:limit]
    while length(kept) > limit - 1 or (kept and unicodedata.combining(text[len(kept)])):
        kept = kept[:-1]
    return kept.rstrip() + "…"


def _listing(answer: Message) -> str:
    return "\n".join([answer.text, *(card.title for card in answer.cards)])


def _card_buttons(answer: Message) -> Iterator[tuple[int, Card, Button]]:
    """Yields the buttons of cards with their places among the answer's `choices`."""
    index = len(answer.buttons)
    for card in answer.cards:
        for button in card.buttons:
            yield index, card, button
            index += 1


def _number(text: str) -> int | None:
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _NUMBER.fullmatch(plain)
    if found:
        return int(found[1])
    word = plain.casefold().rstrip(".!")
    return _NUMBER_WORDS.index(word) + 1 if word in _NUMBER_WORDS else None


def _plain(text: str) -> str:
    """Returns a text as it is compared: without case, punctuation and doubled blanks."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = "".join(" " if unicodedata.category(c)[0] in "PSZC" and c not in "'’" else c for c in folded)
    return " ".join(words.replace("'", "").replace("’", "").split())
