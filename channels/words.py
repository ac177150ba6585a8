"""What connectors say themselves, from data/responses/channels.yml."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

RESPONSES = Path(__file__).parent.parent / "data" / "responses" / "channels.yml"


@dataclass(frozen=True)
class Words:
    """The sentences and labels; each is the text of the response of its name behind `utter_channel_`."""

    more: str
    choose: str
    reply_with_number: str
    open_website: str
    sponsored: str
    sources: str
    leave: str
    get_help: str
    number_out_of_range: str
    menu_gone: str
    text_only: str
    too_fast: str
    try_again: str
    person: str


@cache
def read(path: Path = RESPONSES) -> Words:
    """Reads the file; raises KeyError for a response that is missing."""
    responses = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))["responses"]
    return Words(**{field.name: responses[f"utter_channel_{field.name}"][0]["text"] for field in fields(Words)})
