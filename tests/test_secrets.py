"""Every secret setting is refused when it protects nothing, in every process that reads it, with the way out."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import channels.settings
import console.environment
import runtime.settings
import secrecy
from setup.terminal import PROJECT
from stores import handoff

WEAK = (
    "short",
    "changeme" * 4,
    "change-me-change-me-change-me-change-me",
    "your-secret-goes-here-please-replace-it",
    "example-token-for-the-placeholder",
    "x" * 64,
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx1",
    "ab" * 32,
    "A1b2C3d4" * 8,
    "0123456789abcdef" * 4,
    "abcdefghijklmnopqrstuvwxyz0123456789",
    "qwertyuiopasdfghjklzxcvbnm1234567890",
    "deadbeef" * 8,
)
# Addresses of an OpenID provider.
NO_SECRETS = {"GUIDE_CONSOLE_OIDC_TOKEN", "GUIDE_CONSOLE_OIDC_KEYS"}
OIDC = dict.fromkeys(console.environment.OIDC, "https://login.example.org/x")
BESIDE = {
    "GUIDE_DESK_WEBHOOK_SECRET": {"GUIDE_DESK_WEBHOOK": "https://hooks.example.org/x"},
    "GUIDE_CONSOLE_OIDC_SECRET": OIDC,
}
Reader = Callable[[str, str], object]


@pytest.fixture(autouse=True)
def _keys_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handoff._Keys, "fernet", handoff._Keys.fernet)


def assistant(name: str, value: str) -> object:
    """Reads a setting as the assistant does."""
    return runtime.settings.read({name: value})


def consoles(name: str, value: str) -> object:
    """Reads a setting as the console does."""
    return console.environment.read({**BESIDE.get(name, {}), name: value})


def key(name: str, value: str) -> object:
    """Takes the key of left messages, as the assistant and `python -m stores.desk` do."""
    return handoff.use_keys(value)


def readers(name: str) -> Iterator[Reader]:
    """Yields whoever reads a secret setting."""
    if name == "GUIDE_HANDOFF_KEY":
        yield key
    elif re.match("GUIDE_(TELEGRAM|SLACK|MESSENGER|TWILIO)_", name):
        yield channels.settings.check
    else:
        if not re.match("GUIDE_(CONSOLE_|DESK_WEBHOOK)", name):
            yield assistant
        if name != "GUIDE_WEBCHAT_SECRET":
            yield consoles


def named() -> list[str]:
    """Returns the secret settings that the documentation has."""
    text = (PROJECT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    found = set(re.findall(r"^\| `(GUIDE_\w+_(?:SECRET|TOKEN|KEYS?|PASSWORD))`", text, re.MULTILINE))
    return sorted(found - NO_SECRETS)


def test_the_secrets_are_found() -> None:
    assert {"GUIDE_API_TOKEN", "GUIDE_CONSOLE_SECRET", "GUIDE_HANDOFF_KEY", "GUIDE_SLACK_SIGNING_SECRET"} <= set(
        named()
    )


@pytest.mark.parametrize("name", named())
@pytest.mark.parametrize("value", WEAK)
def test_a_weak_secret_is_refused_with_the_way_out(name: str, value: str) -> None:
    for read in readers(name):
        with pytest.raises(ValueError, match="\\w") as refusal:
            read(name, value)
        said = str(refusal.value)
        assert value not in said
        if read is not key:
            assert name in said and ("openssl rand -hex 32" in said or "Copy it" in said or "provider" in said)


@pytest.mark.parametrize("name", named())
def test_a_secret_made_as_advised_is_taken(name: str, tmp_path: Path) -> None:
    for read in readers(name):
        for _ in range(20):
            read(name, secrets.token_hex(32))


@pytest.mark.parametrize("password", ["PASSWORD", "changeme", "secret", "password123", "postgres", "guide"])
def test_an_address_with_an_examples_password_is_refused(password: str) -> None:
    for name in ("GUIDE_DATABASE", "GUIDE_LOCKS", "GUIDE_CONSOLE_DATABASE"):
        kind = "redis" if name == "GUIDE_LOCKS" else "postgresql"
        read = consoles if name == "GUIDE_CONSOLE_DATABASE" else assistant
        with pytest.raises(ValueError, match=name) as refusal:
            read(name, f"{kind}://guide:{password}@stores.example.org/x")
        assert f":{password}@" not in str(refusal.value)
        read(name, f"{kind}://guide:{secrets.token_hex(16)}@stores.example.org/x")
        read(name, f"{kind}://stores.example.org/x")


def test_what_is_random_is_hardly_ever_refused() -> None:
    assert sum(bool(secrecy.weakness(secrets.token_hex(16))) for _ in range(2000)) == 0
    assert sum(bool(secrecy.weakness(secrets.token_urlsafe(24))) for _ in range(2000)) == 0
