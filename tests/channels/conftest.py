"""The connectors of all platforms on a real server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sanic import Sanic

from channels import transport
from tests.channels.fake_api import FakeApi, fake_api
from tests.channels.house import House, open_house
from tests.channels.platforms import SETTINGS


async def at_once(pace: transport.Pace, key: str) -> None:
    """Waits for nobody's turn."""


@pytest_asyncio.fixture
async def api(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeApi]:
    """The platforms' APIs, and settings that lead to them; short pauses, so that failing takes no minutes."""
    async with fake_api() as made:
        for name, value in {**SETTINGS, **made.settings(), "GUIDE_PLATFORM_TIMEOUT": "0.3"}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(transport, "FIRST_PAUSE_SECONDS", 0.02)
        # The pace of chats, a message a second, has tests of its own.
        monkeypatch.setattr(transport.Pace, "wait", at_once)
        # Sanic rewrites its own code when an app starts; this keeps the original for the next app in one process.
        monkeypatch.setattr(Sanic, "test_mode", True)
        yield made


@pytest_asyncio.fixture
async def house(tmp_path: Path, api: FakeApi) -> AsyncIterator[House]:
    """The server."""
    async with open_house(tmp_path, api) as made:
        yield made
