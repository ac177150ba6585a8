"""The files that the server starts with: no block with an unset variable, no secret inside."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from runtime import configuration
from runtime.settings import PROJECT

TEMPLATE = """\
# A comment with ${UNSET} in it.

one:
  # inside
  token: ${ONE}
two:
  token: ${TWO}
  more: "${ONE} and ${TWO}"

three:
three_and_more: {}
"""


@pytest.mark.parametrize(
    ("values", "blocks"),
    [
        ({}, ["three", "three_and_more"]),
        ({"ONE": "1"}, ["one", "three", "three_and_more"]),
        ({"ONE": "1", "TWO": ""}, ["one", "three", "three_and_more"]),
        ({"ONE": "1", "TWO": "2"}, ["one", "two", "three", "three_and_more"]),
    ],
)
def test_a_block_with_an_unset_variable_is_left_out(values: dict[str, str], blocks: list[str]) -> None:
    rendered = configuration.render(TEMPLATE, values)
    assert re.findall(r"^(\w+):", rendered, re.MULTILINE) == blocks
    assert "#" not in rendered


def test_the_file_holds_variables_and_no_values_and_is_for_its_owner(tmp_path: Path) -> None:
    template = tmp_path / "template.yml"
    template.write_text(TEMPLATE)
    target = tmp_path / "run" / "target.yml"
    configuration.write(template, target, {"ONE": "very-secret"})
    assert "${ONE}" in target.read_text()
    assert "very-secret" not in target.read_text()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("name", ["credentials.yml", "endpoints.yml"])
def test_the_real_templates_with_nothing_set_ask_for_nothing(name: str) -> None:
    assert "${" not in configuration.render((PROJECT / name).read_text(encoding="utf-8"), {})


@pytest.mark.parametrize(
    ("given", "half_set"),
    [
        ({}, {}),
        ({"ONE": "1"}, {}),
        ({"TWO": "2"}, {"two": ["ONE"]}),
        ({"ONE": "1", "TWO": "2"}, {}),
        ({"TWO": ""}, {}),
    ],
)
def test_a_block_that_somebody_has_begun_is_told_with_what_it_lacks(
    given: dict[str, str], half_set: dict[str, list[str]]
) -> None:
    assert configuration.half_set(TEMPLATE, given, given) == half_set


def test_a_default_begins_no_block_and_neither_does_off() -> None:
    assert configuration.half_set(TEMPLATE, {"TWO": "2"}, given={}) == {}
    assert configuration.half_set(TEMPLATE, {"ONE": ""}, given={"ONE": "0"}) == {}
