"""What every platform's connector owes its people, the platform and the assistant."""

from __future__ import annotations

import asyncio
import json
import logging
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from channels import connector
from channels.menus import Menu
from channels.messages import read
from runtime import logs
from tests.channels.fake_api import FakeApi
from tests.channels.house import House, open_house
from tests.channels.platforms import ALL, SECRETS, Platform, Sent, Slack

pytestmark = pytest.mark.alone

PLATFORMS = pytest.mark.parametrize("platform", ALL.values(), ids=ALL)
PRESSING = pytest.mark.parametrize("platform", [p for p in ALL.values() if p.can_press], ids=lambda p: p.name)


@PLATFORMS
async def test_a_message_is_answered_and_acknowledged(house: House, platform: Platform) -> None:
    person = platform.person()
    await house.say(platform, person, "hello & <b>")
    (message,) = house.heard
    assert (message.text, message.sender_id) == ("hello & <b>", f"{platform.name}:{person}")
    assert message.input_channel == platform.name
    assert "You said: hello & <b>" in house.api.said(platform, person)
    assert not house.api.refused


# 1: authenticity
@PLATFORMS
async def test_forged_requests_get_nowhere(house: House, platform: Platform) -> None:
    sent = platform.text(platform.person(), "forged")
    other = platform.text(platform.person(), "other")
    header = platform.signature_header
    right = sent.headers[header]
    forgeries = [
        Sent(sent.body, {k: v for k, v in sent.headers.items() if k != header}),
        sent.forged(**{header: ""}),
        sent.forged(**{header: "x" + right[1:]}),
        sent.forged(**{header: right[:-1]}),
        sent.forged(**{header: right + "0"}),
        sent.forged(**{header: "ü" * 20}),
        sent.forged(**{header: "sha256=" + "0" * 64}),
    ]
    if platform.name != "telegram":  # its secret is not about the body
        forgeries += [sent.forged(**{header: other.headers[header]}), Sent(sent.body + b" ", sent.headers)]
    for forgery in forgeries:
        assert (await house.post(platform, forgery))[0] == 403
    await house.settle()
    assert not house.heard


async def test_a_stale_request_is_a_forgery(house: House) -> None:
    slack = Slack()
    body = json.loads(slack.text(slack.person(), "old").body)
    for seconds in (-301, 301, -86400):
        sent = slack.signed(json.dumps(body).encode(), int(time.time()) + seconds)
        assert (await house.post(slack, sent))[0] == 403
    for stamp in ("", "now", "1e9", "²", "-5"):
        sent = slack.signed(json.dumps(body).encode()).forged(**{"X-Slack-Request-Timestamp": stamp})
        assert (await house.post(slack, sent))[0] == 403
    assert not house.heard


@PLATFORMS
async def test_malformed_requests_are_refused_without_harm(house: House, platform: Platform) -> None:
    chance = random.Random(platform.name)
    good = platform.text(platform.person(), "x").body
    for _ in range(60):
        position = chance.randrange(len(good))
        bodies = [good[:position], bytes(chance.randrange(256) for _ in range(chance.randrange(60)))]
        bodies += [b"", b"[]", b"null", b"5", b'"x"', b"{", b"[" * 5000, b'{"object": "page", "entry": [[]]}']
        bodies += [b'{"update_id": null}', b'{"update_id": 1, "message": []}', b'{"type": "event_callback"}']
        bodies += [b"payload=%7B%22type%22%3A%22block_actions%22%2C%22actions%22%3A1%2C%22message%22%3A%7B%7D%7D"]
        status, _ = await house.post(platform, platform.signed(chance.choice(bodies)))
        assert status < 500
    await house.settle()
    assert not house.heard


# 2: once
@PLATFORMS
async def test_the_same_event_is_one_turn(house: House, platform: Platform) -> None:
    person = platform.person()
    sent = platform.text(person, "once")
    statuses = await asyncio.gather(*(house.post(platform, sent) for _ in range(5)))
    assert {status for status, _ in statuses} == {200}
    await house.settle()
    await house.post(platform, sent)
    await house.settle()
    assert house.texts() == ["once"]
    assert len(house.api.taken[f"{platform.name}:{person}"]) == 1


