"""The console's settings: safe by default, and a clear word about each value that cannot be."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from console.environment import ConsoleSettingsError, read

SECRET = "7f3a9c51d26b40e8b1c95a7d30e4f862"


def test_by_default_only_this_machine_gets_in_and_a_secret_is_made(tmp_path: Path) -> None:
    guide = read({"GUIDE_RUN_DIRECTORY": str(tmp_path)})
    assert (guide.host, guide.port, guide.url, guide.metrics_token) == ("127.0.0.1", 5010, "", None)
    assert len(guide.secret) == 64
    assert read({"GUIDE_RUN_DIRECTORY": str(tmp_path)}).secret == guide.secret
    assert stat.S_IMODE((tmp_path / "console_secret").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["console_secret"]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"GUIDE_CONSOLE_HOST": "0.0.0.0"}, "GUIDE_CONSOLE_URL"),
        ({"GUIDE_CONSOLE_ASSISTANT": "file:///etc/passwd"}, "GUIDE_CONSOLE_ASSISTANT"),
        ({"GUIDE_CONSOLE_URL": "https://console.example.org"}, "GUIDE_CONSOLE_SECRET"),
        ({"GUIDE_CONSOLE_URL": "http://console.example.org"}, "GUIDE_CONSOLE_URL"),
        ({"GUIDE_CONSOLE_URL": "https://console.example.org/path"}, "GUIDE_CONSOLE_URL"),
        ({"GUIDE_CONSOLE_SECRET": "short"}, "GUIDE_CONSOLE_SECRET"),
        ({"GUIDE_CONSOLE_SECRET": "a" * 64}, "GUIDE_CONSOLE_SECRET"),
        ({"GUIDE_CONSOLE_PORT": "http"}, "GUIDE_CONSOLE_PORT"),
        ({"GUIDE_CONSOLE_DATABASE": "mysql://here"}, "GUIDE_CONSOLE_DATABASE"),
        ({"GUIDE_CONSOLE_METRICS_TOKEN": "x"}, "GUIDE_CONSOLE_METRICS_TOKEN"),
        ({"GUIDE_CONSOLE_SESSION_HOURS": "never"}, "GUIDE_CONSOLE_SESSION_HOURS"),
        ({"GUIDE_CONSOLE_OIDC_CLIENT": "me"}, "GUIDE_CONSOLE_OIDC_SECRET"),
    ],
)
def test_what_cannot_be_is_refused_by_name(given: dict[str, str], named: str, tmp_path: Path) -> None:
    with pytest.raises(ConsoleSettingsError, match=named) as refusal:
        read({"GUIDE_RUN_DIRECTORY": str(tmp_path), **given})
    assert "short" not in str(refusal.value)


def test_a_public_console_has_an_address_and_a_secret() -> None:
    guide = read(
        {
            "GUIDE_CONSOLE_HOST": "0.0.0.0",
            "GUIDE_CONSOLE_URL": "https://console.example.org/",
            "GUIDE_CONSOLE_SECRET": SECRET,
        }
    )
    assert (guide.hostname, guide.secret) == ("console.example.org", SECRET)
