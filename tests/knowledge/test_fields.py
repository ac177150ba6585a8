"""The list of fields of study."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from knowledge import fields
from knowledge.database import connect
from knowledge.programs import UNSURE_FIELDS


def test_the_article_lists_thirty_fields() -> None:
    listed = fields.article_fields()
    assert [field.position for field in listed] == list(range(1, 31))
    assert listed[0].article_name == "Aeronautical and Astronautical Engineering"
    assert listed[18].article_name == "Math"
    assert listed[-1].article_name == "Textile Technologies"


def test_a_field_of_both_lists_is_one() -> None:
    assert fields.get("electrical_engineering").position == 9
    assert fields.get("computer_engineering").position == 7
    assert not fields.get("computer_science").is_article_field
    with pytest.raises(KeyError):
        fields.get("electrical_engineering_and_electronics")


def test_groups_exist_in_the_release(knowledge: Path) -> None:
    known = {row["code"] for row in connect().execute("SELECT code FROM cip")}
    for field in fields.all_fields():
        assert field.cips
        assert set(field.cips + field.related_cips) <= known, field.key


def test_no_phrase_means_two_fields() -> None:
    meant: dict[str, str] = {}
    for entry in fields.entries():
        assert meant.setdefault(entry.phrase, str(entry.value)) == entry.value, entry.phrase


def test_keys_are_unique_and_the_unsure_ones_exist() -> None:
    keys = [field.key for field in fields.all_fields()]
    assert len(keys) == len(set(keys)) >= 60
    assert set(UNSURE_FIELDS) <= set(keys)


@pytest.mark.parametrize(
    ("phrase", "key", "context"),
    [
        ("comp sci", "computer_science", ""),
        ("statistics", "statistics", "subject"),
        ("software engineering", "computer_engineering", ""),
        ("operations research", "operations_research", ""),
        ("it", "computer_information_sciences", "code"),
        ("math", "math", "subject"),
        ("biostatistics", "bioinformatics", ""),
    ],
)
def test_what_people_call_them(phrase: str, key: str, context: str) -> None:
    assert ("field", key, phrase, context) in {(e.entity, e.value, e.phrase, e.context) for e in fields.entries()}


def test_the_listing_of_the_article_is_complete(knowledge: Path) -> None:
    listing = yaml.safe_load(Path(fields.__file__).with_name("data").joinpath("listing.yml").read_text("utf-8"))
    known = {row["code"] for row in connect().execute("SELECT code FROM cip")}
    programs = [program for entry in listing["entries"] for program in entry["programs"]]
    assert (len(listing["entries"]), len(programs)) == (10, 17)
    assert {cip for program in programs for cip in program["cips"]} <= known
