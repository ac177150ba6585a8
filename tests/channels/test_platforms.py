"""What only one platform does: commands, groups, threads, menus turned page by page, templates, the carrier's words."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from stores.schema import undelivered
from tests.channels.fake_api import FakeApi
from tests.channels.house import House, open_house
from tests.channels.platforms import PUBLIC_URL, SETTINGS, Messenger, Sent, Slack, Sms, Telegram, Whatsapp

TELEGRAM, SLACK, MESSENGER, SMS, WHATSAPP = Telegram(), Slack(), Messenger(), Sms(), Whatsapp()
MANY = [{"title": f"Choice {number}", "payload": f"/choice_{number}"} for number in range(1, 31)]


def menu_of_30(message: Any) -> list[dict[str, Any]]:
    """Says something with more choices than most platforms take."""
    return [{"text": "Which?", "data": {"buttons": MANY}}]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("/start", "/greet"), ("/start deep-link", "/greet"), ("/help@GuideBot", "/ask_help"), ("/stop", "/stop")],
)
async def test_telegram_commands(house: House, typed: str, meant: str) -> None:
    await house.say(TELEGRAM, TELEGRAM.person(), typed)
    assert house.texts() == [meant]


def in_group(person: str, **content: Any) -> dict[str, Any]:
    """Returns a message in a group."""
    return TELEGRAM.posted(person, **content) | {"chat": {"id": -100, "type": "supergroup", "title": "ML"}}


async def test_in_a_telegram_group_everybody_has_a_conversation(house: House) -> None:
    ann, bob = TELEGRAM.person(), TELEGRAM.person()
    mention = [{"type": "mention", "offset": 0, "length": 9}]
    for person in (ann, bob):
        called = in_group(person, text="@GuideBot how much is the pay?", entities=mention)
        await house.post(TELEGRAM, TELEGRAM.update(message=called))
        await house.post(TELEGRAM, TELEGRAM.update(message=in_group(person, text="what I say to others")))
    await house.settle()
    assert house.texts() == ["how much is the pay?"] * 2
    assert {message.sender_id for message in house.heard} == {f"telegram:-100.{ann}", f"telegram:-100.{bob}"}
    assert len(house.api.taken["telegram:-100"]) == 2


async def test_in_a_telegram_group_nobody_presses_for_somebody_else(house: House) -> None:
    ann, bob = TELEGRAM.person(), TELEGRAM.person()
    answered = {"from": {"id": int(SETTINGS["GUIDE_TELEGRAM_TOKEN"].partition(":")[0]), "is_bot": True}}
    of_another = {"from": {"id": 1, "is_bot": True}}
    await house.post(TELEGRAM, TELEGRAM.update(message=in_group(bob, text="not you", reply_to_message=of_another)))
    await house.post(TELEGRAM, TELEGRAM.update(message=in_group(ann, text="hello", reply_to_message=answered)))
    await house.settle()
    token = house.api.taken["telegram:-100"][0]["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    for person in (bob, ann):
        author = {"id": int(person), "is_bot": False}
        press = {"id": "7", "from": author, "message": in_group(person), "data": token}
        await house.post(TELEGRAM, TELEGRAM.update(callback_query=press))
        await house.settle()
    assert house.texts() == ["hello", "/yes"]
    assert house.heard[1].sender_id == f"telegram:-100.{ann}"
    answers = [body for method, body in house.api.others if method == "answerCallbackQuery"]
    assert "no longer active" in answers[0]["text"]
    assert "text" not in answers[1]


async def test_a_telegram_press_is_answered_and_its_keyboard_taken_away(house: House) -> None:
    person = TELEGRAM.person()
    (message,) = await house.say(TELEGRAM, person, "hello")
    token = message["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await house.post(TELEGRAM, TELEGRAM.press(person, token))
    await house.settle()
    assert [method for method, _ in house.api.others] == ["answerCallbackQuery", "editMessageReplyMarkup"]
    assert house.api.others[1][1]["reply_markup"] == {"inline_keyboard": []}


async def test_a_telegram_menu_is_turned_page_by_page(house: House) -> None:
    person = TELEGRAM.person()
    house.replies = menu_of_30
    (message,) = await house.say(TELEGRAM, person, "hello")
    seen: list[str] = []
    keyboard = message["reply_markup"]
    for _ in range(4):
        buttons = [button for row in keyboard["inline_keyboard"] for button in row]
        seen += [button["text"] for button in buttons[:-1]]
        assert buttons[-1]["text"] == "More"
        await house.post(TELEGRAM, TELEGRAM.press(person, buttons[-1]["callback_data"]))
        await house.settle()
        keyboard = house.api.others[-1][1]["reply_markup"]
    assert seen == [button["title"] for button in MANY]
    assert keyboard == message["reply_markup"]
    assert len(house.heard) == 1


async def test_a_messenger_menu_is_turned_page_by_page(house: House) -> None:
    person = MESSENGER.person()
    house.replies = menu_of_30
    (message,) = await house.say(MESSENGER, person, "hello")
    seen: list[str] = []
    for _ in range(3):
        seen += [reply["title"] for reply in message["quick_replies"][:-1]]
        before = len(house.api.taken[f"messenger:{person}"])
        await house.post(MESSENGER, MESSENGER.press(person, message["quick_replies"][-1]["payload"]))
        message = (await house.api.wait(MESSENGER, person, before + 1))[-1]
    assert seen == [button["title"] for button in MANY]
    assert len(house.heard) == 1


async def test_messenger_is_told_the_challenge_by_who_knows_the_word(house: House) -> None:
    url = f"{house.address}/webhooks/messenger/webhook?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="
    for word, status in ((SETTINGS["GUIDE_MESSENGER_VERIFY_TOKEN"], 200), ("wrong", 403), ("", 403), ("ü", 403)):
        async with house.session.get(url + quote(word)) as answer:
            assert answer.status == status
            assert (await answer.text() == "1158201444") == (status == 200)


async def test_a_messenger_postback_is_a_press_and_its_button_begins(house: House) -> None:
    person = MESSENGER.person()
    for payload in ("GET_STARTED", "GET_STARTED", "/restart"):
        postback = {"mid": MESSENGER.key(), "title": "x", "payload": payload}
        await house.post(MESSENGER, MESSENGER.entries(MESSENGER.posted(person, postback=postback)))
        await house.settle()
    assert house.texts() == ["/greet", "/greet"]


async def test_slack_answers_its_first_question(house: House) -> None:
    sent = SLACK.signed(b'{"type": "url_verification", "challenge": "3eZbrw1aB"}')
    url = f"{house.address}/webhooks/slack/webhook"
    async with house.session.post(url, data=sent.body, headers=sent.headers) as answer:
        assert (answer.status, await answer.text()) == (200, "3eZbrw1aB")
    async with house.session.post(url, data=sent.body) as answer:
        assert answer.status == 403


async def test_a_slack_mention_is_answered_in_its_thread_once(house: House) -> None:
    person = SLACK.person()
    mention = {"type": "app_mention", "user": person, "channel": "C1", "ts": "1.1", "text": "<@U0BOT> hi &amp; hello"}
    posted = {**mention, "type": "message", "channel_type": "channel"}
    await house.post(SLACK, SLACK.event(mention))
    await house.post(SLACK, SLACK.event(posted))
    await house.post(SLACK, SLACK.event({**mention, "ts": "1.5", "thread_ts": "1.1", "text": "<@U0BOT> more"}))
    await house.settle()
    assert house.texts() == ["hi & hello", "more"]
    assert {message.sender_id for message in house.heard} == {f"slack:{person}.C1.1.1"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a &lt;b&gt; &amp;amp;", "a <b> &amp;"),
        ("<https://x.com/a?b=1|x.com> now", "x.com now"),
        ("<mailto:a@b.c|a@b.c>", "a@b.c"),
        ("<https://x.com>", "https://x.com"),
        ("<!here> <#C1|general>", "here general"),
    ],
)
async def test_slack_text_is_read_as_it_was_written(house: House, written: str, read: str) -> None:
    person = SLACK.person()
    await house.post(SLACK, SLACK.event(SLACK.posted(person, text=written)))
    await house.settle()
    assert house.texts() == [read]


async def test_a_slack_press_stands_in_the_place_of_the_buttons(house: House) -> None:
    person = SLACK.person()
    (message,) = await house.say(SLACK, person, "hello")
    token = message["blocks"][1]["elements"][1]["value"]
    sent = SLACK.press(person, token)
    await house.post(SLACK, sent)
    await house.settle()
    ((method, body),) = house.api.others
    assert method == "chat.update"
    assert body["blocks"] == [{"type": "context", "elements": [{"type": "mrkdwn", "text": "✓ No"}]}]


@pytest.mark.parametrize("word", ["STOP", "stop", " Unsubscribe ", "HELP", "Cancel"])
async def test_the_carriers_words_are_left_to_the_carrier(house: House, word: str) -> None:
    status, _ = await house.post(SMS, SMS.text(SMS.person(), word))
    await house.settle()
    assert status == 200
    assert not house.heard and not house.api.calls


async def test_an_sms_menu_uses_no_word_of_the_carrier(house: House) -> None:
    person = SMS.person()
    buttons = [{"title": title, "payload": f"/{title.lower()}"} for title in ("Skip", "Stop")]
    house.replies = lambda message: [{"text": "Which year?", "data": {"buttons": buttons}}]
    (message,) = await house.say(SMS, person, "hello")
    assert "2. Stop" not in message["Body"].split("\n")
    await house.say(SMS, person, "2")
    assert house.texts()[-1] == "/stop"


async def test_whatsapp_has_buttons_where_templates_are_set(
    tmp_path: Path, api: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = "HX" + "3" * 32
    monkeypatch.setenv("GUIDE_WHATSAPP_CONTENT", f"quick-reply/3={template}")
    async with open_house(tmp_path, api) as house:
        person = WHATSAPP.person()
        _, menu = await house.say(WHATSAPP, person, "hello", count=2)
        assert menu["ContentSid"] == template
        variables = json.loads(menu["ContentVariables"])
        assert [variables[key] for key in ("2", "4", "6")] == ["Yes", "No", "Later"]
        await house.post(WHATSAPP, WHATSAPP.press(person, variables["5"]))
        await house.settle()
        assert house.texts() == ["hello", "/no"]


async def test_sms_and_whatsapp_answer_from_their_own_numbers(house: House) -> None:
    for platform in (SMS, WHATSAPP):
        await house.say(platform, platform.person(), "hello")
    assert not house.api.refused


@pytest.mark.parametrize("platform", [SMS, WHATSAPP], ids=lambda platform: platform.name)
async def test_an_answer_that_the_carrier_refuses_later_is_marked(house: House, platform: Sms) -> None:
    person, other = platform.person(), platform.person()
    callback = (await house.say(platform, person, "hello"))[-1]["StatusCallback"]
    assert callback.startswith(f"{PUBLIC_URL}/webhooks/{platform.name}/status?")

    async def tell(sent: Sent) -> int:
        url = callback.replace(PUBLIC_URL, house.address)
        async with house.session.post(url, data=sent.body, headers=sent.headers) as answer:
            return answer.status

    async def is_marked() -> bool:
        page = await house.conversations.history(f"{platform.name}:{person}")
        return page.messages[-1].undelivered

    for status in ("queued", "sent", "delivered"):
        assert await tell(platform.status(callback, person, status)) == 204
    refused = platform.status(callback, person, "undelivered", ErrorCode="30005")
    assert await tell(refused.forged(**{SMS.signature_header: "x" * 28})) == 403
    assert await tell(platform.status(callback.replace("answer=", "answer=1"), person, "failed")) == 403
    assert await tell(platform.status(callback, other, "failed")) == 204, "an answer to somebody else is not theirs"
    assert not await is_marked()
    assert await tell(refused) == 204
    assert await is_marked()
    marks = await house.conversations.database.read(
        lambda c: c.execute(sa.select(undelivered.c.reason)).scalars().all()
    )
    assert marks == ["twilio_30005"]


async def test_a_flood_of_one_person_is_told_and_keeps_nobody_out(house: House) -> None:
    house.seconds = 0.1
    flooder, other = TELEGRAM.person(), TELEGRAM.person()
    posts = [house.post(TELEGRAM, TELEGRAM.text(flooder, f"flood {number}")) for number in range(60)]
    assert {status for status, _ in await asyncio.gather(*posts)} == {200}
    await house.say(TELEGRAM, other, "hello")
    await house.settle()
    assert len(house.heard) < 45
    assert house.api.said(TELEGRAM, flooder).count("That was a lot at once") == 1