@PLATFORMS
@pytest.mark.parametrize(("owed_seconds", "answers"), [(600.0, 2), (0.0, 1)])
async def test_the_same_event_is_one_turn_after_a_restart(
    tmp_path: Path,
    api: FakeApi,
    platform: Platform,
    owed_seconds: float,
    answers: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connector, "OWED_SECONDS", owed_seconds)
    person = platform.person()
    sent = platform.text(person, "once")
    async with open_house(tmp_path, api) as house:
        await house.post(platform, sent)
        await house.settle()
    async with open_house(tmp_path, api) as house:
        assert (await house.post(platform, sent))[0] == 200
        await house.settle()
        assert not house.heard
    # A platform that sends again soon had no acknowledgement, so its person may have had no answer.
    assert len(api.taken[f"{platform.name}:{person}"]) == answers


# 3: order
@PLATFORMS
async def test_several_messages_are_turns_in_order(house: House, platform: Platform) -> None:
    person = platform.person()
    house.seconds = 0.05
    texts = [f"number {word}" for word in ("seven", "eight", "nine")]
    requests = [house.post(platform, sent) for sent in platform.batch(person, texts)]
    for request in requests:
        task = asyncio.ensure_future(request)
        await asyncio.sleep(0.02)
        del task
    await house.api.wait(platform, person, 3)
    assert house.texts() == texts


async def test_different_people_do_not_wait_for_each_other(house: House) -> None:
    house.seconds = 0.5
    began = time.perf_counter()
    people = [(platform, platform.person()) for platform in ALL.values() for _ in range(4)]
    await asyncio.gather(*(house.say(platform, person, "hello") for platform, person in people))
    assert time.perf_counter() - began < 3.0


# 4: what is no message
@PLATFORMS
async def test_what_is_no_readable_message_is_answered_2xx(house: House, platform: Platform) -> None:
    for sent, is_answered in platform.strange(platform.person()):
        house.api.taken.clear()
        assert (await house.post(platform, sent))[0] == 200, sent.body
        await house.settle()
        assert bool(house.api.taken) == is_answered, sent.body
    assert not house.heard


# 5: acknowledged in time
@PLATFORMS
async def test_a_slow_turn_is_acknowledged_within_a_second(house: House, platform: Platform) -> None:
    house.seconds = 1.5
    person = platform.person()
    status, seconds = await house.post(platform, platform.text(person, "think"))
    assert status == 200 and seconds < 1.0
    await house.api.wait(platform, person, 1)


# 6: the platform fails
@PLATFORMS
async def test_no_turn_is_lost_when_the_platform_fails(house: House, platform: Platform) -> None:
    house.api.retry_after = "0"
    tries = {400: 2, 403: 1, 429: 3, 500: 3, "html": 3, "silent": 3}
    people = {mode: platform.person() for mode in tries}
    for mode, person in people.items():
        house.api.modes_of[f"{platform.name}:{person}"] = mode
    posts = [house.post(platform, platform.text(person, "keep this")) for person in people.values()]
    assert {status for status, _ in await asyncio.gather(*posts)} == {200}
    await house.settle()
    for mode, person in people.items():
        sender = f"{platform.name}:{person}"
        page = await house.conversations.history(sender)
        assert [message.text for message in page.messages] == ["keep this", "You said: keep this"]
        assert page.messages[1].undelivered, mode
        assert house.api.calls_for[sender] == tries[mode], mode
    house.api.modes_of.clear()
    for person in people.values():
        (message,) = await house.say(platform, person, "again")
        assert "You said: again" in platform.shows(message)
        assert not (await house.conversations.history(f"{platform.name}:{person}")).messages[-1].undelivered


@PLATFORMS
async def test_a_failure_that_passes_is_not_noticed(house: House, platform: Platform) -> None:
    person = platform.person()
    house.api.modes = [500, "silent"]
    await house.say(platform, person, "hello")
    house.api.modes = [429]
    began = time.perf_counter()
    await house.say(platform, person, "wait")
    assert time.perf_counter() - began >= 1.0, "Retry-After was not heeded"
    assert not any(m.undelivered for m in (await house.conversations.history(f"{platform.name}:{person}")).messages)


