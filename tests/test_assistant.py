"""Holds the promises between the assistant's files that `rasa data validate` does not check."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa_sdk import Action
from rasa_sdk.utils import all_subclasses
from ruamel.yaml import YAML

import actions

ROOT = Path(__file__).parent.parent
SAID_WHEN_A_CALL_FAILS = "utter_action_failed"  # by runtime, which names it in parts
CHOSEN_BY_BUTTONS_ALONE = {"human_handoff/leave_message", "ask_privacy/erased"}
TOLD_BY_FIGURES = "ask_salary/overview"  # its responses are chosen by what the figures are
RASA_ACTIONS = {
    "action_listen",
    "action_restart",
    "action_session_start",
    "action_default_fallback",
    "action_deactivate_loop",
}


def load(path: Path) -> dict[str, Any]:
    """Reads a YAML file of the project."""
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def domain() -> dict[str, Any]:
    found = load(ROOT / "domain.yml")
    # An action that is told how it is called stands as a mapping.
    found["actions"] = [name for entry in found["actions"] for name in ([entry] if isinstance(entry, str) else entry)]
    return found


@pytest.fixture(scope="module")
def responses() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for path in sorted((ROOT / "data" / "responses").glob("*.yml")):
        for name, variations in load(path)["responses"].items():
            assert name not in found, f"{name} stands in two files"
            found[name] = variations
    return found


@pytest.fixture(scope="module")
def steps() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for path in sorted((ROOT / "data").glob("rules/*.yml")) + sorted((ROOT / "data").glob("stories/*.yml")):
        content = load(path)
        for rule in content.get("rules", []) + content.get("stories", []):
            found += rule["steps"]
    return found


@pytest.fixture(scope="module")
def intents_in_training() -> dict[str, int]:
    counts: Counter[str] = Counter()
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for entry in load(path)["nlu"]:
            counts[entry["intent"]] += len(entry["examples"].strip().splitlines())
    return counts


@pytest.fixture(scope="module")
def implemented() -> set[str]:
    for module in pkgutil.walk_packages(actions.__path__, "actions."):
        importlib.import_module(module.name)
    classes = [c for c in all_subclasses(Action) if c.__module__.startswith("actions.")]
    return {c.name(c.__new__(c)) for c in classes if not inspect.isabstract(c)}


def test_every_intent_has_a_rule_and_examples(domain, steps, intents_in_training) -> None:
    intents = set(domain["intents"])
    answered = {step["intent"] for step in steps if "intent" in step}
    assert intents - answered == set()
    assert answered - intents == set()
    trained = {name.split("/")[0] for name in intents_in_training}
    assert intents - trained == {"nlu_fallback"}
    assert trained - intents == set()


def test_every_custom_action_is_declared_and_implemented(domain, implemented) -> None:
    assert set(domain["actions"]) == implemented


def test_no_action_is_sent_the_whole_domain() -> None:
    domain = Domain.load(str(ROOT / "domain.yml"))
    assert [name for name in domain.user_actions if domain.does_custom_action_explicitly_need_domain(name)] == []


def test_every_action_of_a_rule_exists(domain, steps, responses) -> None:
    known = set(domain["actions"]) | set(responses) | set(domain.get("forms", {})) | RASA_ACTIONS
    assert {step["action"] for step in steps if "action" in step} - known == set()


def test_every_response_is_used(domain, steps, responses) -> None:
    files = [path for folder in ("actions", "runtime", "channels") for path in (ROOT / folder).rglob("*.py")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    used = {step["action"] for step in steps if "action" in step}
    assert [name for name in responses if name not in used and not _is_said(name, code, domain)] == []


def _is_said(name: str, code: str, domain: dict[str, Any]) -> bool:
    """Tells whether code says a response by its name or by one it puts together, or a form asks with it."""
    form_questions = {
        f"utter_ask_{form}_{slot}" for form, asks in domain["forms"].items() for slot in asks["required_slots"]
    }
    is_answer_key = "/" in name and name.removeprefix("utter_").split("/")[0] in domain["intents"]
    if name in form_questions or name == SAID_WHEN_A_CALL_FAILS or is_answer_key or f'"{name}"' in code:
        return True
    made = [re.sub(r"\\\{.*?\\\}", ".+", re.escape(text)) for text in re.findall(r'f"(utter_[^"]*)"', code)]
    return any(re.fullmatch(f"{pattern}(_mle)?", name) for pattern in made if pattern != "utter_.+")


def test_every_button_leads_somewhere(domain, responses, intents_in_training) -> None:
    for name, variations in responses.items():
        for button in (b for v in variations for b in v.get("buttons") or []):
            match = re.fullmatch(r"/(\w+)(\{\{.*\}\})?", button["payload"])
            assert match, f"{name}: {button['payload']} is no payload (braces are written double)"
            assert match[1] in domain["intents"], f"{name}: no intent {match[1]}"
            values = json.loads((match[2] or "{{}}")[1:-1])
            assert set(values) <= set(domain["entities"]), f"{name}: {button['payload']}"
            if "answer" in values:
                assert values["answer"] in set(intents_in_training) | CHOSEN_BY_BUTTONS_ALONE, (
                    f"{name}: no answer {values['answer']}"
                )
            assert len(button["title"]) <= 24, f"{name}: {button['title']!r} is too long for a button"


def test_every_answer_key_has_a_response(responses, intents_in_training) -> None:
    keys = {name for name in intents_in_training if "/" in name} - {TOLD_BY_FIGURES}
    assert {f"utter_{key}" for key in keys} - set(responses) == set()


def test_an_intent_has_enough_examples_and_no_sentence_two_intents(intents_in_training) -> None:
    by_intent: Counter[str] = Counter()
    for name, count in intents_in_training.items():
        by_intent[name.split("/")[0]] += count
    assert {name for name, count in by_intent.items() if count < 15} == set()
    seen: dict[str, str] = {}
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for entry in load(path)["nlu"]:
            for line in entry["examples"].strip().splitlines():
                text = line.removeprefix("- ").strip().lower()
                assert seen.setdefault(text, entry["intent"]) == entry["intent"], f"{text!r} has two intents"
