"""How Redis is reached, and under which names things stand in it."""

from __future__ import annotations

import hashlib
from typing import Any

import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NotConnected

# A connection that was silent for so long is asked whether it is still one before it is used.
SILENT_SECONDS = 30


def client(url: str, timeout: float, **more: Any) -> redis.asyncio.Redis[Any]:
    """Returns a client of the Redis at an address; a call takes `timeout` seconds at most.

    A connection that Redis has closed, as when it was restarted, is made anew and the command sent again, once: each
    command of ours may come twice.
    """
    again = {"retry": Retry(NoBackoff(), 1), "retry_on_error": [NotConnected]}
    kept = {"health_check_interval": SILENT_SECONDS, "socket_keepalive": True}
    return redis.asyncio.Redis.from_url(url, socket_timeout=timeout, **again, **kept, **more)


def named(kind: str, key: str) -> str:
    """Returns a name in which nobody reads an address or a telephone number; to try them all stays possible."""
    return f"guide:{kind}:{hashlib.sha256(key.encode()).hexdigest()}"
