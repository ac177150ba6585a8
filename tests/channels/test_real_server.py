"""Every platform on the real servers: the same answers as on webchat, bad requests, platforms that fail."""

from __future__ import annotations

import asyncio
import random
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from channels.markup import as_read, parse
from tests.channels.fake_api import FakeApi, fake_api_aside
from tests.channels.platforms import ALL, SETTINGS, Platform, Sent, Slack
from tests.channels.renderers.published import labels_in
from tests.channels.visitor import Visitor
from tests.e2e.conversations import Conversation, read_all
from tests.guide import Guide, running_guide

NAMES = {
    "flow_levels: still in high school, by buttons",
    "flow_levels: some college, by buttons",
    "flow_any_order: the ranking rule's own example",
    "flow_lists: more, why, details, compare",
    "flow_in_between: a question about pay, and the flow goes on where it was",
    "pay: a visitor asks for Texas, then follows up with little more than a word",
    "pay: lowest, then metro areas, then another occupation, by buttons",
    "social: a visitor greets, asks whether it is a bot, thanks and leaves",
    "social: somebody is not well",
    "two_questions: degree and growth in one breath",
}
CONVERSATIONS = [conversation for conversation in read_all() if conversation.name in NAMES]
# An answer on a platform ends when nothing more has come for so long.
QUIET_SECONDS = 1.3


@pytest.fixture(scope="module")
def guide(trained_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Guide, FakeApi]]:
    """The real servers with every platform set up, and the platforms."""
    with fake_api_aside() as api:
        settings = {**SETTINGS, **api.settings(), "GUIDE_PLATFORM_TIMEOUT": "1"}
        with running_guide(tmp_path_factory.mktemp("platforms"), trained_model, settings=settings) as running:
            yield running, api


async def test_ten_conversations_say_the_same_everywhere(guide: tuple[Guide, FakeApi]) -> None:
    running, api = guide
    loop = asyncio.get_running_loop()
    assert len(CONVERSATIONS) == len(NAMES)
    expected = await loop.run_in_executor(None, lambda: [list(on_webchat(running, c)) for c in CONVERSATIONS])
    async with aiohttp.ClientSession() as session:
        people = [
            (Person(platform, running, api, session), conversation, turns)
            for platform in ALL.values()
            for conversation, turns in zip(CONVERSATIONS, expected, strict=True)
        ]
        shown = await asyncio.gather(*(person.hold(conversation) for person, conversation, _ in people))
    for (person, conversation, turns), seen in zip(people, shown, strict=True):
        for wanted, got in zip(turns, seen, strict=True):
            said = " | ".join(map(plain, got))
            missing = [line for text in wanted for line in text.split("\n") if plain(line) not in said]
            assert not missing, f"{person.platform.name}, {conversation.name}: {missing} not in {got}"
    assert not api.refused


def plain(text: str) -> str:
    """Returns the words and figures of a text, whatever the platform's typography, without addresses."""
    text = re.sub(r" \(https?://[^\s()]*\)", "", text)
    return " ".join(re.findall(r"[a-z0-9,.$%]*[a-z0-9]", re.sub("[\u200b*]", "", text).lower()))


async def test_of_a_thousand_bad_requests_none_reaches_the_assistant(guide: tuple[Guide, FakeApi]) -> None:
    running, _ = guide
    chance = random.Random(1000)
    known = {p.name: p.text(p.person(), "hello") for p in ALL.values()}
    async with aiohttp.ClientSession() as session:
        for name, sent in known.items():
            assert await post(session, running, name, sent) == 200
        await asyncio.sleep(2)
        before = await turns_stored(running)
        statuses: Counter[int] = Counter()
        for _ in range(1000):
            platform = chance.choice(list(ALL.values()))
            statuses[await post(session, running, platform.name, bad_request(platform, known, chance))] += 1
        await asyncio.sleep(1)
    assert await turns_stored(running) == before
    assert not [status for status in statuses if status >= 500], statuses
    assert statuses[403] > 300, statuses


def bad_request(platform: Platform, known: dict[str, Sent], chance: random.Random) -> Sent:
    """Returns a request that is forged, stale, replayed or malformed."""
    sent = platform.text(platform.person(), "let me in")
    kind = chance.randrange(6)
    if kind == 0:
        return Sent(sent.body, {})
    if kind == 1:
        return sent.forged(**{platform.signature_header: chance.choice(["x", "v0=", "sha256=" + "0" * 64, "ü"])})
    if kind == 2 and isinstance(platform, Slack):
        return platform.signed(sent.body, int(time.time()) - chance.randrange(301, 10**6))
    if kind == 3:
        return known[platform.name]
    if kind == 4:
        return platform.signed(bytes(chance.randrange(256) for _ in range(chance.randrange(200))))
    position = chance.randrange(1, len(sent.body))
    cut = platform.signed(sent.body[:position])
    return cut if kind == 5 else Sent(sent.body + b"x", {**sent.headers, platform.signature_header: "0"})


@pytest.mark.alone
async def test_no_turn_is_lost_and_nobody_waits_while_platforms_fail(guide: tuple[Guide, FakeApi]) -> None:
    running, api = guide
    api.retry_after = "0"
    senders = []
    for platform in ALL.values():
        for mode in (400, 403, 429, 500, "html", "silent"):
            senders.append((platform, platform.person()))
            api.modes_of[":".join((platform.name, senders[-1][1]))] = mode
    before = await turns_stored(running)
    async with aiohttp.ClientSession() as session:
        texts = [post(session, running, p.name, p.text(person, "what do they do all day")) for p, person in senders]
        assert set(await asyncio.gather(*texts)) == {200}
        while await turns_stored(running) < before + len(senders):
            await asyncio.sleep(0.2)
        # Now all turns are stored and the platforms are being tried.
        seconds = [await health(session, running) for _ in range(60)]
    assert await turns_stored(running) == before + len(senders)
    assert sorted(seconds)[-3] < 0.1, sorted(seconds)[-5:]
    await until_undelivered(running, {f"{platform.name}:{person}" for platform, person in senders})


