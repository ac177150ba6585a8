"""The connectors on a real server with the real store, and an assistant who says what the test wants."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.utils.common import class_from_module_path
from sanic import Sanic

from channels.connector import Connector
from channels.webchat import WebchatInput
from stores.conversations import Conversations
from stores.database import close_database
from stores.tracker_store import ConversationStore
from tests.channels.fake_api import FakeApi, fake_api
from tests.channels.platforms import ALL, Platform, Sent
from tests.guide import free_port

Reply = dict[str, Any]


def echo(message: UserMessage) -> list[Reply]:
    """Says what was said, with a menu."""
    buttons = [{"title": title, "payload": f"/{title.lower()}"} for title in ("Yes", "No", "Later")]
    return [{"text": f"You said: {message.text}", "data": {"buttons": buttons}}]


@dataclass
class House:
    """What runs.

    Attributes:
        replies: what the assistant says to a message: text, data.
        heard: the messages that reached the assistant.
        seconds: how long it thinks.
    """

    folder: Path
    api: FakeApi
    store: ConversationStore
    conversations: Conversations
    address: str
    session: aiohttp.ClientSession
    replies: Callable[[UserMessage], list[Reply]] = echo
    heard: list[UserMessage] = field(default_factory=list)
    seconds: float = 0.0
    connectors: dict[str, Connector] = field(default_factory=dict)

    async def handle(self, message: UserMessage) -> None:
        """Takes a turn as Rasa's agent does: read, add, say, save."""
        self.heard.append(message)
        tracker = await self.store.get_or_create_tracker(message.sender_id)
        metadata = message.metadata or {}
        tracker.update(UserUttered(message.text, message_id=message.message_id, metadata=metadata))
        await asyncio.sleep(self.seconds)
        for reply in self.replies(message):
            event = BotUttered(reply["text"], reply.get("data"), {"utter_action": "utter_x"})
            tracker.update(event)
            await message.output_channel.send_response(message.sender_id, event.message())
        await self.store.save(tracker)

    async def post(self, platform: Platform, sent: Sent) -> tuple[int, float]:
        """Returns the status of the webhook's answer and how many seconds it took."""
        began = time.perf_counter()
        url = f"{self.address}/webhooks/{platform.name}/webhook"
        async with self.session.post(url, data=sent.body, headers=sent.headers) as answer:
            await answer.read()
            return answer.status, time.perf_counter() - began

    async def say(self, platform: Platform, person: str, text: str, count: int = 1) -> list[dict[str, Any]]:
        """Says something and returns all messages to the person once there are `count` more of them."""
        before = len(self.api.taken.get(f"{platform.name}:{person}", []))
        status, _ = await self.post(platform, platform.text(person, text))
        assert status == 200
        return (await self.api.wait(platform, person, before + count))[before:]

    async def settle(self) -> None:
        """Waits until everything taken is done with."""
        for connector in self.connectors.values():
            await connector._lanes.drain(30.0)

    def texts(self) -> list[str]:
        """Returns what the assistant was given."""
        return [message.text for message in self.heard]


@asynccontextmanager
async def open_house(
    folder: Path, api: FakeApi | None = None, webchat: WebchatInput | None = None
) -> AsyncIterator[House]:
    """Starts the server; a second one on the same folder is the same house after a restart."""
    if api is None:
        async with fake_api() as made, open_house(folder, made, webchat) as house:
            yield house
        return
    database = str(folder / "conversations.sqlite")
    store = ConversationStore(Domain.empty(), db=database)
    conversations = Conversations(store.database)
    port = free_port()
    app = Sanic(f"house_{port}", configure_logging=False)
    app.ctx.conversations = conversations
    async with aiohttp.ClientSession() as session:
        house = House(folder, api, store, conversations, f"http://127.0.0.1:{port}", session)
        for platform in ALL.values():
            connector = class_from_module_path(platform.block).from_credentials(platform.credentials())
            house.connectors[platform.name] = connector
            app.blueprint(connector.blueprint(house.handle), url_prefix=f"/webhooks/{connector.name()}")
        if webchat:
            app.blueprint(webchat.blueprint(house.handle), url_prefix="/webhooks/webchat")
        server = await app.create_server(host="127.0.0.1", port=port, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.start_serving()
        try:
            yield house
        finally:
            await server.before_stop()
            server.close()
            await server.wait_closed()
            close_database(database)
