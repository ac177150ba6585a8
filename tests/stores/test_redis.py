"""Redis holds no id of a person in the clear, and a restart of it fails no command after it."""

from __future__ import annotations

import asyncio

import redis.asyncio

from setup.services import Service
from stores.redis_servers import RedisServers
from stores.redis_tickets import RedisTickets

PERSON = "+15551234567"
ADDRESS = "203.0.113.77"


async def use(tickets: RedisTickets, servers: RedisServers, name: str) -> list[object]:
    """Uses everything that there is in Redis once, as a turn on a platform does; returns what would not be noticed."""
    drawn, is_first = await tickets.draw(f"sms:{PERSON}")
    assert is_first
    assert await tickets.is_first(f"sms:{PERSON}", drawn)
    await tickets.renew([(f"sms:{PERSON}", drawn)])
    await tickets.give_back(f"sms:{PERSON}", drawn)
    async with servers.line(f"sms:{PERSON}"):
        begun = await servers.begin(f"sms:{PERSON} {name}")
        again = await servers.begin(f"sms:{PERSON} {name}")
        await servers.end(f"sms:{PERSON} {name}")
    full = [bool(await servers.count(f"write address {ADDRESS} {name}", 1)) for _ in range(2)]
    return [begun, again, await servers.has_ended(f"sms:{PERSON} {name}"), full]


NOTHING_FAILED = [True, False, True, [False, True]]


async def test_after_a_restart_the_first_command_of_every_connection_succeeds(redis: Service) -> None:
    tickets, servers = RedisTickets(redis.url, 60.0), RedisServers(redis.url)
    assert await use(tickets, servers, "before") == NOTHING_FAILED
    # Several connections stand open and silent.
    await asyncio.gather(*(tickets.draw(f"webchat:{number}") for number in range(5)))
    redis.stop()
    redis.start()
    await asyncio.gather(*(tickets.draw(f"webchat:{number}") for number in range(5)))
    assert await use(tickets, servers, "after") == NOTHING_FAILED


async def test_nobody_can_be_read_from_what_redis_holds(redis: Service) -> None:
    tickets, servers = RedisTickets(redis.url, 60.0), RedisServers(redis.url)
    await use(tickets, servers, "looked at")
    await tickets.draw(f"sms:{PERSON}")
    async with looking_into(redis) as client, servers.line(f"sms:{PERSON}"):
        names = await client.keys("*")
        held = [await client.dump(name) for name in names]
    kinds = {name.split(b":")[1] for name in names}
    assert kinds >= {b"queue", b"ticket", b"event", b"calls"}
    for told in (PERSON, PERSON[1:], ADDRESS, "sms"):
        assert not [one for one in names + held if told.encode() in one]


def looking_into(service: Service) -> redis.asyncio.Redis:
    """Returns a client of the test's own."""
    return redis.asyncio.Redis.from_url(service.url)
