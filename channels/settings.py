"""The settings of the messaging platforms; the only place in `channels` that looks at the environment for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import secrecy
from channels.capabilities import TELEGRAM_SECRET

SHORTEST_SECRET = 16
# The operator makes these up; the others come from the platforms.
OWN_SECRETS = ("GUIDE_TELEGRAM_SECRET", "GUIDE_MESSENGER_VERIFY_TOKEN")
_TELEGRAM_SECRET = re.compile(rf"[A-Za-z0-9_-]{{{SHORTEST_SECRET},{int(TELEGRAM_SECRET)}}}")
_NUMBER = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_CONTENT = re.compile(r"(quick-reply|list-picker)/(\d{1,2})=(HX[0-9a-fA-F]{32})", re.ASCII)
_PUBLIC_URL = re.compile(r"https?://[^\s?#]+[^\s?#/]")


class ChannelSettingsError(ValueError):
    """A platform's setting is missing or has a value that cannot work; the text names it and repeats no secret."""


@dataclass(frozen=True)
class Platform:
    """A platform as an operator sees it.

    Attributes:
        name: of the channel, also in its webhook's path.
        secrets: the variables that it needs; those in `shared` belong to another platform too.
    """

    name: str
    title: str
    secrets: tuple[str, ...]
    shared: tuple[str, ...] = ()
    needs_public_url: bool = False

    @property
    def webhook(self) -> str:
        """The path to enter at the platform, behind the public address."""
        return f"/webhooks/{self.name}/webhook"


_TWILIO = ("GUIDE_TWILIO_ACCOUNT", "GUIDE_TWILIO_TOKEN")
PLATFORMS = (
    Platform("telegram", "Telegram", ("GUIDE_TELEGRAM_TOKEN", "GUIDE_TELEGRAM_SECRET")),
    Platform("slack", "Slack", ("GUIDE_SLACK_TOKEN", "GUIDE_SLACK_SIGNING_SECRET")),
    Platform(
        "messenger",
        "Messenger",
        ("GUIDE_MESSENGER_TOKEN", "GUIDE_MESSENGER_APP_SECRET", "GUIDE_MESSENGER_VERIFY_TOKEN"),
    ),
    Platform("sms", "SMS (Twilio)", (*_TWILIO, "GUIDE_SMS_NUMBER"), _TWILIO, needs_public_url=True),
    Platform("whatsapp", "WhatsApp (Twilio)", (*_TWILIO, "GUIDE_WHATSAPP_NUMBER"), _TWILIO, needs_public_url=True),
)


@dataclass(frozen=True)
class ChannelSettings:
    """What all platforms share, and where their APIs are.

    Attributes:
        public_url: the address under which the platforms reach this server, without a slash at its end; or empty.
        timeout: seconds that one call of an API may take.
        whatsapp_content: Twilio content templates by their kind and number of buttons.
    """

    public_url: str
    timeout: float
    telegram_api: str
    slack_api: str
    messenger_api: str
    twilio_api: str
    whatsapp_content: dict[tuple[str, int], str] = field(default_factory=dict)


def read(environment: Mapping[str, str]) -> ChannelSettings:
    """Reads the settings; raises ChannelSettingsError, naming the variable, for a value that makes no sense."""
    return ChannelSettings(
        public_url=_public_url(environment),
        timeout=_seconds(environment, "GUIDE_PLATFORM_TIMEOUT", 10.0),
        telegram_api=_api(environment, "GUIDE_TELEGRAM_API", "https://api.telegram.org"),
        slack_api=_api(environment, "GUIDE_SLACK_API", "https://slack.com/api"),
        messenger_api=_api(environment, "GUIDE_MESSENGER_API", "https://graph.facebook.com/v24.0"),
        twilio_api=_api(environment, "GUIDE_TWILIO_API", "https://api.twilio.com"),
        whatsapp_content=_content(environment.get("GUIDE_WHATSAPP_CONTENT", "")),
    )


def check(name: str, text: str) -> str:
    """Returns the value of a platform's variable if it can work; raises ChannelSettingsError."""
    if name == "GUIDE_TELEGRAM_SECRET" and not _TELEGRAM_SECRET.fullmatch(text):
        raise ChannelSettingsError(
            f"GUIDE_TELEGRAM_SECRET must have {SHORTEST_SECRET} to {int(TELEGRAM_SECRET)} of the characters"
            f" A-Z a-z 0-9 _ -. {secrecy.ADVICE}"
        )
    if name.endswith("_NUMBER") and not _NUMBER.fullmatch(text):
        raise ChannelSettingsError(f"{name} must be a number like +15551234567.")
    if not name.endswith(("_NUMBER", "_ACCOUNT")) and (why := secrecy.weakness(text, SHORTEST_SECRET)):
        advice = secrecy.ADVICE if name in OWN_SECRETS else "Copy it from the platform's page for developers."
        raise ChannelSettingsError(f"{name} is too weak: {why}. {advice}")
    return text


def _public_url(environment: Mapping[str, str]) -> str:
    text = (environment.get("GUIDE_PUBLIC_URL") or "").rstrip("/")
    if text and not _PUBLIC_URL.fullmatch(text):
        raise ChannelSettingsError("GUIDE_PUBLIC_URL must be an address like https://guide.example.org.")
    return text


def _api(environment: Mapping[str, str], name: str, default: str) -> str:
    text = (environment.get(name) or default).rstrip("/")
    if not _PUBLIC_URL.fullmatch(text):
        raise ChannelSettingsError(f"{name} must be an address like {default}.")
    return text


def _seconds(environment: Mapping[str, str], name: str, default: float) -> float:
    text = environment.get(name) or str(default)
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 60:
        raise ChannelSettingsError(f"{name}={text} is not a number of seconds (more than 0, at most 60).")
    return value


def _content(text: str) -> dict[tuple[str, int], str]:
    contents = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        found = _CONTENT.fullmatch(entry)
        if not found:
            raise ChannelSettingsError("GUIDE_WHATSAPP_CONTENT must be like quick-reply/3=HX…,list-picker/5=HX….")
        contents[found[1], int(found[2])] = found[3]
    return contents
