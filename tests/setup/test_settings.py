"""The settings that the set-up looks at: the action server is this machine's alone unless an address opens it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from setup import settings
from setup.environment import quiet_environment
from setup.terminal import PROJECT, SetupError


@pytest.mark.parametrize(
    ("given", "address"), [("", "127.0.0.1"), ("0.0.0.0", "0.0.0.0"), ("10.1.2.3", "10.1.2.3"), ("::", "::")]
)
def test_the_action_server_listens_where_it_is_told_to(
    monkeypatch: pytest.MonkeyPatch, given: str, address: str
) -> None:
    monkeypatch.setenv("GUIDE_ACTIONS_HOST", given)
    assert settings.actions_host() == address


@pytest.mark.parametrize("given", ["localhost", "actions.example.edu", "*", "127.0.0.1:5055"])
def test_what_is_no_address_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("GUIDE_ACTIONS_HOST", given)
    with pytest.raises(SetupError, match="GUIDE_ACTIONS_HOST"):
        settings.actions_host()


def test_the_action_server_does_not_start_on_a_name() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "setup.action_server"],
        cwd=PROJECT,
        env=quiet_environment() | {"GUIDE_ACTIONS_HOST": "localhost"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert result.returncode == 1
    assert "The action server does not start: GUIDE_ACTIONS_HOST=localhost is not an IP address" in result.stderr
    assert "Traceback" not in result.stderr
