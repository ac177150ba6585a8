"""What channels rely on: one turn a request, a history with ids that stay, feedback, and an erasure that holds."""

from __future__ import annotations

import asyncio
import json

import pytest

from stores.conversations import Conversations
from stores.database import Database, close_database, open_database
from stores.errors import ConversationErased, TurnTimeout, UnknownMessage
from stores.schema import METADATA
from stores.tracker_store import ConversationStore
from tests.stores.conftest import rows
from tests.stores.talking import SENDER, Echo, message


@pytest.fixture
def echo(store: ConversationStore) -> Echo:
    """An assistant that answers at once."""
    return Echo(store)


async def test_a_turn_has_both_sides_with_ids(conversations: Conversations, echo: Echo) -> None:
    turn = await conversations.take_turn(message("hello", "m1"), echo)
    asked, answered = turn.messages
    assert (asked.sender, asked.text, asked.client_id, asked.data) == ("visitor", "hello", "m1", {})
    assert (answered.sender, answered.text, answered.client_id) == ("assistant", "You said: hello", None)
    assert answered.data == {"buttons": [{"title": "Again", "payload": "/ask"}]}
    assert answered.metadata["utter_action"] == "utter_echo"
    assert turn.cursor == answered.id
    assert turn.replies == (answered,)
    assert not turn.repeated


async def test_a_repeat_gets_the_same_and_takes_no_turn(conversations: Conversations, echo: Echo, url: str) -> None:
    first = await conversations.take_turn(message("hello", "m1"), echo)
    again = await conversations.take_turn(message("hello", "m1"), echo)
    assert (again.messages, again.cursor, again.repeated) == (first.messages, first.cursor, True)
    # also after a restart
    close_database(url)
    after = await Conversations(open_database(url)).take_turn(message("hello", "m1"), echo)
    assert after.messages == first.messages
    assert echo.asked == 1


async def test_a_repeat_of_a_running_turn_waits_for_it(conversations: Conversations, store: ConversationStore) -> None:
    slow = Echo(store, seconds=0.3)
    turns = await asyncio.gather(*(conversations.take_turn(message("hello", "m1"), slow) for _ in range(5)))
    assert slow.asked == 1
    assert [turn.repeated for turn in turns] == [False, True, True, True, True]
    assert all(turn.messages == turns[0].messages for turn in turns)


async def test_who_waits_too_long_fetches_the_turn_later(
    conversations: Conversations, store: ConversationStore
) -> None:
    slow = Echo(store, seconds=0.4)
    with pytest.raises(TurnTimeout):
        await conversations.take_turn(message("hello", "m1"), slow, timeout=0.1)
    turn = await conversations.take_turn(message("hello", "m1"), slow, timeout=2)
    assert turn.replies[0].text == "You said: hello"
    assert slow.asked == 1


async def test_a_caller_that_goes_away_ends_no_turn(conversations: Conversations, store: ConversationStore) -> None:
    slow = Echo(store, seconds=0.3)
    caller = asyncio.ensure_future(conversations.take_turn(message("hello", "m1"), slow))
    await slow.running.wait()
    caller.cancel()
    await asyncio.sleep(0.6)
    assert await conversations.turn(SENDER, "m1") is not None


async def test_a_failed_turn_stores_nothing_and_can_be_tried_again(conversations: Conversations, echo: Echo) -> None:
    async def broken(_: object) -> None:
        raise RuntimeError("no model")

    with pytest.raises(RuntimeError):
        await conversations.take_turn(message("hello", "m1"), broken)
    assert await conversations.turn(SENDER, "m1") is None
    assert not (await conversations.take_turn(message("hello", "m1"), echo)).repeated


async def test_a_sender_without_its_channel_is_refused(conversations: Conversations, echo: Echo) -> None:
    said = message("hello", "m1")
    said.sender_id = "someone"
    with pytest.raises(ValueError, match="channel"):
        await conversations.take_turn(said, echo)


async def test_the_history_is_paged_with_cursors(conversations: Conversations, echo: Echo) -> None:
    for number in range(6):
        await conversations.take_turn(message(f"text {number}", f"m{number}"), echo)
        await conversations.take_turn(message("elsewhere", f"m{number}", "telegram:7"), echo)
    newest = await conversations.history(SENDER, limit=3)
    assert [said.text for said in newest.messages] == ["You said: text 4", "text 5", "You said: text 5"]
    assert newest.more
    cursor, seen = "0", []
    while True:
        page = await conversations.history(SENDER, after=cursor, limit=5)
        seen += [said.text for said in page.messages]
        cursor = page.cursor
        if not page.more:
            break
    assert seen == [text for n in range(6) for text in (f"text {n}", f"You said: text {n}")]
    nothing_new = await conversations.history(SENDER, after=cursor)
    assert (nothing_new.messages, nothing_new.cursor, nothing_new.more) == ((), cursor, False)
    assert (await conversations.history("webchat:2")).cursor == "0"
    for wrong in ("x", "-1", "1; DROP TABLE events", "9" * 30):
        with pytest.raises(ValueError, match="cursor"):
            await conversations.history(SENDER, after=wrong)


