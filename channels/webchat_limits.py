"""How often one visitor, one address and all together may call, at all servers where they share Redis."""

from __future__ import annotations

import math
from dataclasses import dataclass

from channels.webchat_calls import CallError
from stores.servers import Servers

# Looking for news is cheap, and a school's visitors share one address.
READS_PER_WRITE = 10


@dataclass(frozen=True)
class Limits:
    """Refuses what is over the limits of the last minute: writes of a `session`, of an `address`, in `total`."""

    session: int
    address: int
    total: int

    async def count_address(self, servers: Servers, address: str, is_read: bool) -> None:
        """Counts a call from an address; raises CallError when it is one too many."""
        await _count(servers, f"address {address}", self.address, is_read)

    async def count_session(self, servers: Servers, session: str, is_read: bool) -> None:
        """Counts a call of a session; raises CallError when it is one too many."""
        await _count(servers, f"session {session}", self.session, is_read)

    async def count_total(self, servers: Servers, is_read: bool) -> None:
        """Counts a call that its own limits let through, so that nobody uses up what is for all beyond their share.

        Raises CallError when it is one too many for all visitors together.
        """
        await _count(servers, "all", self.total, is_read)


async def _count(servers: Servers, who: str, most: int, is_read: bool) -> None:
    kind, most = ("read", most * READS_PER_WRITE) if is_read else ("write", most)
    wait = await servers.count(f"{kind} {who}", most)
    if wait:
        raise CallError(429, "rate_limited", "Too many calls in the last minute.", retry_after=math.ceil(wait))
