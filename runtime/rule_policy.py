"""Rasa's rules, without the search among those that cannot fit what was last said and done."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rasa.core.policies import rule_policy
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH
from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION, SHOULD_NOT_BE_SET, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT


@dataclass(frozen=True)
class _Rule:
    """A rule's key, the number of its states, and the action and intent of its last one; None fits any."""

    key: str
    states: int
    action: str | None
    intent: str | None

    @classmethod
    def of(cls, key: str) -> _Rule:
        states = json.loads(key)
        action = _asked(states[-1], PREVIOUS_ACTION, ACTION_NAME)
        # Beginnings of conversations fit each other, whatever was said.
        return cls(key, len(states), action, _asked(states[-1], USER, INTENT) if action else None)

    def may_fit(self, action: str | None, intent: str | None) -> bool:
        """Tells whether the rule's last state may fit one after this action and intent."""
        return self.action in (None, action) and self.intent in (None, intent)


class RulePolicy(rule_policy.RulePolicy):
    """Rasa's `RulePolicy`, which predicts the same; under its name, which is stored with each action.

    Stock Rasa holds every rule against every turn of the conversation, and after each message looks for rules about
    its words first, which there are in end-to-end stories alone.
    """

    def _find_action_from_rules(
        self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> tuple[str | None, str | None, bool]:
        if use_text_for_last_user_input and not self._has_rules_without_intent:
            return None, None, False
        return super()._find_action_from_rules(tracker, domain, use_text_for_last_user_input)

    def _get_possible_keys(self, lookup: dict[str, str], states: list[State]) -> set[str]:
        rules = self._known(lookup)
        if not states or not rules:
            return set(lookup)
        action, intent = _asked(states[-1], PREVIOUS_ACTION, ACTION_NAME), _asked(states[-1], USER, INTENT)
        may_fit = {rule.key: lookup[rule.key] for rule in rules if rule.may_fit(action, intent)}
        # What lies before its first state is nothing to a rule.
        return set(super()._get_possible_keys(may_fit, states[-max(rule.states for rule in rules) :]))

    @cached_property
    def _has_rules_without_intent(self) -> bool:
        lookups = (self.lookup[RULES], self.lookup[RULES_FOR_LOOP_UNHAPPY_PATH])
        return any(rule.may_fit(ACTION_LISTEN_NAME, None) for lookup in lookups for rule in self._known(lookup))

    def _known(self, lookup: dict[str, str]) -> list[_Rule]:
        """Returns the rules of a lookup of this policy, which stay as they were loaded."""
        if id(lookup) not in self._rules:
            self._rules[id(lookup)] = [_Rule.of(key) for key in lookup]
        return self._rules[id(lookup)]

    @cached_property
    def _rules(self) -> dict[int, list[_Rule]]:
        return {}


def _asked(state: Any, kind: str, name: str) -> str | None:
    value = (state.get(kind) or {}).get(name)
    return value if value and value != SHOULD_NOT_BE_SET else None
