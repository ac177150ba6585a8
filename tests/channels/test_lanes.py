"""Work of a conversation runs in its order, of others at once, and no more is kept than can be."""

from __future__ import annotations

import asyncio

import pytest

from channels import lanes
from channels.lanes import LaneFullError, Lanes, ServerFullError


async def test_a_conversation_is_in_order_also_after_a_failure() -> None:
    done: list[int] = []

    async def work(number: int) -> None:
        await asyncio.sleep(0.02 / (number + 1))
        done.append(number)
        if number == 1:
            raise ValueError("one fails")

    made = Lanes()
    for number in range(5):
        made.put("ann", lambda number=number: work(number))
    await made.drain(5)
    assert done == list(range(5))


async def test_more_than_can_be_kept_is_refused_and_room_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "MOST_OF_A_CONVERSATION", 2)
    monkeypatch.setattr(lanes, "MOST_IN_ALL", 3)
    made, go_on = Lanes(), asyncio.Event()

    async def work() -> None:
        await go_on.wait()

    made.put("ann", work)
    made.put("ann", work)
    with pytest.raises(LaneFullError):
        made.put("ann", work)
    made.put("bob", work)
    with pytest.raises(ServerFullError):
        made.put("eve", work)
    go_on.set()
    await made.drain(5)
    await asyncio.sleep(0)
    assert not made._last and not made._waiting
    made.put("eve", work)
    await made.drain(5)
