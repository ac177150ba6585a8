"""What answers promise: each figure from a fact, sources named, short enough to be read aloud."""

from __future__ import annotations

import json
import re
import string
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

pytestmark = pytest.mark.consistency

ROOT = Path(__file__).parent.parent
FACTS = ROOT / "knowledge" / "data" / "facts"
RESPONSES = ROOT / "data" / "responses"
OWN_FILES = ("role", "outlook", "education", "skills", "careers", "trust", "programs_facts")
MOST_WORDS = 80
LONGEST_TITLE = 20
ARTICLE_FACTS = 38

# The answer keys of every intent that is answered from facts.
KEYS = {
    "ask_role": "overview duties employers classification",
    "ask_applications": "overview robotics data_science daily_life",
    "ask_outlook": "overview job_count ai_impact reliability history demand",
    "ask_education": "overview required doctorate bachelors_enough",
    "ask_fields_of_study": "overview high_school college_courses math_degree",
    "ask_without_degree": "overview bootcamp self_taught skills_based_hiring",
    "ask_how_to_become": "overview first_job high_school ged advancement",
    "ask_time_to_become": "overview degree_years doctorate ged too_late fast",
    "ask_program_fields": "overview",
    "ask_cost": "overview net_price fafsa pell loans worth_it ged data_science_figures",
    "ask_skills": "overview math communication programming analysis soft_skills research generative_ai",
    "ask_programming_languages": "overview python cpp_java tools",
    "ask_experience": "overview years internship programming",
    "ask_related_careers": "overview ai_titles",
    "compare_careers": "overview software_developer computer_scientist computer_engineer data_scientist",
    "ask_sources": "overview article wages programs freshness",
    "ask_sponsored": "overview listing",
    "ask_privacy": "overview erasure erased storage people",
}
OTHER_INTENTS = {"ask_salary", "find_programs", "inform", "ask_help", "human_handoff"}
ENTITIES = {"answer", "occupation", "area_type", "order", "field", "credential"}

# What a named occupation can be asked about; `utter_<name>_occupation` says the statement of its fact.
OCCUPATION_FACTS = (
    "duties", "employers", "outlook", "education", "fields_of_study", "skills", "languages", "similar",
)  # fmt: skip
# What actions put into responses beside the values of facts.
SUPPLIED = {
    **{f"utter_{name}_occupation": {"statement", "occupation_code"} for name in OCCUPATION_FACTS},
    "utter_occupation_no_fact": {"occupation", "occupation_code"},
    "utter_ask_privacy/overview": {"days", "notice"},
    "utter_ask_privacy/storage": {"days"},
    "utter_article_fields": {"fields"},
    "utter_article_listing": {"entries", "notice"},
    "utter_outlook_no_data": {"occupation", "occupation_code"},
    "utter_compare_occupations": {
        "first", "first_does", "first_education", "first_growth",
        "second", "second_does", "second_education", "second_growth", "period",
    },
}  # fmt: skip
# Said together with another response, which brings sources and buttons.
PARTS = {"utter_outlook_nation_only", "utter_privacy_notice", "utter_degree_from_abroad", "utter_time_beside_work"}
Fact = dict[str, Any]


@cache
def _load(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


@cache
def _facts() -> dict[str, Fact]:
    every = [fact for path in sorted(FACTS.glob("*.yml")) for fact in _load(path)["facts"]]
    assert len({fact["id"] for fact in every}) == len(every)
    return {fact["id"]: fact for fact in every}


@cache
def _facts_of_occupations() -> dict[str, set[str]]:
    listed: dict[str, set[str]] = {name: set() for name in OCCUPATION_FACTS}
    for occupation in _load(ROOT / "knowledge" / "data" / "occupations.yml")["occupations"]:
        for name, fact_id in occupation["facts"].items():
            listed[name].add(fact_id)
    return listed


@cache
def _responses(*files: str) -> dict[str, dict[str, Any]]:
    read: dict[str, dict[str, Any]] = {}
    for file in files or tuple(path.stem for path in sorted(RESPONSES.glob("*.yml"))):
        for name, variations in _load(RESPONSES / f"{file}.yml")["responses"].items():
            assert len(variations) == 1, f"{name} must have one wording"
            read[name] = variations[0]
    return read


def _own() -> dict[str, dict[str, Any]]:
    return {name: response for name, response in _responses(*OWN_FILES).items() if name not in PARTS}


def _said_by(response: dict[str, Any]) -> list[str]:
    return list((response.get("metadata") or {}).get("facts", ()))


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"(?<!{){([^{}\n]+)}(?!})", text))


