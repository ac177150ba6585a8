"""Says which messaging platforms are set up, what is missing, and what to enter there: `make channels`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping

from channels import settings
from channels.settings import PLATFORMS, ChannelSettings, ChannelSettingsError, Platform

# Until GUIDE_PUBLIC_URL is set.
PLACEHOLDER = "https://YOUR-ADDRESS"
_INDENT = " " * 19


def main() -> int:
    """Prints the report; returns 1 if the assistant would refuse to start with these settings."""
    try:
        others = settings.read(os.environ)
    except ChannelSettingsError as error:
        print(f"The settings cannot be used: {error}", file=sys.stderr)
        return 1
    problems = 0
    for platform in PLATFORMS:
        lines = list(describe(platform, os.environ, others))
        problems += lines[0].startswith("incomplete")
        print(f"{platform.title:<{len(_INDENT)}}" + f"\n{_INDENT}".join(lines))
    print(f"\nHow to set one up: docs/reference/<platform>.md. Address of this server: {_address(others)}")
    return 1 if problems else 0


def describe(platform: Platform, environment: Mapping[str, str], others: ChannelSettings) -> Iterator[str]:
    """Yields lines about a platform; the first begins with "ready", "incomplete" or "not set up"."""
    missing = [name for name in platform.secrets if not environment.get(name)]
    if not is_begun(platform, environment):
        yield f"not set up   needs {', '.join(platform.secrets)}"
        return
    problem = "; ".join(_problems(platform, environment, others, missing))
    if problem:
        yield f"incomplete   {problem}"
        yield "the assistant does not start like this"
        return
    yield "ready"
    yield f"webhook      {_address(others)}{platform.webhook}"
    yield from _to_do(platform, others)


def is_begun(platform: Platform, environment: Mapping[str, str]) -> bool:
    """Tells whether somebody has begun to set a platform up: what two share counts while neither is complete."""
    if any(environment.get(name) for name in platform.secrets if name not in platform.shared):
        return True
    sharing = [other for other in PLATFORMS if set(other.shared) & set(platform.shared)]
    is_used = any(all(environment.get(name) for name in other.secrets) for other in sharing)
    return not is_used and any(environment.get(name) for name in platform.shared)


def _problems(
    platform: Platform, environment: Mapping[str, str], others: ChannelSettings, missing: list[str]
) -> Iterator[str]:
    if missing:
        yield f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing"
    if platform.needs_public_url and not others.public_url:
        yield "GUIDE_PUBLIC_URL is missing"
    for name in platform.secrets:
        try:
            if environment.get(name):
                settings.check(name, environment[name])
        except ChannelSettingsError as error:
            yield str(error)


def _to_do(platform: Platform, others: ChannelSettings) -> Iterator[str]:
    if platform.name == "telegram":
        yield "enter it     with this command:"
        yield (
            f'curl -fsS "{others.telegram_api}/bot$GUIDE_TELEGRAM_TOKEN/setWebhook"'
            f' -d url={_address(others)}{platform.webhook} -d secret_token="$GUIDE_TELEGRAM_SECRET"'
            """ -d 'allowed_updates=["message","callback_query"]'"""
        )
    elif platform.name == "slack":
        yield "enter it     under Event Subscriptions, and again under Interactivity"
    elif platform.name == "messenger":
        yield "enter it     under Messenger, Webhooks, with GUIDE_MESSENGER_VERIFY_TOKEN"
    else:
        yield "enter it     at the number (or sender), under “A message comes in”, HTTP POST"
    if platform.name == "whatsapp" and not others.whatsapp_content:
        yield "menus        numbered; GUIDE_WHATSAPP_CONTENT would give buttons and lists"


def _address(others: ChannelSettings) -> str:
    return others.public_url or PLACEHOLDER


if __name__ == "__main__":
    sys.exit(main())
