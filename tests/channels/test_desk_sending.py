"""What a person of the team says reaches people on every platform, after what the assistant said, or is marked."""

from __future__ import annotations

import time
from types import SimpleNamespace
from uuid import uuid4

import pytest
import sqlalchemy as sa
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.utils.endpoints import EndpointConfig
from ruamel.yaml import YAML

from channels.desk_turns import RESOLVED, Desk
from setup.terminal import PROJECT
from stores.errors import ClaimRefused
from stores.handoff import handoff_request
from stores.locks import TurnLockStore
from stores.schema import undelivered
from tests.channels.house import House
from tests.channels.platforms import ALL, Platform, Telegram


@pytest.fixture
def desk(house: House) -> Desk:
    """The desk of the house."""
    return desk_of(house)


def desk_of(house: House) -> Desk:
    """Returns a desk with a house's store, locks and platforms, and the assistant's own words."""
    responses = YAML(typ="safe", pure=True).load((PROJECT / "data" / "responses" / "handoff.yml").read_text())
    agent = SimpleNamespace(
        lock_store=TurnLockStore(EndpointConfig(str(house.folder / "conversations.sqlite"))),
        tracker_store=house.store,
        nlg=TemplatedNaturalLanguageGenerator(responses["responses"]),
    )
    return Desk(house.conversations, agent, house.connectors)


async def ask(house: House, sender: str) -> None:
    """Puts somebody into the queue."""
    row = {"sender_id": sender, "kind": "person", "state": "open", "at": time.time()}
    await house.conversations.database.write(lambda c: c.execute(handoff_request.insert().values(row)))


async def begin(house: House, platform: Platform, desk: Desk) -> tuple[str, str]:
    """Has somebody new talk and ask for a person, whom they get; returns the person and the sender."""
    person = platform.person()
    await house.say(platform, person, "hello")
    sender = f"{platform.name}:{person}"
    await ask(house, sender)
    await desk.claim(sender, "ann", str(uuid4()))
    return person, sender


@pytest.mark.parametrize("platform", ALL.values(), ids=ALL)
async def test_a_person_is_told_apart_from_the_assistant(house: House, desk: Desk, platform: Platform) -> None:
    person, sender = await begin(house, platform, desk)
    for text in ("Two years of credits, *yes*, see <b>us</b>.", "Anything else?"):
        await desk.answer(sender, "ann", str(uuid4()), text)
    await desk.give_back(sender, str(uuid4()), RESOLVED, "ann")
    await house.settle()
    shown = [platform.shows(message) for message in house.api.taken[f"{platform.name}:{person}"]]
    assert "A person from the team is here now" in shown[1]
    assert shown[2].startswith("A person from the team: Two years of credits")
    assert shown[3].startswith("A person from the team: Anything else?")
    assert "I am back. I am the bot" in shown[4]
    assert not house.api.refused


async def test_what_a_platform_does_not_take_is_marked_and_the_answer_stays(house: House, desk: Desk) -> None:
    platform = Telegram()
    _, sender = await begin(house, platform, desk)
    house.api.modes_of[sender] = 403
    turn = await desk.answer(sender, "ann", str(uuid4()), "Hello?")
    await house.settle()
    marks = await house.conversations.database.read(lambda c: c.execute(sa.select(undelivered)).all())
    assert [(str(mark.event_id), mark.reason) for mark in marks] == [(turn.cursor, "blocked_by_person")]
    page = await house.conversations.history(sender)
    assert [(m.sender, m.text, m.undelivered) for m in page.messages][-1] == ("person", "Hello?", True)


async def test_an_answer_that_is_sent_again_arrives_once(house: House, desk: Desk) -> None:
    platform = Telegram()
    person, sender = await begin(house, platform, desk)
    key = str(uuid4())
    for _ in range(3):
        await desk.answer(sender, "ann", key, "Once")
    await house.settle()
    assert house.api.said(platform, person).count("Once") == 1


async def test_in_a_thread_the_answer_goes_to_the_thread(house: House) -> None:
    slack, telegram = house.connectors["slack"], house.connectors["telegram"]
    assert slack.address_of("U1") == {"channel": "U1"}
    assert slack.address_of("U1.C2.1700000000.000100") == {"channel": "C2", "thread_ts": "1700000000.000100"}
    assert telegram.address_of("-100.42") == {"chat_id": "-100"}
    assert house.connectors["whatsapp"].address_of("+15551230000")["To"] == "whatsapp:+15551230000"


async def test_a_silent_person_loses_the_conversation_and_a_busy_one_does_not(house: House, desk: Desk) -> None:
    platform = Telegram()
    silent, silent_sender = await begin(house, platform, desk)
    began = time.time()
    busy, busy_sender = await begin(house, platform, desk)
    await desk.end_silent_claims(began)
    await desk.end_silent_claims(began)
    await house.settle()
    assert house.api.said(platform, silent).count("has not written for a while, so I am back") == 1
    assert "I am back" not in house.api.said(platform, busy)
    with pytest.raises(ClaimRefused, match="gone"):
        await desk.answer(silent_sender, "ann", str(uuid4()), "too late")
    await desk.answer(busy_sender, "ann", str(uuid4()), "still here")
    # The request is in the queue still: somebody else takes it up.
    await desk.claim(silent_sender, "bob", str(uuid4()))