def _words(text: str) -> int:
    return len([word for word in text.split() if word.strip("-*" + string.punctuation)])


def _filled(name: str, values: dict[str, Any]) -> str:
    text = _own()[name]["text"]
    for placeholder in _placeholders(text):
        text = text.replace(f"{{{placeholder}}}", str(values[placeholder]))
    return text


def _fact_values(name: str) -> dict[str, Any]:
    said = {fact_id: _facts()[fact_id]["values"] for fact_id in _said_by(_own()[name])}
    named = {f"{fact_id}.{key}": value for fact_id, values in said.items() for key, value in values.items()}
    return {"sources": "", **named}


def _payload(button: dict[str, str]) -> tuple[str, dict[str, Any]]:
    """Reads a payload as Rasa sends it: doubled braces, which keep it from being filled, are single ones."""
    payload = button["payload"].replace("{{", "{").replace("}}", "}").replace("{occupation_code}", "15-2051")
    intent, brace, entities = payload.removeprefix("/").partition("{")
    return intent, json.loads(brace + entities) if brace else {}


def _longest(key: str) -> str:
    """Returns the wordiest value of that name in any fact."""
    return max((f["values"][key] for f in _facts().values() if key in f["values"]), key=_words)


PLAIN = sorted(set(_own()) - set(SUPPLIED))
IN_FACTS = sorted(_facts())


@pytest.mark.parametrize("intent", KEYS)
def test_every_answer_key_has_its_response(intent: str) -> None:
    wanted = {f"utter_{intent}/{key}" for key in KEYS[intent].split()}
    assert wanted == {name for name in _own() if name.startswith(f"utter_{intent}/")}


@pytest.mark.parametrize("fact_id", IN_FACTS)
def test_a_fact_names_its_source_and_its_dates(fact_id: str) -> None:
    fact = _facts()[fact_id]
    assert {"topic", "statement", "values", "as_of", "source_name", "source_url"} <= set(fact)
    assert all(str(fact[key]).strip() for key in ("topic", "statement", "as_of", "source_name"))
    assert fact["source_url"].startswith(("https://", "http://"))
    assert date.fromisoformat(fact["checked"])
    assert fact["article"] is fact_id.startswith("article-")
    assert set(fact.get("superseded_by", ())) <= set(_facts())


@pytest.mark.parametrize("fact_id", IN_FACTS)
def test_the_values_of_a_fact_are_flat(fact_id: str) -> None:
    assert all(isinstance(value, str | int | float) for value in _facts()[fact_id]["values"].values())


def test_all_facts_of_the_article_are_said() -> None:
    of_article = {fact_id for fact_id, fact in _facts().items() if fact["article"]}
    assert len(of_article) == ARTICLE_FACTS
    assert of_article <= {fact_id for response in _own().values() for fact_id in _said_by(response)}


def test_every_fact_is_said_somewhere() -> None:
    said = {fact_id for response in _responses().values() for fact_id in _said_by(response)}
    assert set(_facts()) - said - set().union(*_facts_of_occupations().values()) == set()


