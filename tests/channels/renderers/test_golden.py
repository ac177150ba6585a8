"""What each platform is sent, to be read: tests/channels/renderers/golden/PLATFORM.yml.

A wanted change is written with: python -m tests.channels.renderers.test_golden
"""

from __future__ import annotations

import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.channels.renderers.examples import turns
from tests.channels.renderers.published import PLATFORMS

GOLDEN = Path(__file__).parent / "golden"
LONGEST = 1000


def rendered(platform: str) -> dict[str, list[Any]]:
    """Returns what a platform is sent for each example."""
    return {
        name: [_shortened(outgoing.body) for outgoing in PLATFORMS[platform].render(menu)]
        for name, menu in turns().items()
    }


def _shortened(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _shortened(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_shortened(inner) for inner in value]
    if isinstance(value, str) and len(value) > LONGEST:
        return f"{value[:50]} … {value[-50:]} ({len(value)} characters)"
    return value


@pytest.mark.parametrize("platform", PLATFORMS)
def test_each_platform_is_sent_what_its_golden_file_says(platform: str) -> None:
    kept = YAML(typ="safe", pure=True).load((GOLDEN / f"{platform}.yml").read_text(encoding="utf-8"))
    assert rendered(platform) == kept


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_example_keeps_to_the_limits(platform: str) -> None:
    for menu in turns().values():
        for outgoing in PLATFORMS[platform].render(menu):
            PLATFORMS[platform].shows(outgoing.body)


def write() -> None:
    """Writes all golden files."""
    yaml = YAML()
    yaml.width = 110
    yaml.default_flow_style = False
    GOLDEN.mkdir(exist_ok=True)
    for platform in PLATFORMS:
        text = StringIO()
        yaml.dump(rendered(platform), text)
        (GOLDEN / f"{platform}.yml").write_text(text.getvalue(), encoding="utf-8")


if __name__ == "__main__":
    write()
    sys.exit(0)
