"""Our rules predict what Rasa's do, in conversations that go any way at all."""

from __future__ import annotations

import json
import random
import tarfile
from pathlib import Path
from typing import Any

import pytest
from rasa.core.policies import rule_policy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from runtime.rule_policy import RulePolicy
from runtime.settings import PROJECT

CONVERSATIONS = 15
LISTEN = "action_listen"
# A rule of an end-to-end story, which asks for words and not for an intent.
ABOUT_WORDS = json.dumps([{"prev_action": {"action_name": LISTEN}, "user": {"text": "hello there"}}])


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load([str(PROJECT / "domain.yml"), str(PROJECT / "data" / "responses")])


@pytest.fixture(scope="module")
def lookup(trained_model: Path) -> dict[str, Any]:
    with tarfile.open(trained_model) as archive:
        (name,) = (name for name in archive.getnames() if name.endswith("rule_policy.json"))
        file = archive.extractfile(name)
        assert file is not None
        return dict(json.load(file)["lookup"])


def policy(kind: type[rule_policy.RulePolicy], lookup: dict[str, Any], folder: Path) -> rule_policy.RulePolicy:
    config = kind.get_default_config() | {"enable_fallback_prediction": False}
    return kind(config, LocalModelStorage(folder), Resource("rules"), ExecutionContext(GraphSchema({})), lookup=lookup)


def wander(tracker: DialogueStateTracker, domain: Domain, chance: random.Random, predicted: str | None) -> None:
    """Goes on in a conversation: mostly as the rules want it, at times otherwise."""
    action = predicted if predicted and chance.random() < 0.8 else chance.choice(domain.action_names_or_texts)
    tracker.update(ActionExecuted(action))
    if action in domain.form_names or chance.random() < 0.1:
        tracker.update(ActiveLoop(chance.choice([None, *domain.form_names])))
    if action == LISTEN or chance.random() < 0.1:
        said = chance.choice(["hello there", "something else"])
        tracker.update(UserUttered(said, {"name": chance.choice(domain.intents)}))


@pytest.mark.parametrize("more", [{}, {ABOUT_WORDS: "utter_goodbye"}], ids=["intents", "and words"])
def test_predicts_what_stock_rasa_predicts(
    more: dict[str, str], lookup: dict[str, Any], domain: Domain, tmp_path: Path
) -> None:
    rules = lookup | {"rules": lookup["rules"] | more}
    stock, ours = (policy(kind, rules, tmp_path) for kind in (rule_policy.RulePolicy, RulePolicy))
    found, about_words = 0, 0
    for seed in range(CONVERSATIONS):
        chance = random.Random(seed)
        tracker = DialogueStateTracker.from_events("", [ActionExecuted(LISTEN)], domain.slots)
        for _ in range(25):
            expected = stock.predict_action_probabilities(tracker, domain)
            prediction = ours.predict_action_probabilities(tracker, domain)
            assert prediction == expected, [str(event) for event in tracker.events]
            assert prediction.policy_name == expected.policy_name == "RulePolicy"
            sure = expected.max_confidence > 0
            found, about_words = found + sure, about_words + expected.is_end_to_end_prediction
            name = domain.action_names_or_texts[expected.max_confidence_index] if sure else None
            wander(tracker, domain, chance, name)
    assert found > CONVERSATIONS
    assert bool(about_words) == bool(more)
