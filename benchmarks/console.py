"""The console over a million events: its reader, its pages, and what it costs the assistant beside it.

`python -m benchmarks.console [--events N]`: the real assistant over REST on SQLite, its conversations copied until
there are so many events, then the console's own server and reader as processes.
"""

from __future__ import annotations

import argparse
import http.client
import math
import os
import random
import re
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date, timedelta
from multiprocessing import Process
from pathlib import Path

from benchmarks import console_events
from benchmarks.intervals import median_ratio
from benchmarks.running import Server, action_server, free_port, running, say
from benchmarks.turn import our_server
from setup.environment import quiet_environment
from setup.products import ensure
from setup.terminal import PROJECT

ROUNDS = 20
PAIRS = 20
TURNS_A_PAIR = 7
# How long a page takes that was begun before the reviewer stopped.
SETTLE_SECONDS = 0.3
WRITTEN = 200
QUESTION = "how much do ml engineers make in texas?"
QUERIES = (
    "", "since=2026-01-01&until=2099-01-01", "channel=telegram", "intent=ask_salary", "intent=distress", "below=30",
    "intent=ask_salary&below=20", "reached=area", "left=area", "least=10", "most=3", "has=unread", "has=fallback",
    "has=person", "has=distress", "has=down", "has=undelivered", "has=flagged", "has=mentioned", "has=later",
    "tag=none", "status=new", "status=done", "reviewer=me", "reviewer=nobody", "q=the", "q=texas",
    "q=median+pay", "q=quebec", "q=%22human+tango%22", "q=nothinglikethis",
    "q=pay&has=fallback&channel=webchat&has=unread",
)  # fmt: skip
DASHBOARDS = {
    "dashboards, 30 days": "/dashboards/",
    "dashboards, 90 days of a channel": "/dashboards/?since={since}&channel=telegram",
    "dashboards, all the time": "/dashboards/?since=2022-01-01",
    "a dashboard's table": "/dashboards/intents.csv",
}
# What costs most: every message that says "the", of either side.
LONGEST = "q=the&has=unread&status=new"


class Reviewer:
    """A browser without a screen: logged in, keeping cookies and its connection."""

    def __init__(self, port: int, name: str, password: str) -> None:
        self._host = f"127.0.0.1:{port}"
        self._connection = http.client.HTTPConnection(self._host)
        self._cookies: dict[str, str] = {}
        self._login(name, password)

    def get(self, address: str) -> tuple[float, str]:
        """Returns milliseconds and the page; raises RuntimeError for any answer but success."""
        started = time.perf_counter()
        status, page = self._send("GET", address)
        if status != 200:
            raise RuntimeError(f"{address}: {status}")
        return (time.perf_counter() - started) * 1000, page

    def _login(self, name: str, password: str) -> None:
        _, page = self._send("GET", "/login/")
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
        fields = {"csrfmiddlewaretoken": token[1] if token else "", "username": name, "password": password}
        if self._send("POST", "/login/", urllib.parse.urlencode(fields))[0] != 302:
            raise RuntimeError("the console refuses the login")

    def _send(self, method: str, address: str, body: str | None = None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{self._host}"}
        try:
            self._connection.request(method, address, body, headers)
            answer = self._connection.getresponse()
        except ConnectionResetError:
            # The server closes a connection that was quiet for some seconds.
            self._connection.close()
            self._connection.request(method, address, body, headers)
            answer = self._connection.getresponse()
        page = answer.read().decode()
        for cookie in answer.msg.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, page


def command(settings: Mapping[str, str], *arguments: str) -> str:
    """Runs a command of the console and returns what it printed."""
    environment = quiet_environment() | dict(settings)
    run = [sys.executable, "-m", "console", *arguments]
    return subprocess.run(run, cwd=PROJECT, env=environment, check=True, capture_output=True, text=True).stdout


def measure_reader(settings: Mapping[str, str], events: int) -> None:
    """Reads everything into empty tables and prints the speed."""
    before, started = os.times(), time.perf_counter()
    command(settings, "read", "--once")
    seconds, after = time.perf_counter() - started, os.times()
    busy = after.children_user + after.children_system - before.children_user - before.children_system
    print(f"reader: {events / seconds:,.0f} events a second ({events / busy:,.0f} a second of one processor)")


def measure_pages(reviewer: Reviewer, console: Server) -> None:
    """Prints the median and the 95th percentile of each filter and of transcripts, and what they cost the processor."""
    _, inbox = reviewer.get("/")
    transcripts = re.findall(r'href="(/conversations/[^/"]+/)', inbox)[:ROUNDS]
    pages = {f"`{query}`" if query else "the inbox": [f"/?{query}"] * ROUNDS for query in QUERIES}
    since = (date.today() - timedelta(console_events.DAYS)).isoformat()
    pages |= {name: [address.format(since=since)] * ROUNDS for name, address in DASHBOARDS.items()}
    everything: list[float] = []
    print("\n| page | median, ms | 95th percentile, ms | processor, ms |\n|---|---|---|---|")
    for name, addresses in {**pages, "transcripts": transcripts}.items():
        before = _worker_seconds(console)
        times = [reviewer.get(address)[0] for address in addresses]
        cost = (_worker_seconds(console) - before) / len(times) * 1000
        everything += times
        print(f"| {name} | {statistics.median(times):.0f} | {_percentile(times, 95):.0f} | {cost:.0f} |")
    print(f"| all | {statistics.median(everything):.0f} | {_percentile(everything, 95):.0f} | |")


def _worker_seconds(console: Server) -> float:
    """Returns the processor time of gunicorn's worker, the only child of the process that was started."""
    pid = console.process.pid
    child = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0]
    fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def busy(port: int, password: str, queries: Sequence[str], pause: float) -> Iterator[list[Process]]:
    """Has two reviewers open page after page; their browsers are other machines', so they stand back here."""
    processes = [Process(target=_read_on, args=(port, password, queries, pause), daemon=True) for _ in range(2)]
    for process in processes:
        process.start()
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.join()