@pytest.mark.parametrize("name", sorted(_own()))
def test_a_response_takes_what_it_says_from_its_facts(name: str) -> None:
    response = _own()[name]
    assert set(_said_by(response)) <= set(_facts())
    buttons = " ".join(button["payload"] for button in response["buttons"])
    open_places = _placeholders(response["text"]) | _placeholders(buttons)
    assert open_places <= set(_fact_values(name)) | SUPPLIED.get(name, set())
    if _said_by(response) or "statement" in SUPPLIED.get(name, ()):
        assert response["text"].endswith("\n{sources}")
    else:
        assert "{sources}" not in response["text"] or name == "utter_compare_occupations"


@pytest.mark.parametrize("name", sorted(_responses()))
def test_a_named_value_of_a_fact_exists(name: str) -> None:
    response = _responses()[name]
    values = {f"{fact_id}.{key}" for fact_id in _said_by(response) for key in _facts()[fact_id]["values"]}
    assert {place for place in _placeholders(response.get("text", "")) if "." in place} <= values


@pytest.mark.parametrize("name", sorted(_own()))
def test_no_figure_is_typed_into_a_response(name: str) -> None:
    response = _own()[name]
    typed = re.sub(r"{[^{}\n]+}|\(https://[^)]+\)", "", response["text"])
    assert not re.search(r"\d", typed + "".join(button["title"] for button in response["buttons"]))


@pytest.mark.parametrize("name", sorted(_own()))
def test_a_response_uses_only_the_markup_that_every_channel_shows(name: str) -> None:
    text = re.sub(r"{[^{}\n]+}|\*\*|O\*NET|\]\(https://[^)]+\)", "", _own()[name]["text"])
    assert not re.search(r"[<>`#_*|]|https?:", text)


@pytest.mark.parametrize("name", PLAIN)
def test_a_filled_response_is_short(name: str) -> None:
    assert _words(_filled(name, _fact_values(name))) <= MOST_WORDS


@pytest.mark.parametrize("name", OCCUPATION_FACTS)
def test_the_answer_for_an_occupation_is_short(name: str) -> None:
    for fact_id in _facts_of_occupations()[name]:
        supplied = {"statement": _facts()[fact_id]["statement"], "sources": ""}
        assert _words(_filled(f"utter_{name}_occupation", supplied)) <= MOST_WORDS, fact_id


def test_a_comparison_is_short() -> None:
    longest = {"does": _longest("does"), "education": _longest("typical"), "growth": _longest("growth")}
    values = {f"{place}_{key}": value for place in ("first", "second") for key, value in longest.items()}
    title = "Computer and information research scientists"
    filled = _filled(
        "utter_compare_occupations",
        {**values, "first": title, "second": title, "period": "2024 to 2034", "sources": ""},
    )
    assert _words(filled) <= MOST_WORDS


@pytest.mark.parametrize("name", ["utter_occupation_no_fact", "utter_outlook_no_data"])
def test_the_answer_without_a_fact_is_short(name: str) -> None:
    assert _words(_filled(name, {"occupation": "computer and information systems managers"})) <= MOST_WORDS


@pytest.mark.parametrize("name", sorted(_own()))
def test_buttons_lead_to_questions_of_the_contract(name: str) -> None:
    buttons = _own()[name]["buttons"]
    assert 2 <= len(buttons) <= 4
    assert len({button["title"] for button in buttons}) == len(buttons)
    assert len({button["payload"] for button in buttons}) == len(buttons)
    fields = {field["key"] for field in _load(ROOT / "knowledge" / "data" / "fields.yml")["fields"]}
    for button in buttons:
        intent, entities = _payload(button)
        assert len(button["title"]) <= LONGEST_TITLE
        assert intent in set(KEYS) | OTHER_INTENTS
        assert set(entities) <= ENTITIES
        assert f"utter_{entities['answer']}" in _own() if "answer" in entities else True
        assert entities.get("field", "math") in fields
        assert button["payload"].count("{{") == button["payload"].count("}}") == bool(entities)
        assert f"utter_{entities.get('answer', f'{intent}/overview')}" != name
