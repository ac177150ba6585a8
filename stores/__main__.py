"""`python -m stores sweep` deletes what is too old, `python -m stores erase` one conversation.

Whose it is comes from standard input: a list of processes shows arguments to everybody, and a sender may be a phone
number.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys

from stores.settings import StoreSettings, StoreSettingsError, read


def main(arguments: list[str]) -> int:
    """Runs one command on the database of the settings; safe while the server runs. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m stores", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    sweep = commands.add_parser("sweep", help="delete the sessions that are older than GUIDE_RETENTION_DAYS")
    sweep.add_argument("--days", type=float, help="another age")
    commands.add_parser(
        "erase", help="erase a conversation from every table and copy; its sender_id from standard input"
    )
    chosen = parser.parse_args(arguments)
    # Imported only now: Rasa takes seconds.
    from stores.errors import StoreError

    try:
        settings = read(os.environ)
        work = _sweep(settings, chosen.days) if chosen.command == "sweep" else _erase(settings, _sender())
        print(asyncio.run(work))
    except (StoreSettingsError, StoreError) as error:
        print(f"Nothing done: {error}", file=sys.stderr)
        return 2
    return 0


def _sender() -> str:
    if sys.stdin.isatty():
        print("sender_id, such as telegram:42: ", end="", file=sys.stderr, flush=True)
    sender = sys.stdin.readline().strip()
    if not sender:
        raise StoreSettingsError("standard input names no sender_id, such as telegram:42")
    return sender


async def _sweep(settings: StoreSettings, days: float | None) -> str:
    from stores import retention
    from stores.database import open_database

    age = days if days is not None else settings.retention_days
    swept = await retention.sweep(open_database(settings.database, settings.patience), age)
    return f"older than {age:g} days: deleted {swept.conversations} whole conversations, {swept.events} events in all"


async def _erase(settings: StoreSettings, sender_id: str) -> str:
    from stores.conversations import Conversations
    from stores.database import open_database

    receipt = await Conversations(open_database(settings.database, settings.patience)).erase(sender_id)
    return f"erased {receipt.events} events; receipt {receipt.id}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