@PLATFORMS
async def test_an_answer_that_comes_in_parts_is_no_failure(house: House, platform: Platform) -> None:
    house.api.mode = "halves"
    person = platform.person()
    await house.say(platform, person, "hello")
    await house.settle()
    assert house.api.calls_for[f"{platform.name}:{person}"] == 1


@PLATFORMS
async def test_what_is_refused_goes_once_more_as_plain_text(house: House, platform: Platform) -> None:
    person = platform.person()
    house.api.modes = [400]
    (message,) = await house.say(platform, person, "hello")
    said = platform.shows(message)
    assert "You said: hello" in said and "1. Yes" in said and "3. Later" in said
    await house.say(platform, person, "3")
    assert house.texts()[-1] == "/later"


# 7: nothing blocks
@PLATFORMS
async def test_the_server_answers_others_while_a_platform_hangs(house: House, platform: Platform) -> None:
    house.api.mode = "silent"
    await asyncio.gather(*(house.post(platform, platform.text(platform.person(), "x")) for _ in range(8)))
    seconds = []
    for _ in range(20):
        began = time.perf_counter()
        async with house.session.get(f"{house.address}/webhooks/{platform.name}/") as answer:
            assert answer.status == 200
        seconds.append(time.perf_counter() - began)
        await asyncio.sleep(0.02)
    # A busy machine may be late once; a call that blocks would be late every time, by the API's half second.
    assert sorted(seconds)[-3] < 0.1


# 8: no commands
@PLATFORMS
async def test_nobody_can_type_a_command(house: House, platform: Platform) -> None:
    for typed in ("/restart", ' /inform{"area": "TX"}', "//greet@0.1", "\u2003/restart", "/"):
        await house.say(platform, platform.person(), typed)
    assert len(house.heard) == 4
    assert not any(text.strip().startswith("/") for text in house.texts())


# 9: conversations of their own
async def test_the_same_id_on_two_platforms_is_two_people(house: House) -> None:
    telegram, messenger = ALL["telegram"], ALL["messenger"]
    person = telegram.person()
    await house.say(telegram, person, "on telegram")
    await house.say(messenger, person, "on messenger")
    assert {message.sender_id for message in house.heard} == {f"telegram:{person}", f"messenger:{person}"}
    page = await house.conversations.history(f"telegram:{person}")
    assert "on messenger" not in str(page.messages)


# 11: round trip
@PLATFORMS
async def test_every_choice_can_be_pressed_and_typed(house: House, platform: Platform) -> None:
    person = platform.person()
    titles = ["Computer science", "Computer engineering", "Statistics", "Skip", "Why do you ask?"]
    buttons = [{"title": t, "payload": f"/inform{json.dumps({'field': i})}"} for i, t in enumerate(titles)]
    house.replies = lambda message: [{"text": "Which field?", "data": {"buttons": buttons}}]
    await house.say(platform, person, "programs")
    typed = ["computer science", "Computer engin", "3", "skip!", "#5", "Option 1", "２", "four"]
    expected = [0, 1, 2, 3, 4, 0, 1, 3]
    for text in typed:
        await house.say(platform, person, text)
    assert house.texts()[1:] == [buttons[index]["payload"] for index in expected]
    assert house.heard[1].metadata["title"] == "Computer science"
    if not platform.can_press:
        return
    house.heard.clear()
    stored = (await house.conversations.history(f"{platform.name}:{person}")).messages[-1]
    for choice in Menu([read(stored)]).choices:
        await house.post(platform, platform.press(person, choice.token))
        await house.settle()
    assert house.texts() == [button["payload"] for button in buttons]


@PLATFORMS
async def test_words_that_only_look_like_a_choice_are_words(house: House, platform: Platform) -> None:
    person = platform.person()
    await house.say(platform, person, "hello")
    for text in ("2019", "ye", "no idea", "yes but how", "1 or 2"):
        await house.say(platform, person, text)
    assert house.texts()[1:] == ["2019", "ye", "no idea", "yes but how", "1 or 2"]


async def test_a_number_beyond_the_menu_is_asked_again_where_numbers_stand(house: House) -> None:
    sms = ALL["sms"]
    person = sms.person()
    await house.say(sms, person, "hello")
    (message,) = await house.say(sms, person, "7")
    assert "one of the numbers" in message["Body"]
    assert house.texts() == ["hello"]


