"""`python -m stores.desk` shows who waits for a person and what they left; `… resolve ID` deletes what was answered.

Who answers in the conversation itself does it in the console. Takes `GUIDE_DATABASE` and `GUIDE_HANDOFF_KEY` from the
environment; safe while the server runs.
"""

from __future__ import annotations

import argparse
import datetime
import os
import sys

from sqlalchemy.engine import Connection

from stores import handoff
from stores.handoff import HandoffError, Request


def main(arguments: list[str]) -> int:
    """Runs one command; returns the exit status: 1 where a request is gone or another's, 2 for wrong settings."""
    parser = argparse.ArgumentParser(prog="python -m stores.desk", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    resolve = commands.add_parser("resolve", help="delete a request that has been answered")
    resolve.add_argument("id", type=int)
    chosen = parser.parse_args(arguments)
    from stores import settings
    from stores.database import close_database, open_database
    from stores.errors import StoreError

    try:
        read = settings.read(os.environ)
        handoff.use_keys(read.handoff_key)
        told = open_database(read.database).write_now(lambda connection: _run(connection, chosen))
        close_database(read.database)
    except (ValueError, StoreError) as error:
        print(f"Nothing done: {error}", file=sys.stderr)
        return 2
    print(told or "That request is gone, or somebody has it in the console.")
    return 0 if told else 1


def _run(connection: Connection, chosen: argparse.Namespace) -> str | None:
    """Returns what to tell, or None where the request is not to be had."""
    if chosen.command == "resolve":
        return "deleted" if handoff.resolve(connection, chosen.id) else None
    waiting = [_shown(connection, request) for request in handoff.queue(connection)]
    return "\n".join(waiting) or "Nobody waits."


def _shown(connection: Connection, request: Request) -> str:
    since = datetime.datetime.fromtimestamp(request.at, datetime.timezone.utc)
    line = f"{request.id}  {request.kind}  {since:%Y-%m-%d %H:%M} UTC  {request.sender_id}"
    if request.claimed_by:
        line += f"  with {request.claimed_by}"
    if request.kind != handoff.MESSAGE:
        return line
    try:
        details = handoff.read(connection, request.id)
    except HandoffError as error:
        return f"{line}\n   {error}"
    return f"{line}\n   {details.name or 'no name'}, {details.contact}\n   {details.matter or 'nothing said'}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