async def test_a_server_killed_between_turn_and_answer_owes_the_answer(guide: tuple[Guide, FakeApi]) -> None:
    running, api = guide
    loop = asyncio.get_running_loop()
    telegram = ALL["telegram"]
    person = telegram.person()
    sent = telegram.text(person, "what do they do all day")
    before = await turns_stored(running)
    running.processes["assistant"].terminate()
    await loop.run_in_executor(None, lambda: running.start_assistant(GUIDE_CRASH_POINT="after_commit:1"))
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientError):
            await post(session, running, telegram.name, sent)
        assert f"telegram:{person}" not in api.taken
        await loop.run_in_executor(None, lambda: running.start_assistant(GUIDE_CRASH_POINT=""))
        # It was not acknowledged, so the platform sends it again.
        assert await post(session, running, telegram.name, sent) == 200
        assert await post(session, running, telegram.name, sent) == 200
    assert await turns_stored(running) == before + 1
    assert len(await api.wait(telegram, person, 1)) == 1


async def health(session: aiohttp.ClientSession, running: Guide) -> float:
    """Returns how long the health check takes."""
    await asyncio.sleep(0.05)
    began = time.perf_counter()
    async with session.get(running.base) as answer:
        assert answer.status == 200
    return time.perf_counter() - began


async def post(session: aiohttp.ClientSession, running: Guide, name: str, sent: Sent) -> int:
    """Returns the status of a webhook's answer."""
    url = f"{running.base}/webhooks/{name}/webhook"
    async with session.post(url, data=sent.body, headers=sent.headers) as answer:
        return answer.status


async def turns_stored(running: Guide) -> int:
    """Returns how many turns all platforms' conversations have had."""
    return len(_rows(running, "select sender_id from request where sender_id not like 'webchat:%'"))


async def until_undelivered(running: Guide, senders: set[str]) -> None:
    """Waits until every conversation has an answer that is marked as not taken by its platform."""
    end = time.monotonic() + 20
    while missing := senders - {row[0] for row in _rows(running, "select sender_id from undelivered")}:
        assert time.monotonic() < end, missing
        await asyncio.sleep(0.2)


def _rows(running: Guide, query: str) -> list[Any]:
    with closing(sqlite3.connect(running.database)) as connection:
        return connection.execute(query).fetchall()


def on_webchat(running: Guide, conversation: Conversation) -> Iterable[list[str]]:
    """Yields what each answer of a conversation shows in the widget: texts, buttons, cards' figures, sources."""
    visitor = Visitor.begin(running)
    for turn in conversation.turns:
        messages = visitor.press(turn["press"]) if "press" in turn else visitor.say(turn["visitor"])
        yield [text for message in messages for text in content(message)]


def content(message: dict[str, Any]) -> Iterable[str]:
    """Yields what a message of the webchat API shows; of a card's facts the figures: labels differ."""
    yield as_read(parse(message["text"]))
    yield from (button["title"] for button in message["buttons"])
    for card in message["cards"]:
        yield card["title"]
        yield from (fact["value"] for fact in card["facts"] if re.search(r"\d", fact["value"]))
    for source in message["sources"]:
        yield from (source["name"], source["as_of"])


class Person:
    """Somebody on a platform."""

    def __init__(self, platform: Platform, running: Guide, api: FakeApi, session: aiohttp.ClientSession) -> None:
        self.platform, self.running, self.api, self.session = platform, running, api, session
        self.person = platform.person()
        self.seen: list[dict[str, Any]] = []

    async def hold(self, conversation: Conversation) -> list[list[str]]:
        """Holds a conversation and returns what is shown of each answer."""
        shown = []
        for turn in conversation.turns:
            await self._post(turn)
            shown.append([self.text(), *self.labels()])
        return shown

    def text(self) -> str:
        """Returns the text of the last answer."""
        return "\n".join(self.platform.shows(message) for message in self.seen)

    def labels(self) -> list[str]:
        """Returns the labels of the last answer's buttons."""
        return [label for message in self.seen for label, _ in labels_in(message)]

    async def _post(self, turn: dict[str, Any]) -> None:
        sent = self._press(turn["press"]) if "press" in turn else self.platform.text(self.person, turn["visitor"])
        name = f"{self.platform.name}:{self.person}"
        before = len(self.api.taken.get(name, []))
        url = f"{self.running.base}/webhooks/{self.platform.name}/webhook"
        async with self.session.post(url, data=sent.body, headers=sent.headers) as answer:
            assert answer.status == 200
        count, quiet = before, 0.0
        while count == before or quiet < QUIET_SECONDS:
            await asyncio.sleep(0.1)
            now = len(self.api.taken.get(name, []))
            quiet, count = (quiet + 0.1, now) if now == count else (0.0, now)
            assert quiet < 20, f"{name}: no answer to {turn}"
        self.seen = self.api.taken[name][before:]

    def _press(self, title: str) -> Any:
        for message in self.seen:
            for label, token in labels_in(message):
                if label == title or label.endswith(f". {title}"):
                    return self.platform.press(self.person, token)
        line = re.search(rf"^(\d+)\. {re.escape(title)}$", self.text(), re.MULTILINE)
        assert line, f"{self.platform.name}: no {title!r} in {self.text()}"
        return self.platform.text(self.person, line[1])