@PRESSING
async def test_tokens_cannot_be_made_up(house: House, platform: Platform) -> None:
    person, other = platform.person(), platform.person()
    await house.say(platform, person, "hello")
    await house.say(platform, other, "hello")
    house.heard.clear()
    mine, yours = [(await house.conversations.history(f"{platform.name}:{p}")).messages[-1].id for p in (person, other)]
    tokens = [f"c{yours}.0", f"c{mine}.9", "c999999999.0", "/restart", '/inform{"area": "TX"}', "c1", "m1.1", "💥"]
    for token in [*tokens, "c" + "9" * 30 + ".0", "c0.0", f"c{int(mine) - 1}.0"]:
        assert (await house.post(platform, platform.press(person, token)))[0] == 200
        await house.settle()
    assert not house.heard


# 12: the stored event is what was authored
@PLATFORMS
async def test_sending_leaves_the_stored_answer_as_it_was(house: House, platform: Platform) -> None:
    person = platform.person()
    await house.say(platform, person, "hello")
    stored = (await house.conversations.history(f"{platform.name}:{person}")).messages[-1]
    authored = house.replies(house.heard[0])[0]
    assert (stored.text, stored.data) == (authored["text"], authored["data"])


# 13: a restart between menu and choice
@PLATFORMS
async def test_a_menu_outlives_a_restart(tmp_path: Path, api: FakeApi, platform: Platform) -> None:
    person = platform.person()
    async with open_house(tmp_path, api) as house:
        await house.say(platform, person, "hello")
        stored = (await house.conversations.history(f"{platform.name}:{person}")).messages[-1]
    async with open_house(tmp_path, api) as house:
        sent = platform.press(person, f"c{stored.id}.1") if platform.can_press else platform.text(person, "2")
        await house.post(platform, sent)
        await house.settle()
        assert house.texts() == ["/no"]


# 14: logs
@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Every log at DEBUG, as the running server writes it."""
    factory = logging.getLogRecordFactory()
    logging.setLogRecordFactory(logs._make_record)
    with caplog.at_level(logging.DEBUG), pytest.MonkeyPatch.context() as patch:
        patch.setattr(logs, "_sealed", True)
        yield caplog
    logging.setLogRecordFactory(factory)


@PLATFORMS
async def test_logs_hold_no_secret_and_no_word(
    house: House, platform: Platform, everything_logged: pytest.LogCaptureFixture
) -> None:
    person = platform.person()
    for mode in ("ok", 403, 500, "silent"):
        house.api.mode = mode
        await house.post(platform, platform.text(person, "my name is Quetzalcoatl"))
        await house.settle()
    await house.post(platform, platform.text(person, "x").forged(**{platform.signature_header: "x"}))
    logged = everything_logged.text
    assert "Quetzalcoatl" not in logged
    assert person not in logged
    assert not [secret for secret in SECRETS if secret in logged]


# a mistake of our own
@PLATFORMS
async def test_an_answer_of_a_wrong_shape_is_said_as_its_text(house: House, platform: Platform) -> None:
    person = platform.person()
    custom = {"type": "typed_message", "version": 1, "cards": [{"no": "title"}]}
    house.replies = lambda message: [{"text": "Still this.", "data": {"custom": custom}}]
    (message,) = await house.say(platform, person, "hello")
    assert "Still this." in platform.shows(message)


async def test_a_renderer_that_fails_is_no_reason_for_silence(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise ValueError("a mistake")

    monkeypatch.setattr("channels.renderers.telegram.render", fail)
    telegram = ALL["telegram"]
    (message,) = await house.say(telegram, telegram.person(), "hello")
    assert "1. Yes" in message["text"]


@PLATFORMS
async def test_a_turn_that_fails_is_told(house: House, platform: Platform) -> None:
    def fail(message: object) -> None:
        raise ValueError("the assistant fails")

    house.replies = fail
    person = platform.person()
    (message,) = await house.say(platform, person, "hello")
    assert "try again" in platform.shows(message)
    assert not (await house.conversations.history(f"{platform.name}:{person}")).messages
