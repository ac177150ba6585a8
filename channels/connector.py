"""The way of every platform's message: authentic, once, in order, answered, and never lost with a failed send."""

from __future__ import annotations

import asyncio
import time
from abc import abstractmethod
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

import structlog
from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.core.lock_store import LockError
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels import messages, words
from channels.delivery import Delivery, Renderer
from channels.events import Event, MalformedError
from channels.lanes import LaneFullError, Lanes, ServerFullError
from channels.messages import Message
from channels.output import StoredOutput
from channels.renderers.outgoing import Outgoing
from channels.resolving import Notice, Page, Resolver, Said
from channels.settings import ChannelSettingsError
from channels.transport import Api, DeliveryError
from stores.conversations import Conversations
from stores.errors import ConversationErased, StoreError, UnknownMessage
from stores.messages import Message as StoredMessage
from stores.messages import Turn

log = structlog.get_logger(__name__)

# A request is answered when its turn is stored, so that the platform sends it again if this server ends before;
# after so long it is answered anyway, well within every platform's deadline.
ACKNOWLEDGE_SECONDS = 0.8
# For so long after its turn an event that comes again is taken for one that was not acknowledged.
OWED_SECONDS = 600.0
MOST_KEYS_REMEMBERED = 10_000
DRAIN_SECONDS = 10.0

Handle = Callable[[UserMessage], Awaitable[Any]]


