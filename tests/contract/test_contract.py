"""The examples of the typed message: what the connector makes of what is stored; the widget's tests read the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from actions import wording
from channels.webchat_rendering import split_sources, typed
from channels.webchat_tokens import Choice, Session, Tokens
from knowledge.database import Source
from stores.messages import Message

FOLDER = Path(__file__).parent
SCHEMA = json.loads((FOLDER / "message.schema.json").read_text())
EXAMPLES: list[dict[str, Any]] = json.loads((FOLDER / "messages.json").read_text())
# The payloads in the examples are signed with these.
SESSION = Session("5nX2s0mQkqv4hJt8", began=1795355000, expires=1795441400)
TOKENS = Tokens("contract-secret-of-the-tests-0123456789")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["name"])
def test_what_is_stored_becomes_the_message_of_the_contract(example: dict[str, Any]) -> None:
    assert typed([Message(**example["stored"])], SESSION, TOKENS) == [example["message"]]
    Draft7Validator(SCHEMA).validate(example["message"])


def test_every_kind_of_content_has_its_example() -> None:
    messages = [example["message"] for example in EXAMPLES]
    assert {m["from"] for m in messages} == {"visitor", "assistant", "person"}
    assert {c["kind"] for m in messages for c in m.get("charts", [])} == {"range", "bar", "scatter"}
    assert {card["sponsored"] for m in messages for card in m.get("cards", [])} == {True, False}


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_the_line_of_sources_is_read_as_it_is_written(count: int) -> None:
    named = [
        Source(
            "Occupational Outlook Handbook, data scientists", "https://www.bls.gov/ooh/d.htm", "August 2025 (2024-34)"
        ),
        Source(
            "Occupational Outlook Handbook, software developers",
            "https://www.bls.gov/ooh/s.htm",
            "August 2025 (2024-34)",
        ),
        Source("BLS Occupational Employment and Wage Statistics", "https://www.bls.gov/oes/", "May 2025"),
        Source("Study.com, “Machine Learning Engineer: Job Description & Salary”", "https://study.com/a.html", "2017"),
        Source("O*NET 29.3 Database", "https://www.onetcenter.org/database.html", "May 2025"),
    ][:count]
    text, sources = split_sources(f"An answer.\n{wording.sources(named)}")
    assert text == "An answer."
    assert [(s["url"], s["as_of"]) for s in sources] == [(s.url, s.as_of) for s in named]
    assert sources[0]["name"] == named[0].name


def test_a_choice_is_good_for_its_own_conversation_and_a_day() -> None:
    choice = Choice("By the hour", '/inform{"period": "hour"}')
    offer = TOKENS.offer(SESSION, choice, offered_at=4e9)
    assert TOKENS.taken(SESSION, offer) == choice
    other = Session("another", SESSION.began, SESSION.expires)
    for session, token in ((other, offer), (SESSION, TOKENS.offer(SESSION, choice, offered_at=1.0))):
        with pytest.raises(Exception, match="payload_not_offered"):
            TOKENS.taken(session, token)
