"""The pace of calls, and how an API's answers are judged."""

from __future__ import annotations

import asyncio
import time

import pytest

from channels import messenger, slack, telegram, twilio
from channels.transport import Answer, DeliveryError, Pace, PassingError

pytestmark = pytest.mark.alone


async def test_a_chat_gets_a_few_messages_at_once_and_then_one_a_time() -> None:
    pace = Pace(rate=20, burst=3)
    began = time.monotonic()
    due = []
    for _ in range(6):
        await pace.wait("chat")
        due.append(time.monotonic() - began)
    assert max(due[:3]) < 0.04
    assert due[3] >= 0.04 and due[4] >= 0.09 and due[5] >= 0.14


async def test_chats_do_not_wait_for_each_other() -> None:
    pace = Pace(rate=1, burst=1)
    began = time.monotonic()
    await asyncio.gather(*(pace.wait(f"chat {number}") for number in range(50)))
    assert time.monotonic() - began < 0.5


async def test_an_idle_chat_saves_up_no_more_than_its_burst() -> None:
    pace = Pace(rate=50, burst=2)
    await asyncio.sleep(0.2)
    began = time.monotonic()
    for _ in range(5):
        await pace.wait("chat")
    assert time.monotonic() - began >= 0.05


PASSES, PLAINER, FINAL = "passes", "plainer", "final"


@pytest.mark.parametrize(
    ("judge", "status", "body", "verdict"),
    [
        (telegram.judge, 200, {"ok": True}, None),
        (telegram.judge, 200, {}, PASSES),
        (telegram.judge, 400, {"ok": False}, PLAINER),
        (telegram.judge, 403, {"ok": False}, FINAL),
        (telegram.judge, 404, {"ok": False}, FINAL),
        (telegram.judge, 429, {"ok": False, "parameters": {"retry_after": 7}}, PASSES),
        (telegram.judge, 502, {}, PASSES),
        (slack.judge, 200, {"ok": True}, None),
        (slack.judge, 200, {"ok": False, "error": "invalid_blocks"}, PLAINER),
        (slack.judge, 200, {"ok": False, "error": "channel_not_found"}, FINAL),
        (slack.judge, 200, {"ok": False, "error": "ratelimited"}, PASSES),
        (slack.judge, 429, {}, PASSES),
        (messenger.judge, 200, {"message_id": "m"}, None),
        (messenger.judge, 400, {"error": {"code": 100}}, PLAINER),
        (messenger.judge, 400, {"error": {"code": 613}}, PASSES),
        (messenger.judge, 400, {"error": {"code": 10, "error_subcode": 2018278}}, FINAL),
        (messenger.judge, 503, {}, PASSES),
        (twilio.judge, 201, {"sid": "SM1"}, None),
        (twilio.judge, 400, {"code": 21617}, PLAINER),
        (twilio.judge, 400, {"code": 21610}, FINAL),
        (twilio.judge, 400, {"code": 63016}, FINAL),
        (twilio.judge, 429, {"code": 20429}, PASSES),
        (twilio.judge, 200, {}, PASSES),
    ],
)
def test_an_answer_of_an_api_is_judged(judge, status: int, body: dict, verdict: str | None) -> None:
    answer = Answer(status, body, None)
    if verdict is None:
        judge(answer)
        return
    with pytest.raises(DeliveryError) as failure:
        judge(answer)
    assert isinstance(failure.value, PassingError) == (verdict == PASSES)
    assert failure.value.is_payload == (verdict == PLAINER)
    assert len(failure.value.reason) <= 64


def test_telegrams_own_pause_is_heeded() -> None:
    with pytest.raises(PassingError) as failure:
        telegram.judge(Answer(429, {"parameters": {"retry_after": 7}}, 1.0))
    assert failure.value.pause == 7.0