async def test_feedback_stands_with_its_turn(conversations: Conversations, echo: Echo, database: Database) -> None:
    turn = await conversations.take_turn(message("hello", "m1"), echo)
    asked, answered = turn.messages
    await conversations.give_feedback(SENDER, answered.id, "down")
    await conversations.give_feedback(SENDER, answered.id, "up", "useful")
    found = rows(database, "SELECT event_id, turn_event_id, value, comment FROM feedback")
    assert found == [(int(answered.id), int(asked.id), "up", "useful")]
    for wrong in (asked.id, "0", "x", str(10**30)):
        with pytest.raises(UnknownMessage):
            await conversations.give_feedback(SENDER, wrong, "up")
    with pytest.raises(UnknownMessage):
        await conversations.give_feedback("webchat:2", answered.id, "up")
    with pytest.raises(ValueError, match="up or down"):
        await conversations.give_feedback(SENDER, answered.id, "sideways")


async def test_an_answer_that_a_platform_refused_is_marked(conversations: Conversations, echo: Echo) -> None:
    turn = await conversations.take_turn(message("hello", "m1"), echo)
    await conversations.mark_undelivered(SENDER, [turn.replies[0].id], "blocked")
    assert [said.undelivered for said in (await conversations.history(SENDER)).messages] == [False, True]


async def test_an_erased_conversation_is_in_no_table_and_no_file(
    conversations: Conversations, echo: Echo, database: Database
) -> None:
    secret = "my-marked-secret"
    turn = await conversations.take_turn(message(secret, "m1"), echo)
    await conversations.take_turn(message("hello", "m1", "webchat:2"), echo)
    await conversations.give_feedback(SENDER, turn.replies[0].id, "up", secret)
    await conversations.mark_undelivered(SENDER, [turn.replies[0].id], "blocked")
    receipt = await conversations.erase(SENDER)
    assert receipt.events == 8
    assert await conversations.is_erased(SENDER)
    assert not await conversations.exists(SENDER)
    assert (await conversations.history(SENDER)).messages == ()
    assert await conversations.turn(SENDER, "m1") is None
    assert not await conversations.is_erased("webchat:2")
    assert len((await conversations.history("webchat:2")).messages) == 2
    for table in METADATA.sorted_tables:
        found = json.dumps(rows(database, f"SELECT * FROM {table.name}"), default=str)
        assert secret not in found, table.name
        assert SENDER not in found, table.name
    assert [row[2] for row in rows(database, "SELECT * FROM receipt")] == ["webchat"]
    for file in database.file.parent.iterdir() if database.file else ():
        assert secret.encode() not in file.read_bytes(), file


async def test_a_turn_in_flight_does_not_bring_an_erased_conversation_back(
    conversations: Conversations, store: ConversationStore
) -> None:
    for number, first in enumerate((True, False)):
        sender = f"webchat:flight{number}"
        if not first:
            await conversations.take_turn(message("before", "m0", sender), Echo(store))
        slow = Echo(store, seconds=0.2)
        flight = asyncio.ensure_future(conversations.take_turn(message("hello", "m1", sender), slow))
        await slow.running.wait()
        await conversations.erase(sender)
        with pytest.raises(ConversationErased):
            await flight
        assert not await conversations.exists(sender)
        assert (await conversations.history(sender)).messages == ()


async def test_who_was_erased_can_begin_anew(conversations: Conversations, echo: Echo) -> None:
    await conversations.take_turn(message("hello", "m1"), echo)
    await conversations.erase(SENDER)
    turn = await conversations.take_turn(message("hello again", "m1"), echo)
    assert not turn.repeated
    assert [said.text for said in (await conversations.history(SENDER)).messages] == [
        "hello again",
        "You said: hello again",
    ]


async def test_ids_are_never_given_to_another_message(conversations: Conversations, echo: Echo) -> None:
    first = await conversations.take_turn(message("hello", "m1"), echo)
    await conversations.erase(SENDER)
    second = await conversations.take_turn(message("hello", "m1"), echo)
    assert int(second.messages[0].id) > int(first.messages[-1].id)
