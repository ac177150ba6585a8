"""`make channels` as a new operator meets it, and what the assistant says of settings that cannot work."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from channels import settings
from channels.settings import PLATFORMS, ChannelSettingsError
from setup.environment import quiet_environment
from setup.terminal import PROJECT
from tests.channels.platforms import SECRETS, SETTINGS
from tests.runtime.test_server import start


def report(**given: str) -> tuple[int, str]:
    """Returns the status and what is printed with some settings and no others."""
    kept = {name: value for name, value in quiet_environment().items() if not name.startswith("GUIDE_")}
    command = [sys.executable, "-m", "channels.report"]
    ran = subprocess.run(command, cwd=PROJECT, env=kept | given, capture_output=True, text=True, timeout=60)
    return ran.returncode, ran.stdout + ran.stderr


def test_with_nothing_set_it_says_what_each_platform_needs() -> None:
    status, said = report()
    assert status == 0
    for platform in PLATFORMS:
        assert platform.title in said
        assert all(name in said for name in platform.secrets)
    assert said.count("not set up") == len(PLATFORMS)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        (["GUIDE_TELEGRAM_TOKEN"], "GUIDE_TELEGRAM_SECRET is missing"),
        (["GUIDE_SLACK_SIGNING_SECRET"], "GUIDE_SLACK_TOKEN is missing"),
        (["GUIDE_MESSENGER_TOKEN"], "GUIDE_MESSENGER_APP_SECRET, GUIDE_MESSENGER_VERIFY_TOKEN are missing"),
        (["GUIDE_TWILIO_ACCOUNT"], "GUIDE_TWILIO_TOKEN, GUIDE_SMS_NUMBER are missing"),
        (["GUIDE_WHATSAPP_NUMBER"], "GUIDE_TWILIO_ACCOUNT, GUIDE_TWILIO_TOKEN are missing"),
        (["GUIDE_TWILIO_ACCOUNT", "GUIDE_TWILIO_TOKEN", "GUIDE_SMS_NUMBER"], "GUIDE_PUBLIC_URL is missing"),
    ],
)
def test_half_set_it_says_what_is_missing(given: list[str], missing: str) -> None:
    status, said = report(**{name: SETTINGS[name] for name in given})
    assert status == 1
    assert missing in said
    assert not [secret for secret in SECRETS if secret in said]


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        (["GUIDE_TELEGRAM_TOKEN"], "GUIDE_TELEGRAM_SECRET"),
        (["GUIDE_TWILIO_ACCOUNT", "GUIDE_TWILIO_TOKEN", "GUIDE_SMS_NUMBER"], "GUIDE_PUBLIC_URL"),
    ],
)
def test_half_set_the_assistant_does_not_start(
    tmp_path: Path, trained_model: Path, given: list[str], missing: str
) -> None:
    chosen = {name: SETTINGS[name] for name in given}
    refused = start(tmp_path, GUIDE_MODEL=str(trained_model), GUIDE_REST="1", **chosen)
    assert refused.returncode == 2
    assert missing in refused.stderr.strip().splitlines()[-1]
    assert not [secret for secret in SECRETS if secret in refused.stderr]


def test_fully_set_it_says_what_to_enter_and_where() -> None:
    status, said = report(**SETTINGS)
    assert status == 0
    assert said.count("ready") == len(PLATFORMS)
    for platform in PLATFORMS:
        assert f"https://guide.example.org/webhooks/{platform.name}/webhook" in said
    assert "setWebhook" in said
    assert not [secret for secret in SECRETS if secret in said]


def test_sms_alone_does_not_ask_for_whatsapp() -> None:
    status, said = report(**{name: value for name, value in SETTINGS.items() if "WHATSAPP" not in name})
    assert status == 0
    assert "WhatsApp (Twilio)  not set up" in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GUIDE_TELEGRAM_SECRET", "hunter2"),
        ("GUIDE_TELEGRAM_SECRET", "with spaces and ümlauts in it"),
        ("GUIDE_SLACK_SIGNING_SECRET", "hunter2"),
        ("GUIDE_SMS_NUMBER", "0049 30 123"),
        ("GUIDE_WHATSAPP_NUMBER", "whatsapp:+15551234567"),
    ],
)
def test_a_secret_that_cannot_work_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(ChannelSettingsError, match=name) as refusal:
        settings.check(name, value)
    assert value not in str(refusal.value)
    status, said = report(**{**SETTINGS, name: value})
    assert status == 1 and name in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GUIDE_PUBLIC_URL", "guide.example.org"),
        ("GUIDE_PUBLIC_URL", "https://guide.example.org/?x=1"),
        ("GUIDE_PLATFORM_TIMEOUT", "soon"),
        ("GUIDE_PLATFORM_TIMEOUT", "0"),
        ("GUIDE_TELEGRAM_API", "api.telegram.org"),
        ("GUIDE_WHATSAPP_CONTENT", "quick-reply/3"),
        ("GUIDE_WHATSAPP_CONTENT", "list-picker/5=HX123"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(ChannelSettingsError, match=name):
        settings.read({name: value})


def test_templates_are_read_by_their_number_of_buttons() -> None:
    first, second = "HX" + "a" * 32, "HX" + "b" * 32
    read = settings.read({"GUIDE_WHATSAPP_CONTENT": f"quick-reply/3={first}, list-picker/5={second},"})
    assert read.whatsapp_content == {("quick-reply", 3): first, ("list-picker", 5): second}


def test_every_platform_has_its_page_and_its_block() -> None:
    template = (PROJECT / "credentials.yml").read_text()
    for platform in PLATFORMS:
        page = (PROJECT / "docs" / "reference" / f"{platform.name}.md").read_text()
        assert platform.webhook in page
        assert all(name in page and f"${{{name}}}" in template for name in platform.secrets)
        assert "## Checklist for the first live run" in page
