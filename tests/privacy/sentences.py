"""The labelled messages of this folder, and how well masking does on them: `python -m tests.privacy.sentences`."""

from __future__ import annotations

import re
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from privacy import find, mask

_MARKED = re.compile(r"«(.*?)»")
_PIECE = re.compile(r"[^\W_]+")
_MARK = re.compile(r"\[[a-z ]+\]")


@dataclass(frozen=True)
class Personal:
    """A message, the pieces of it that must not be kept, and whether rules were ever changed for it."""

    kind: str
    text: str
    secrets: tuple[str, ...]
    is_held_out: bool

    def is_masked(self) -> bool:
        """Tells whether no word or digit of a secret is left."""
        left = Counter(_PIECE.findall(_MARK.sub(" ", mask(self.text))))
        secret = Counter(piece for secret in self.secrets for piece in _PIECE.findall(secret))
        around = Counter(_PIECE.findall(self.text)) - secret
        return not (left - around) & secret


@dataclass(frozen=True)
class Ordinary:
    """A message in which nothing is personal."""

    group: str
    text: str
    is_held_out: bool


def personal() -> list[Personal]:
    """Returns the messages with personal data."""
    return [
        Personal(kind, _MARKED.sub(r"\1", line), tuple(_MARKED.findall(line)), number % 2 == 1)
        for kind, number, line in _lines("personal.yml")
    ]


def ordinary() -> list[Ordinary]:
    """Returns the messages without."""
    return [Ordinary(group, line, number % 2 == 1) for group, number, line in _lines("ordinary.yml")]


def _lines(file: str) -> list[tuple[str, int, str]]:
    groups = YAML(typ="safe", pure=True).load((Path(__file__).parent / file).read_text(encoding="utf-8"))
    return [(group, number, line) for group, text in groups.items() for number, line in enumerate(text.splitlines())]


def milliseconds_a_message(rounds: int = 20) -> float:
    """Returns the mean time that masking takes over all messages of this folder."""
    texts = [message.text for message in (*personal(), *ordinary())]
    start = time.process_time()
    for _ in range(rounds):
        for text in texts:
            find(text)
    return (time.process_time() - start) * 1000 / (rounds * len(texts))


def main() -> None:
    """Prints the table of `benchmarks/README.md`."""
    print("| kind | messages | masked in full | held out | masked in full |\n|---|---|---|---|---|")
    messages = personal()
    for kind in dict.fromkeys(message.kind for message in messages):
        row = [kind.replace("_", " ")]
        for chosen in (
            [m for m in messages if m.kind == kind],
            [m for m in messages if m.kind == kind and m.is_held_out],
        ):
            masked = sum(m.is_masked() for m in chosen)
            row += [str(len(chosen)), f"{masked} ({masked / len(chosen):.0%})"]
        print(f"| {' | '.join(row)} |")
    row = ["ordinary, touched"]
    for said in (ordinary(), [m for m in ordinary() if m.is_held_out]):
        touched = sum(bool(find(m.text)) for m in said)
        row += [str(len(said)), f"{touched} ({touched / len(said):.1%})"]
    print(f"| {' | '.join(row)} |")
    print(f"\nmean time: {milliseconds_a_message():.3f} ms a message")


if __name__ == "__main__":
    main()
