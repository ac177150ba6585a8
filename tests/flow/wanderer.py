"""Chooses at random what a visitor of the flow does next."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.flow import phrases
from tests.flow.visitor import Visitor
from tests.flow.wishes import STEPS

Act = Callable[[], None]


class Wanderer:
    """A visitor without a plan; the same seed does the same as long as it is answered the same."""

    def __init__(self, seed: int, visitor: Visitor) -> None:
        self._random = random.Random(seed)
        self._visitor = visitor
        self._seen: list[dict[str, str]] = []

    def walk(self, turns: int) -> None:
        """Begins, and does that many things more."""
        self._visitor.tell(*self._random.choice(phrases.OPENINGS))
        for _ in range(turns):
            self._seen += self._visitor.buttons
            acts = self._acts()
            (act,) = self._random.choices(list(acts), weights=list(acts.values()))
            act()

    def _acts(self) -> dict[Act, int]:
        """Returns what can be done now, with how likely it is."""
        visitor = self._visitor
        acts = {self._press: 24} if visitor.buttons else {}
        if visitor.is_asking:
            return acts | self._acts_at_a_question()
        if visitor.has_list:
            return acts | self._acts_at_a_list()
        return acts | {self._find: 20, self._ask: 5, self._talk: 2, self._speak_nonsense: 3}

    def _acts_at_a_question(self) -> dict[Act, int]:
        step = self._visitor.wishes.open_step()
        return {
            self._answer: 24,
            self._answer_another: 6,
            self._answer_two: 6,
            self._correct: 8,
            self._refuse: 4 if step in phrases.REFUSED else 0,
            self._press_earlier: 3,
            self._ask: 6,
            self._why: 4,
            self._speak_nonsense: 6,
            self._back: 5,
            self._skip: 4,
            self._stop: 2,
            self._start_over: 2,
            self._find: 2,
            self._school: 2,
            self._talk: 3,
        }

    def _acts_at_a_list(self) -> dict[Act, int]:
        visitor = self._visitor
        acts = {self._ask: 6, self._start_over: 4, self._find: 3, self._stop: 2, self._talk: 2, self._skip: 1}
        acts |= {self._school: 3, self._speak_nonsense: 2, self._back: 4, self._why: 3}
        if visitor.is_about_programs:
            acts |= {self._refine: 16, self._correct: 5, self._press_earlier: 2}
        if visitor.listed:
            acts |= {self._more: 12, self._details: 8, self._compare: 5}
        return acts

    def _one(self, words: tuple[str, ...]) -> str:
        return self._random.choice(words)

    def _press(self) -> None:
        self._visitor.press(self._random.choice(self._visitor.buttons))

    def _press_earlier(self) -> None:
        """Presses a button that stands further up in the conversation."""
        answers = [button for button in self._seen if button["payload"].startswith("/inform{")]
        self._visitor.press(self._random.choice(answers or self._seen or self._visitor.buttons))

    def _answer(self) -> None:
        step = self._visitor.wishes.open_step() or ""
        self._visitor.tell(*self._random.choice(phrases.ANSWERS[step]))

    def _later_steps(self) -> list[str]:
        """Returns the questions still to come that an answer can be given to at any time."""
        open_step, wishes = self._visitor.wishes.open_step(), self._visitor.wishes
        return [s for s in STEPS if s not in (open_step, "level", "year") and getattr(wishes, s) is None]

    def _answer_another(self) -> None:
        """Answers a question that has not been asked yet."""
        step = self._random.choice(self._later_steps() or [self._visitor.wishes.open_step() or ""])
        self._visitor.tell(*self._random.choice(phrases.ANSWERS[step]))

    def _answer_two(self) -> None:
        """Answers the question and one still to come in a single message.

        Not a level and a field: "I hold a master's, statistics" tells rather what it was in.
        """
        step = self._visitor.wishes.open_step() or ""
        text, answers = self._random.choice(phrases.ANSWERS[step])
        later = [other for other in self._later_steps() if (step, other) != ("level", "field")]
        if later:
            more_text, more = self._random.choice(phrases.ANSWERS[self._random.choice(later)])
            text, answers = f"{text}, {more_text}", answers | more
        self._visitor.tell(text, answers)

    def _correct(self) -> None:
        given = [s for s in phrases.CORRECTIONS if getattr(self._visitor.wishes, s) is not None]
        step = self._random.choice(given or [self._visitor.wishes.open_step() or "level"])
        said = phrases.CORRECTIONS.get(step, phrases.ANSWERS[step])
        self._visitor.tell(*self._random.choice(said))

    def _refuse(self) -> None:
        self._visitor.give_impossible_answer(
            *self._random.choice(phrases.REFUSED[self._visitor.wishes.open_step() or ""])
        )

    def _refine(self) -> None:
        self._visitor.tell(*self._random.choice(phrases.REFINEMENTS))

    def _ask(self) -> None:
        self._visitor.interrupt(*self._random.choice(phrases.QUESTIONS))

    def _talk(self) -> None:
        self._visitor.interrupt(self._one(phrases.SMALL_TALK), changes_topic=False)

    def _school(self) -> None:
        self._visitor.ask_about_school(*self._random.choice(phrases.SCHOOLS))

    def _why(self) -> None:
        self._visitor.ask_why(self._one(phrases.WHY_ASKED if self._visitor.is_asking else phrases.WHY))

    def _speak_nonsense(self) -> None:
        self._visitor.talk_nonsense(self._one(phrases.NONSENSE))

    def _back(self) -> None:
        self._visitor.go_back(self._one(phrases.BACK))

    def _skip(self) -> None:
        self._visitor.skip(self._one(phrases.SKIP))

    def _stop(self) -> None:
        self._visitor.stop(self._one(phrases.STOP))

    def _start_over(self) -> None:
        self._visitor.start_over(self._one(phrases.START_OVER))

    def _find(self) -> None:
        self._visitor.tell(self._one(phrases.FIND), {})

    def _more(self) -> None:
        self._visitor.ask_for_more(self._one(phrases.MORE))

    def _details(self) -> None:
        number = self._random.randint(1, len(self._visitor.listed or ()))
        ordinal = phrases.ORDINALS[number - 1]
        words = self._one(phrases.DETAILS).format(number=self._visitor.numbered_before + number, ordinal=ordinal)
        self._visitor.ask_for_details(words, number)

    def _compare(self) -> None:
        count = len(self._visitor.listed or ())
        if count < 2:
            self._details()
            return
        one, other = self._random.sample(range(1, count + 1), 2)
        first, second = phrases.ORDINALS[one - 1], phrases.ORDINALS[other - 1]
        before = self._visitor.numbered_before
        numbers = {"one": before + one, "other": before + other}
        words = self._one(phrases.COMPARE).format(first=first, second=second, **numbers)
        self._visitor.compare(words, one, other)
