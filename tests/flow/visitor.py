"""A visitor of the flow who knows what must come after each thing said, and looks whether it does."""

from __future__ import annotations

import json
import re
import time
from typing import Any

from tests.e2e.conversations import Say, check_reply
from tests.flow import reading, scorecard
from tests.flow.scorecard import Row
from tests.flow.wishes import QUESTIONS, Wishes

WAY_OUT = {"Skip", "Stop", "Talk to a person"}
WAY_ON = {"Anywhere", "Not sure"}
# As often as an answer may be asked for again before there must be a way out.
MOST_IN_VAIN = 3
FLOW_VALUES = {"education_level", "graduation_year", "field", "area", "sort_by", "control", "credential"}
_PAYLOAD = re.compile(r"^/(?P<intent>\w+)(?P<values>\{.*\})?$", re.DOTALL)


class Visitor:
    """One conversation, and what the visitor expects of it.

    Attributes:
        wishes: what has been told and not changed since.
        is_asking: whether a question of the flow is open.
        listed: the rows on the page shown last; empty without a list, None where a school took its place.
        is_about_programs: whether the last answer was of programs, so that a bare value means them.
    """

    def __init__(self, sender: str, say: Say) -> None:
        self.wishes = Wishes()
        self.is_asking = False
        self.listed: list[Row] | None = []
        self.is_about_programs = False
        self.seconds: list[float] = []
        self.buttons: list[dict[str, str]] = []
        self.transcript: list[str] = []
        self._page = 0
        self._misses = 0
        self._in_vain = 0
        self._sender = sender
        self._say = say
        self._replies: list[dict[str, Any]] = []

    @property
    def said(self) -> str:
        """What the assistant said last."""
        return "\n".join(reply.get("text", "") for reply in self._replies)

    @property
    def has_list(self) -> bool:
        """Whether every question has been answered, so that wishes change a list."""
        return not self.is_asking and self.wishes.open_step() is None

    @property
    def numbered_before(self) -> int:
        """How many programs of the list stand on the pages before the one shown last."""
        return sum(map(len, scorecard.pages(self.wishes.wanted())[: self._page])) if self.listed else 0

    def say(self, text: str, is_miss: bool = False, is_in_vain: bool = False) -> None:
        """Says something and holds the reply to what every reply owes."""
        began = time.perf_counter()
        self._replies = self._say(self._sender, text)
        self.seconds.append(time.perf_counter() - began)
        self.transcript += [f"visitor: {text}", f"guide: {self.said}"]
        self.buttons = [button for reply in self._replies for button in reply.get("buttons") or []]
        self._misses = self._misses + 1 if is_miss else 0
        self._in_vain = self._in_vain + 1 if is_miss or is_in_vain else 0
        check_reply(self._replies, text)

    def tell(self, text: str, answers: dict[str, str]) -> None:
        """Gives answers, or asks for programs with none; the next question follows, or the list."""
        had_list = self.has_list
        self.wishes = self.wishes.told(**answers)
        self.say(text)
        if had_list and self.wishes.open_step() == "year" and QUESTIONS["year"] not in self.said:
            # A list that is there already may do without the year.
            self.wishes = self.wishes.skipped("year")
        self._expect_the_flow_to_go_on()

    def go_back(self, text: str) -> None:
        """Takes the last answer back, also from a list; it is asked again."""
        self.wishes = self.wishes.taken_back(self.wishes.open_step())
        self.say(text)
        self._expect_the_flow_to_go_on()

    def skip(self, text: str) -> None:
        """Leaves the open question unanswered; outside the flow there is nothing to skip."""
        step = self.wishes.open_step()
        if self.is_asking and step:
            self.wishes = self.wishes.skipped(step)
        self.say(text)
        if self.is_asking:
            self._expect_the_flow_to_go_on()
        else:
            self.expect("nothing to skip")

    def interrupt(self, text: str, answer: str = "", changes_topic: bool = True) -> None:
        """Asks something else; it is answered, and the flow goes on where it was."""
        self.say(text)
        self.expect(answer)
        if self.is_asking:
            self._expect_question()
        elif changes_topic:
            self.is_about_programs = False

    def talk_nonsense(self, text: str) -> None:
        """Says what nobody can understand; the second time in a row there is a way out."""
        self.say(text, is_miss=True)
        titles = {button["title"] for button in self.buttons}
        if self.is_asking:
            self._expect_question()
            assert self._misses < 2 or titles >= WAY_OUT, f"no way out among {sorted(titles)}"
        else:
            assert self._misses < 2 or "Talk to a person" in titles, f"no way out among {sorted(titles)}"

    def give_impossible_answer(self, text: str, reason: str) -> None:
        """Gives an answer that cannot be taken; the reason is told and the question asked again."""
        self.say(text, is_in_vain=True)
        self.expect(reason)
        self._expect_question()

    def ask_why(self, text: str) -> None:
        """Asks why the question is asked, or why these programs are listed."""
        self.say(text)
        if self.is_asking:
            assert len(self._replies) > 1, "the question is not explained"
            self._expect_question()
        elif self.listed and self.is_about_programs:
            self.expect("No school pays")

    def stop(self, text: str) -> None:
        """Leaves the flow; nothing more is asked."""
        self.say(text)
        self.expect("leave it at that")
        self.is_asking = False
        self._expect_no_question()

    def start_over(self, text: str) -> None:
        """Begins anew; inside the flow the first question is asked again."""
        self.wishes = Wishes()
        self.say(text)
        self.listed, self.is_about_programs = [], False
        if self.is_asking:
            self._expect_question()
        else:
            self._expect_no_question()

    def ask_for_more(self, text: str) -> None:
        """Asks for the next page of a list."""
        self.say(text)
        if self.listed is None:
            return
        if not self.listed:
            self.expect("no list open")
        elif self._page + 1 < len(scorecard.pages(self.wishes.wanted())):
            self._expect_page(self._page + 1)
        else:
            self.expect("whole list")

    def ask_for_details(self, text: str, number: int) -> None:
        """Asks for one program of the page shown."""
        self.say(text)
        if self.listed is None:
            return
        if number > len(self.listed):
            self.expect("Which one")
            return
        row = self.listed[number - 1]
        figures = [f"${amount:,}" for amount in (row.earnings, row.one_year, row.debt) if amount is not None]
        for expected in (row.name, row.field, row.control, *figures):
            self.expect(expected)

    def compare(self, text: str, one: int = 1, other: int = 2) -> None:
        """Asks for two programs of the page side by side."""
        self.say(text)
        if self.listed is None:
            return
        if max(one, other) > len(self.listed):
            self.expect("Which two")
            return
        for row in (self.listed[one - 1], self.listed[other - 1]):
            self.expect(row.name)

    def ask_about_school(self, text: str, name: str) -> None:
        """Asks about a school; its programs take the place of the list."""
        self.interrupt(text, name, changes_topic=False)
        if not self.is_asking:
            self.listed = None

    def press(self, button: dict[str, str]) -> None:
        """Presses a button and expects what its payload stands for."""
        parts = _PAYLOAD.match(button["payload"])
        assert parts, f"not a payload: {button}"
        text, intent, values = parts[0], parts["intent"], json.loads(parts["values"] or "{}")
        if intent in ("inform", "refine_programs", "find_programs") and FLOW_VALUES.issuperset(values):
            self._press_answer(text, intent, values)
        elif intent in ("skip", "stop", "start_over"):
            getattr(self, intent)(text)
        elif intent == "explain":
            self.ask_why(text)
        elif intent == "human_handoff":
            self.say(text)
            self.is_asking = False
            self._expect_no_question()
        elif self.is_asking or intent.startswith(("ask_", "compare_careers", "inform")):
            self.interrupt(text)
        else:
            self._press_at_list(text, intent, values)

    def _press_answer(self, text: str, intent: str, values: dict[str, str]) -> None:
        """Gives the answer of a button; a bare value goes with whatever was spoken of last."""
        takes = self.is_asking or (self.has_list and (intent != "inform" or self.is_about_programs))
        if takes or intent == "find_programs":
            self.tell(text, values)
        else:
            self.say(text)

    def _press_at_list(self, text: str, intent: str, values: dict[str, str]) -> None:
        if intent == "more_programs":
            self.ask_for_more(text)
        elif intent == "program_details" and "rank" in values:
            self.ask_for_details(text, int(values["rank"]))
        elif intent == "compare_programs":
            self.compare(text)
        else:
            self.say(text)

    def expect(self, words: str) -> None:
        """Checks that the last reply says something."""
        assert words.lower() in self.said.lower(), f"does not say {words!r}"

    def _expect_the_flow_to_go_on(self) -> None:
        self.is_asking = self.wishes.open_step() is not None
        if self.is_asking:
            self._expect_question()
        else:
            self._expect_page(0)

    def _expect_question(self) -> None:
        """Checks that the open question is asked, last, once, and no other."""
        step = self.wishes.open_step()
        asked = [name for reply in self._replies for name, words in QUESTIONS.items() if words in reply["text"]]
        assert asked == [step], f"asks for {asked}, not for {step}"
        assert QUESTIONS[step] in self._replies[-1]["text"], "the question does not come last"
        titles = {button["title"] for button in self.buttons}
        assert self._in_vain < MOST_IN_VAIN or titles & (WAY_OUT | WAY_ON), (
            f"a loop without a way out: {sorted(titles)}"
        )

    def _expect_no_question(self) -> None:
        assert not any(words in self.said for words in QUESTIONS.values()), "asks on"

    def _expect_page(self, number: int) -> None:
        """Checks a page of the list against the source, or that the guide says why there is none."""
        wanted = self.wishes.wanted()
        pages = scorecard.pages(wanted)
        self._page, self.is_about_programs = number, True
        self.listed = pages[number] if pages else []
        self._expect_no_question()
        if not pages:
            self.expect("I find no")
            return
        lines = reading.lines(self.said)
        said = [(line.level or row.level, *line.said[1:]) for line, row in zip(lines, self.listed, strict=False)]
        assert said == [row.said for row in self.listed], f"not page {number + 1} of {wanted}"
        assert len(lines) == len(self.listed), "lists more"
        assert reading.total(self.said) == scorecard.total(wanted), f"not the total of {wanted}"
        if self.wishes.year:
            self.wishes = self.wishes.told(graduation_year="skipped")