def _read_on(port: int, password: str, queries: Sequence[str], pause: float) -> None:
    os.nice(19)
    chance = random.Random(3)
    reviewer = Reviewer(port, "admin", password)
    while True:
        reviewer.get(f"/?{chance.choice(queries)}")
        time.sleep(pause)


def measure_beside(assistant: Server, port: int, password: str, pause: float) -> None:
    """Prints how much slower a turn is while two people review: turn by turn, so that a busy moment hits both."""
    beside: list[float] = []
    alone: list[float] = []
    with busy(port, password, QUERIES, pause) as reviewers:
        for pair in range(PAIRS):
            times: dict[int, list[float]] = {signal.SIGSTOP: [], signal.SIGCONT: []}
            for number in range(2 * TURNS_A_PAIR):
                doing = (signal.SIGSTOP, signal.SIGCONT)[number % 2]
                for reviewer in reviewers:
                    os.kill(reviewer.pid or 0, doing)
                time.sleep(SETTLE_SECONDS)
                times[doing].append(say(assistant, f"pair-{pair}", QUESTION))
            beside.append(statistics.median(times[signal.SIGCONT]))
            alone.append(statistics.median(times[signal.SIGSTOP]))
    ratio = median_ratio(beside, alone)
    print(
        f"\na turn while two people review, {pause:g} s between their pages, to a turn alone: median of {PAIRS} pairs "
        f"{ratio.median:.3f}, 95 % interval {ratio.low:.3f} to {ratio.high:.3f}"
    )


def measure_losses(assistant: Server, file: Path, port: int, password: str) -> None:
    """Prints how many of the turns that were answered during the longest queries are not stored."""
    with busy(port, password, [LONGEST], pause=0.0):
        for number in range(WRITTEN):
            say(assistant, f"kept-{number % 20}", f"{QUESTION} number {number}")
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
        query = "SELECT count(*) FROM events WHERE type_name = 'user' AND sender_id LIKE 'rest:kept-%'"
        stored = connection.execute(query).fetchone()[0]
    print(f"turns answered during the longest queries: {WRITTEN}, stored {stored}, lost {WRITTEN - stored}")


def _percentile(values: list[float], percent: int) -> float:
    """Returns the least value that so many percent of all do not exceed."""
    return sorted(values)[math.ceil(len(values) * percent / 100) - 1]


def main() -> None:
    """Measures all and prints it as it stands in benchmarks/README.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    chosen = parser.parse_args()
    model = ensure("model")[0]
    with tempfile.TemporaryDirectory() as made, action_server(Path(made), "actions") as actions:
        folder = Path(made)
        with our_server(folder, model, actions, ("-m", "runtime"), "conversations") as assistant:
            console_events.talk(assistant)
            file = folder / "conversations.sqlite"
            people = console_events.multiply(file, chosen.events)
            print(f"{chosen.events:,} events, {people:,} conversations, {file.stat().st_size // 2**20} MB")
            measure(folder, file, assistant, chosen.events)


def measure(folder: Path, file: Path, assistant: Server, events: int) -> None:
    """Runs the console over the conversations and measures it."""
    port = free_port()
    settings = {
        "GUIDE_DATABASE": str(file),
        "GUIDE_CONSOLE_DATABASE": str(folder / "console.sqlite"),
        "GUIDE_CONSOLE_PORT": str(port),
        "GUIDE_RUN_DIRECTORY": str(folder / "console"),
    }
    password = re.findall(r"password (\S+)", command(settings, "prepare"))[0]
    # Nobody changes the one-time password here.
    command(settings, "shell", "-c", "from console.models import Login; Login.objects.all().delete()")
    measure_reader(settings, events)
    with running(["-m", "console", "serve"], port, "/live", settings, folder / "console.log") as console:
        reader = subprocess.Popen([sys.executable, "-m", "console", "read"], cwd=PROJECT, env=os.environ | settings)
        try:
            measure_pages(Reviewer(port, "admin", password), console)
            for pause in (1.0, 0.0):
                measure_beside(assistant, port, password, pause)
            measure_losses(assistant, file, port, password)
        finally:
            reader.terminate()
            reader.wait(30)


if __name__ == "__main__":
    main()
