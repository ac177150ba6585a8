"""Whole conversations in a real browser: by mouse, by keyboard, on a phone, over reloads, tabs and failures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.widget.chat import Chat
from tests.widget.conftest import PHONE

ASKED = [
    "What is your highest level of education?",
    "What would you like to study",
    "In which state",
    "What matters most",
]


def walk_to_a_program(chat: Chat) -> None:
    """Answers every question of the flow by its buttons, up to the cards."""
    for title, question in zip(["Find programs", "Bachelor's", "Data science", "Texas"], ASKED, strict=True):
        assert question in chat.press(title)
    assert "master's degree" in chat.press("Low debt")
    assert chat.page.locator(".card").count() == 5


def test_by_mouse_to_a_suggested_program(chat: Chat) -> None:
    chat.visit().open()
    walk_to_a_program(chat)
    card = chat.page.locator(".card").first
    title = card.locator("h3").inner_text().split(". ", 1)[1]
    assert not card.locator("details a").is_visible()
    card.locator("summary").click()
    assert "College Scorecard" in card.locator("details a").inner_text()
    assert card.locator("details a").get_attribute("rel") == "noopener noreferrer"
    count = chat.answers.count()
    card.get_by_role("button", name="Details").click()
    assert title in chat.next_answer(count)


def test_by_keyboard_alone(chat: Chat) -> None:
    chat.visit()
    keyboard = chat.page.keyboard
    for _ in range(2):
        keyboard.press("Tab")
    assert chat.focused() == "Open chat"
    keyboard.press("Space")
    chat.answers.first.wait_for()
    expect(chat.field).to_be_focused()
    for title in ("Find programs", "Bachelor's", "Data science", "Texas", "Low debt"):
        count = chat.answers.count()
        tab_to(chat, title)
        keyboard.press("Enter" if count % 2 else "Space")
        chat.next_answer(count)
        expect(chat.field).to_be_focused()
    assert chat.page.locator(".card").count() == 5
    chat.field.fill("is it growing?")
    keyboard.press("Tab")
    assert chat.focused() == "Send"
    count = chat.answers.count()
    keyboard.press("Space")
    chat.next_answer(count)
    keyboard.press("Escape")
    assert chat.focused() == "Open chat"


def tab_to(chat: Chat, name: str) -> None:
    """Goes back through the stops of the panel to a control."""
    for _ in range(40):
        chat.page.keyboard.press("Shift+Tab")
        if chat.focused() == name:
            return
    raise AssertionError(f"no way to {name}")


def test_on_a_phone(new_chat: Callable[..., Chat]) -> None:
    chat = new_chat(viewport=PHONE, has_touch=True, is_mobile=True).visit().open()
    panel = chat.page.get_by_role("dialog", name="Career guide")
    assert panel.bounding_box() == {"x": 0, "y": 0, **PHONE}
    assert panel.get_attribute("aria-modal") == "true"
    walk_to_a_program(chat)
    assert chat.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for _ in range(60):
        chat.page.keyboard.press("Tab")
        assert chat.focused(), "the focus has left the panel"
    small = [
        box["height"]
        for button in panel.get_by_role("button").all()
        if (box := button.bounding_box()) and box["height"] < 44
    ]
    assert not small
    chat.page.get_by_role("button", name="Close chat").click()
    expect(panel).to_be_hidden()


def test_it_goes_on_after_a_reload_and_on_the_next_page(chat: Chat) -> None:
    chat.visit().open()
    chat.press("Find programs")
    chat.press("Bachelor's")
    before = chat.log()
    for go in (lambda: chat.page.reload(), lambda: chat.page.get_by_role("link", name="Another page").click()):
        go()
        chat.answers.nth(2).wait_for()
        assert chat.log() == before
        assert chat.focused() == "", "the page keeps the focus"
        assert chat.page.get_by_role("status").first.inner_text() == "", "nothing old is announced"
    assert "In which state" in chat.press("Data science")


def test_a_closed_panel_stays_closed_and_counts_what_comes(chat: Chat) -> None:
    chat.visit().open()
    chat.page.route("**/messages", slowly)
    chat.field.fill("how is the pay?")
    chat.field.press("Enter")
    chat.page.keyboard.press("Escape")
    chat.page.get_by_role("button", name="Open chat, new messages: 1").wait_for()
    assert chat.page.locator(".badge").inner_text() == "1"
    chat.page.reload()
    chat.page.get_by_role("button", name="Open chat, new messages: 1").click()
    assert chat.page.locator(".badge").is_hidden()
    chat.answers.nth(1).wait_for()


def slowly(route: object) -> None:
    """Lets a call through after the visitor had time to do something else."""
    from playwright.sync_api import Route

    assert isinstance(route, Route)
    answer = route.fetch()
    route.request.frame.page.wait_for_timeout(300)
    route.fulfill(response=answer)


def test_offline_nothing_is_lost_and_nothing_doubled(chat: Chat) -> None:
    chat.visit().open()
    chat.page.context.set_offline(True)
    for text in ("how is the pay?", "is it growing?"):
        chat.field.fill(text)
        chat.field.press("Enter")
    chat.banner("You are offline.").wait_for()
    chat.page.context.set_offline(False)
    chat.answers.nth(2).wait_for()
    assert chat.visitor_texts() == ["how is the pay?", "is it growing?"]
    expect(chat.banner("You are offline.")).to_be_hidden()
    chat.page.reload()
    chat.answers.nth(2).wait_for()
    assert chat.visitor_texts() == ["how is the pay?", "is it growing?"]


def test_what_was_not_sent_yet_is_sent_after_a_reload(chat: Chat) -> None:
    chat.visit().open()
    chat.page.route("**/messages", lambda route: route.abort())
    chat.field.fill("how is the pay?")
    chat.field.press("Enter")
    chat.banner("The guide cannot be reached.").wait_for()
    chat.page.reload()
    chat.banner("The guide cannot be reached.").wait_for()
    chat.page.unroute("**/messages")
    chat.page.get_by_role("button", name="Try again").click()
    assert "BLS" in chat.next_answer(1)
    assert chat.visitor_texts() == ["how is the pay?"]


def test_an_answer_that_is_lost_on_the_way_is_fetched_again(chat: Chat) -> None:
    chat.visit().open()
    lost = []

    def lose(route: object) -> None:
        if lost:
            route.continue_()  # type: ignore[attr-defined]
        else:
            lost.append(route.fetch().status)  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]

    chat.page.route("**/messages", lose)
    chat.say("how is the pay?")
    assert lost == [200]
    chat.page.reload()
    chat.answers.nth(1).wait_for()
    assert chat.visitor_texts() == ["how is the pay?"] and chat.answers.count() == 2


def test_a_double_click_sends_once(chat: Chat) -> None:
    chat.visit().open()
    chat.field.fill("how is the pay?")
    chat.page.get_by_role("button", name="Send").dblclick()
    chat.next_answer(1)
    chip = chat.page.get_by_role("button", name="Is it growing?")
    chip.dblclick()
    chat.next_answer(2)
    chat.page.wait_for_timeout(300)
    assert chat.visitor_texts() == ["how is the pay?", "Is it growing?"]


def test_two_tabs_share_the_conversation(chat: Chat) -> None:
    chat.visit().open()
    chat.say("how is the pay?")
    other = Chat(chat.page.context.new_page(), chat.guide).visit(title="second").open()
    other.answers.nth(1).wait_for()
    assert other.log() == chat.log()
    other.say("is it growing?")
    chat.answers.nth(2).wait_for()
    assert chat.log() == other.log()
    assert chat.session()["session"]["id"] == other.session()["session"]["id"]


def test_a_session_that_has_ended_gives_way_to_a_new_one(chat: Chat) -> None:
    chat.visit().open()
    chat.page.evaluate(
        """() => { const kept = JSON.parse(sessionStorage.getItem('mle-guide'));
        kept.session.token = 'gone'; sessionStorage.setItem('mle-guide', JSON.stringify(kept)); }"""
    )
    chat.page.reload()
    chat.page.locator(".remark", has_text="this is a new one").wait_for()
    chat.answers.first.wait_for()
    assert "BLS" in chat.say("how is the pay?")


def test_feedback_transcript_and_erasure(chat: Chat, tmp_path: Path) -> None:
    chat.visit().open()
    chat.say("find me a bachelor's degree program in computer science in Ohio with low debt")
    chat.page.get_by_role("button", name="Not helpful").click()
    chat.page.get_by_role("textbox", name="What was wrong?").fill("too long")
    chat.page.locator(".thumbs").get_by_role("button", name="Send").click()
    chat.page.get_by_text("Thank you for telling us.").wait_for()
    assert chat.page.get_by_role("button", name="Not helpful").get_attribute("aria-pressed") == "true"
    menu(chat, "Download transcript", wait=False)
    with chat.page.expect_download() as download:
        chat.page.get_by_role("button", name="Download transcript").click()
    download.value.save_as(tmp_path / "said.txt")
    said = (tmp_path / "said.txt").read_text()
    assert "You: find me a bachelor's degree" in said and "1. Youngstown State University" in said and "$20,930" in said
    menu(chat, "Erase conversation")
    chat.page.get_by_role("button", name="Erase", exact=True).click()
    chat.page.locator(".remark", has_text="has been erased").wait_for()
    assert chat.log() == [] and chat.session()["session"] is None
    chat.say("how is the pay?")
    assert chat.visitor_texts() == ["how is the pay?"]


def test_who_has_everything_deleted_in_the_chat_goes_on_in_a_new_one(chat: Chat) -> None:
    chat.visit().open()
    chat.say("how much do they make in Ohio?")
    chat.say("delete my data")
    count = chat.answers.count()
    chat.page.get_by_role("button", name="Yes, delete it").click()
    assert "deleted" in chat.next_answer(count)
    before = chat.session()["session"]["id"]
    chat.page.get_by_role("button", name="What can I ask?").last.click()
    chat.answers.filter(has_text="in your own words").wait_for()
    assert chat.visitor_texts() == ["What can I ask?"]
    assert chat.session()["session"]["id"] != before


def menu(chat: Chat, name: str, wait: bool = True) -> None:
    """Opens the menu, and presses an entry of it unless it is to be waited for."""
    chat.page.get_by_role("button", name="Menu").click()
    if wait:
        chat.page.get_by_role("button", name=name).click()


def test_the_menu_leads_to_help_privacy_and_a_new_start(chat: Chat) -> None:
    chat.visit().open()
    for entry, words in (
        ("What can I ask?", "in your own words"),
        ("What is kept?", "kept"),
        ("Start over", "Fresh start"),
    ):
        count = chat.answers.count()
        menu(chat, entry)
        assert words in chat.next_answer(count)


def test_a_choice_that_is_gone_is_told_kindly(chat: Chat) -> None:
    chat.visit().open()
    chat.page.route("**/messages", lambda route: refuse(route, 409, "payload_not_offered"))
    chat.page.get_by_role("button", name="How is the pay?").click()
    chat.page.get_by_text("This choice is no longer on offer.").wait_for()


def refuse(route: object, status: int, code: str) -> None:
    """Answers a call with an error of the API."""
    headers = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After", "Retry-After": "1"}
    route.fulfill(status=status, headers=headers, json={"error": {"code": code, "message": ""}})  # type: ignore[attr-defined]


def test_a_slow_turn_is_waited_for_and_too_many_messages_are_sent_later(chat: Chat) -> None:
    chat.visit().open()
    refusals = [(503, "turn_timeout"), (429, "rate_limited"), (503, "unavailable")]
    client_ids: list[str] = []

    def answer(route: object) -> None:
        client_ids.append(route.request.post_data_json["client_id"])  # type: ignore[attr-defined]
        if refusals:
            refuse(route, *refusals.pop(0))
        else:
            route.continue_()  # type: ignore[attr-defined]

    chat.page.route("**/messages", answer)
    assert "BLS" in chat.say("how is the pay?")
    assert len(client_ids) == 4 and len(set(client_ids)) == 1
    assert chat.visitor_texts() == ["how is the pay?"]


def test_a_person_who_answers_is_shown_as_such(chat: Chat) -> None:
    chat.page.clock.install()
    chat.visit().open()
    message = {"id": "99", "from": "person", "at": "2099-01-01T00:00:00.000Z", "text": "Hello, this is Dana."}
    page = {"messages": [message], "cursor": "99", "more": False, "speaker": "person"}
    headers = {"Access-Control-Allow-Origin": "*"}
    chat.page.route("**/messages?*", lambda route: route.fulfill(json=page, headers=headers))
    chat.page.clock.run_for(15_000)
    person = chat.page.locator("li.from-person")
    expect(person).to_contain_text("A person from the team")
    assert "Person: " in person.inner_text().replace("\n", " ") and "Hello, this is Dana." in person.inner_text()


def test_it_looks_for_news_only_while_it_is_open_and_renews_its_token(chat: Chat) -> None:
    calls: list[str] = []
    chat.page.on("request", lambda request: calls.append(f"{request.method} {request.url.rsplit('/', 1)[1]}"))
    chat.page.clock.install()
    chat.visit().open()
    with chat.page.expect_response("**/messages?*"):
        chat.page.clock.run_for(15_000)
    assert not [call for call in calls if "renew" in call]
    before = chat.session()["session"]["token"]
    with chat.page.expect_response("**/sessions/renew"):
        chat.page.clock.fast_forward("20:00:00")
        chat.page.clock.run_for(15_000)
    chat.page.wait_for_function("before => !sessionStorage.getItem('mle-guide').includes(before)", arg=before)
    chat.page.keyboard.press("Escape")
    calls.clear()
    chat.page.clock.fast_forward("01:00:00")
    assert calls == []