class Connector(InputChannel):
    """A platform's connector; a subclass knows how its platform signs, writes, shows and is called.

    Attributes:
        are_numbers_shown: whether choices stand as numbered text, so that a wrong number is worth a word.
        handle: Rasa's.
    """

    are_numbers_shown = False
    handle: Handle

    def __init__(self, api: Api) -> None:
        self.api = api
        self.words = words.read()
        self._lanes = Lanes()
        self._keys: OrderedDict[str, None] = OrderedDict()

    @abstractmethod
    def is_authentic(self, request: Request) -> bool:
        """Tells whether the platform sent the request, from its raw body and headers."""

    @abstractmethod
    def events(self, request: Request) -> list[Event]:
        """Returns what people did, in order, nothing for what is not for us; raises MalformedError."""

    @abstractmethod
    def renderer(self) -> Renderer:
        """Returns how the platform shows a turn."""

    @abstractmethod
    def address_of(self, person: str) -> dict[str, Any]:
        """Returns where to write to somebody who has not just written, from the sender behind the channel's name."""

    @abstractmethod
    async def send(self, address: dict[str, Any], body: dict[str, Any]) -> None:
        """Sends a message; raises DeliveryError."""

    @abstractmethod
    def text_body(self, text: str) -> dict[str, Any]:
        """Returns the body of a message of plain text."""

    def body(self, outgoing: Outgoing) -> dict[str, Any]:
        """Returns the body of a message that shows answers of the conversation."""
        return outgoing.body

    def read(self, stored: StoredMessage) -> Message:
        """Returns the neutral form of a stored answer; what a person says has that before it."""
        found = messages.read(stored)
        is_persons = stored.sender == "person"
        return replace(found, text=f"{self.words.person} {found.text}") if is_persons else found

    async def deliver(
        self, conversations: Conversations, sender: str, address: dict[str, Any], replies: Sequence[StoredMessage]
    ) -> bool:
        """Sends stored answers and notes which were not taken; returns whether all were. Raises StoreError."""
        delivery = Delivery(self.renderer(), self.read, lambda message: self.send(address, self.body(message)))
        undelivered = await delivery.deliver(replies)
        for reason, ids in undelivered.items():
            await conversations.mark_undelivered(sender, ids, reason)
        return not undelivered

    def deliver_later(
        self, conversations: Conversations, sender: str, replies: Sequence[StoredMessage]
    ) -> asyncio.Task[None]:
        """Sends what nobody has just asked for, after what is being answered in the conversation; returns the task.

        Raises LaneFullError, ServerFullError.
        """

        async def work() -> None:
            await self.deliver(conversations, sender, self.address_of(sender.partition(":")[2]), replies)

        return self._lanes.put(sender, work)

    async def acknowledge(self, event: Event, said: Said) -> None:
        """Shows that a press was taken; raises DeliveryError. Not every platform needs it."""

    async def turn_page(self, event: Event, page: Page) -> None:
        """Shows another page of a menu; raises DeliveryError. Platforms without pages never come here."""

    async def tell(self, event: Event, text: str) -> None:
        """Says something outside the conversation; raises DeliveryError."""
        await self.send(event.address, self.text_body(text))

    def acknowledged(self) -> HTTPResponse:
        """Returns what the platform wants to hear when a request was taken."""
        return response.empty(200)

    def add_routes(self, routes: Blueprint) -> None:
        """Adds what a platform needs beside the webhook."""

    def blueprint(self, on_new_message: Handle) -> Blueprint:
        """Returns the routes: health, the webhook, and what the platform needs beside them."""
        self.handle = on_new_message
        routes = Blueprint(f"guide_{self.name()}", __name__)

        # Functions, since Sanic writes its marks on a handler.
        @routes.get("/", name="health")
        async def health(request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.post("/webhook", name="webhook")
        async def webhook(request: Request) -> HTTPResponse:
            return await self.receive(request)

        @routes.listener("before_server_stop")
        async def finish(app: Sanic, loop: Any) -> None:
            await self._lanes.drain(DRAIN_SECONDS)
            await self.api.close()

        self.add_routes(routes)
        return routes

    async def receive(self, request: Request) -> HTTPResponse:
        """Takes a request of the platform."""
        if not self.is_authentic(request):
            log.warning("channel.request.refused", channel=self.name())
            return response.empty(403)
        try:
            events = self.events(request)
        except MalformedError:
            log.warning("channel.request.malformed", channel=self.name())
            return response.empty(400)
        conversations: Conversations = request.app.ctx.conversations
        try:
            work = [self._begin(event, conversations) for event in events if self.is_new(event.person, event.key)]
        except ServerFullError:
            return response.empty(429, headers={"Retry-After": "5"})
        if work:
            await asyncio.wait(work, timeout=ACKNOWLEDGE_SECONDS)
        return self.acknowledged()

    def _begin(self, event: Event, conversations: Conversations) -> asyncio.Task[None]:
        turn = _Turn(self, conversations, event)
        try:
            return self._lanes.put(turn.sender, turn.take)
        except LaneFullError:
            log.warning("channel.lane.full", channel=self.name())
            return asyncio.ensure_future(turn.say_too_fast())
        except ServerFullError:
            self._keys.pop(f"{event.person} {event.key}", None)
            raise

    def is_new(self, person: str, key: str) -> bool:
        """Tells whether a key is the first of its kind here; the store knows for all servers and restarts."""
        key = f"{person} {key}"
        if key in self._keys:
            return False
        self._keys[key] = None
        if len(self._keys) > MOST_KEYS_REMEMBERED:
            self._keys.popitem(last=False)
        return True


def is_owed(turn: Turn) -> bool:
    """Tells whether the answers of a turn may never have been sent.

    This process has not seen the event before, and the platform sends it again: the process that took its turn ended
    before the request was acknowledged. An answer that comes twice is better than none.
    """
    is_recent = any(time.time() - reply.at < OWED_SECONDS for reply in turn.replies)
    return is_recent and not any(reply.undelivered for reply in turn.replies)


def secrets(channel: type[InputChannel], credentials: dict[str, Any] | None, *names: str) -> list[str]:
    """Returns values of a block of credentials.yml; raises ChannelSettingsError for one that is missing."""
    missing = [name for name in names if not str((credentials or {}).get(name) or "").strip()]
    if missing:
        raise ChannelSettingsError(f"{channel.name()} in credentials.yml lacks {', '.join(missing)}.")
    return [str((credentials or {})[name]).strip() for name in names]


class _Turn:
    """One event on its way through."""

    def __init__(self, connector: Connector, conversations: Conversations, event: Event) -> None:
        self.connector, self.conversations, self.event = connector, conversations, event
        self.sender = f"{connector.name()}:{event.person}"
        self.resolver = Resolver(conversations, connector.words, connector.read, connector.are_numbers_shown)

    async def take(self) -> None:
        """Finds out what the person means, has the turn taken and sends the answers; never raises."""
        servers, key = self.conversations.servers, f"{self.sender} {self.event.key}"
        try:
            async with servers.line(self.sender):
                if not await servers.has_ended(key):
                    await self._take()
                    await servers.end(key)
        except (StoreError, LockError) as error:
            log.error("channel.line.failed", channel=self.connector.name(), exc_info=error)
            await self.say(self.connector.words.try_again)

    async def _take(self) -> None:
        try:
            said = await self.resolver.resolve(self.sender, self.event)
            if isinstance(said, Page):
                await self.connector.turn_page(self.event, said)
                return
            turn = await self._turn(said)
        except ConversationErased:
            return
        except DeliveryError as error:
            log.warning("channel.send.failed", channel=self.connector.name(), reason=error.reason)
            return
        except Exception as error:
            log.error("channel.turn.failed", channel=self.connector.name(), exc_info=error)
            await self.say(self.connector.words.try_again)
            return
        if turn is None:
            await self.say(said.text)
        elif not turn.repeated or is_owed(turn):
            await self._answer(turn, said)

    async def say(self, text: str) -> None:
        """Says something outside the conversation, or logs that it could not."""
        try:
            await self.connector.tell(self.event, text)
        except DeliveryError as error:
            log.warning("channel.send.failed", channel=self.connector.name(), reason=error.reason)

    async def say_too_fast(self) -> None:
        """Says that something was left out, once a minute."""
        if self.connector.is_new(self.event.person, f"too fast {int(time.time() // 60)}"):
            await self.say(self.connector.words.too_fast)

    async def _turn(self, said: Said | Notice) -> Turn | None:
        """Returns the event's turn; None for a notice, unless the event had its turn when it meant something else."""
        if isinstance(said, Notice):
            return await self.conversations.turn(self.sender, self.event.key)
        message = UserMessage(
            said.text,
            StoredOutput(self.connector.name()),
            self.sender,
            input_channel=self.connector.name(),
            message_id=self.event.key,
            metadata=said.metadata,
        )
        return await self.conversations.take_turn(message, self.connector.handle)

    async def _answer(self, turn: Turn, said: Said | Notice) -> None:
        """Sends the answers, and notes which were not taken; the turn is stored whatever happens here."""
        try:
            taken = await self.connector.deliver(self.conversations, self.sender, self.event.address, turn.replies)
            if self.event.pressed and isinstance(said, Said) and taken:
                await self.connector.acknowledge(self.event, said)
        except UnknownMessage:
            pass  # what was said with an erasure is stored nowhere
        except (StoreError, DeliveryError) as error:
            log.warning("channel.answer.unfinished", channel=self.connector.name(), reason=type(error).__name__)
