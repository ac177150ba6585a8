"""A million events for the console's benchmark: conversations of the real assistant, never quite the same twice."""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path

from benchmarks.running import Server, say

TALK = (
    ("hi", "how much do ml engineers make in texas?", "and in washington?", "find me a degree", "bachelor",
     "computer science", "ohio", "what is blorp fnord", "skip", "why these?", "the second one", "thanks"),
    ("i want to talk to a human", "i feel terrible, i want to kill myself", "thanks"),
    ("what skills do i need", "which programming languages?", "asdf qwer zxcv", "do i need a degree", "bye"),
    ("find programs", "high school", "2019", "not sure"),
    ("how much can i earn and will ai replace me", "sources?", "that is wrong", "are you a bot"),
    ("compare data scientist and ml engineer", "find master programs in texas in data science", "public only", "more"),
    ("is it worth the money", "hola como estas", "what's the weather"),
    ("/ask_role", "what does a day look like"),
)  # fmt: skip
WORDS = ("bravo", "echo", "golf", "human", "juliet", "kilo", "lima", "november", "quebec", "romeo", "sierra", "tango")
CHANNELS = ("webchat",) * 6 + ("rest", "telegram", "slack")
DAYS = 90
COLUMNS = "sender_id, type_name, timestamp, intent_name, action_name, data"
Row = tuple[str, str, float, "str | None", "str | None", str]


def talk(assistant: Server) -> None:
    """Has the conversations that all others are made of."""
    for number, texts in enumerate(TALK):
        for text in texts:
            say(assistant, f"talk-{number}", text)


def multiply(file: Path, events: int) -> int:
    """Adds copies to the conversation database until there are so many events; returns how many conversations.

    Copies have their own people, channels and days; a third of what is typed has a word more, and is understood
    with any sureness; some conversations go on a day later. Feedback and failed deliveries are strewn in.
    """
    chance = random.Random(7)
    with closing(sqlite3.connect(file)) as connection:
        templates: dict[str, list[Row]] = {}
        for row in connection.execute(f"SELECT {COLUMNS} FROM events ORDER BY id"):
            templates.setdefault(row[0], []).append(row)
        made: list[Row] = []
        people = 0
        end = max(rows[-1][2] for rows in templates.values())
        while len(made) < events:
            begin = end - DAYS * 86400 * (1 - len(made) / events) - chance.random() * 3600
            sender = f"{chance.choice(CHANNELS)}:{people:08x}"
            people += 1
            rows = chance.choice(list(templates.values()))
            for visit in range(chance.choice((1, 1, 1, 2, 3))):
                shift = begin - rows[0][2] + visit * 90_000
                made += [_varied(row, sender, row[2] + shift, chance) for row in rows]
        made.sort(key=lambda row: row[2])
        connection.executemany(f"INSERT INTO events ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", made)
        _strew(connection, chance)
        connection.commit()
    return people


def _varied(row: Row, sender: str, at: float, chance: random.Random) -> Row:
    data = row[5]
    if row[1] == "user":
        event = json.loads(data)
        if chance.random() < 0.3 and not event["text"].startswith("/"):
            event["text"] += f" {chance.choice(WORDS)}"
            event["parse_data"]["intent"]["confidence"] = chance.random()
        data = json.dumps(event | {"timestamp": at})
    return (sender, row[1], at, row[3], row[4], data)


def _strew(connection: sqlite3.Connection, chance: random.Random) -> None:
    answers = connection.execute("SELECT id, sender_id, timestamp FROM events WHERE type_name = 'bot'").fetchall()
    rated = [(*row, chance.choice(("up", "up", "down"))) for row in chance.sample(answers, len(answers) // 50)]
    connection.executemany("INSERT INTO feedback (event_id, sender_id, at, value) VALUES (?, ?, ?, ?)", rated)
    refused = chance.sample(answers, len(answers) // 500)
    connection.executemany("INSERT INTO undelivered (event_id, sender_id, at, reason) VALUES (?, ?, ?, 'x')", refused)
