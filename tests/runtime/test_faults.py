"""Faults under the running servers: every visitor gets an answer or "try again", and nothing half is kept."""

from __future__ import annotations

import signal
import sqlite3
import threading
import time

from tests.guide import Guide

QUESTION = "how much do data scientists make in ohio?"


def stored_events(guide: Guide, sender: str) -> int:
    """Returns how many events of a REST sender are stored."""
    with sqlite3.connect(guide.database) as connection:
        query = "SELECT count(*) FROM events WHERE sender_id = ?"
        return int(connection.execute(query, (f"rest:{sender}",)).fetchone()[0])


def test_a_hanging_action_server_brings_an_apology_and_recovers(servers: Guide) -> None:
    actions = servers.processes["actions"]
    actions.send_signal(signal.SIGSTOP)
    try:
        replies = servers.say("hanging", QUESTION)
    finally:
        actions.send_signal(signal.SIGCONT)
    buttons = {button["title"]: button["payload"] for reply in replies for button in reply.get("buttons", [])}
    assert buttons["Try again"] == QUESTION
    again = servers.say("hanging", buttons["Try again"])
    assert "$" in again[0]["text"]


def test_a_short_lock_on_the_database_costs_only_time(servers: Guide) -> None:
    locker = sqlite3.connect(servers.database, isolation_level=None, check_same_thread=False)
    locker.execute("BEGIN IMMEDIATE")
    release = threading.Timer(2.0, locker.execute, ["COMMIT"])
    release.start()
    assert servers.say("short-lock", QUESTION)
    release.join()
    assert stored_events(servers, "short-lock") > 0


def test_a_long_lock_fails_the_turn_and_stores_nothing_of_it(servers: Guide) -> None:
    servers.say("long-lock", "hello")
    before = stored_events(servers, "long-lock")
    locker = sqlite3.connect(servers.database, isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    try:
        status, body = servers.post({"sender": "long-lock", "message": QUESTION})
    finally:
        locker.execute("COMMIT")
    assert (status, body["error"]["code"]) == (503, "unavailable")
    assert 8 < time.monotonic() - started < 15
    assert stored_events(servers, "long-lock") == before
    assert servers.say("long-lock", QUESTION)
    assert stored_events(servers, "long-lock") > before


def test_a_slow_reader_of_the_database_costs_nothing(servers: Guide) -> None:
    reader = sqlite3.connect(servers.database, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM events").fetchall()
    started = time.monotonic()
    assert servers.say("reader", QUESTION)
    assert time.monotonic() - started < 5
    reader.execute("COMMIT")
    assert stored_events(servers, "reader") > 0
