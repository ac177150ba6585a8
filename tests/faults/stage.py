"""A running guide with all that it rests on, and what can go wrong with each part."""

from __future__ import annotations

import json
import os
import resource
import secrets
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg2
import redis

from setup.services import Service
from tests.guide import Guide

TOKEN = secrets.token_hex(16)
# How long the guide waits for the database and for an action: less than a fault takes.
SETTINGS = {"GUIDE_STORE_PATIENCE": "2", "GUIDE_ACTION_TIMEOUT": "1", "GUIDE_API_TOKEN": TOKEN}


@dataclass(frozen=True)
class Stage:
    """The guide, and where its faults are made.

    Attributes:
        seconds: how long a fault lasts that does not end by itself.
        services: PostgreSQL and Redis, where the guide uses them.
    """

    guide: Guide
    seconds: float
    services: tuple[Service, ...] = ()

    def service(self, name: str) -> Service:
        """Returns a service by its name."""
        return next(service for service in self.services if service.name == name)


Fault = Callable[[Stage], None]


def action_server_killed(stage: Stage) -> None:
    """Its supervisor starts it again."""
    stage.guide.processes["actions"].kill()
    time.sleep(stage.seconds)
    stage.guide.start_actions()


def action_server_hangs(stage: Stage) -> None:
    """It takes calls, and answers none."""
    with _stopped([stage.guide.processes["actions"].pid]):
        time.sleep(stage.seconds + float(SETTINGS["GUIDE_ACTION_TIMEOUT"]))


def database_restarted(stage: Stage) -> None:
    """Its connections end; it is away for a moment."""
    _restart(stage.service("PostgreSQL"), stage.seconds)


def database_crashed(stage: Stage) -> None:
    """It ends at once, in the midst of transactions, and recovers from its log."""
    _restart(stage.service("PostgreSQL"), 0, signal.SIGQUIT)


def database_hangs(stage: Stage) -> None:
    """It keeps its connections, and does nothing, for longer than a visitor waits."""
    server = psutil.Process(stage.service("PostgreSQL").process.pid)  # type: ignore[union-attr]
    with _stopped([server.pid, *(child.pid for child in server.children(recursive=True))]):
        time.sleep(float(SETTINGS["GUIDE_STORE_PATIENCE"]) + stage.seconds)


def database_slow(stage: Stage) -> None:
    """Whoever writes waits for a lock: now shorter, now longer than a visitor has patience."""
    for seconds in (0.3, float(SETTINGS["GUIDE_STORE_PATIENCE"]) + stage.seconds):
        with closing(psycopg2.connect(stage.guide.environment["GUIDE_DATABASE"])) as connection:
            connection.cursor().execute("LOCK TABLE events IN EXCLUSIVE MODE")
            time.sleep(seconds)
            connection.rollback()


def locks_restarted(stage: Stage) -> None:
    """Redis comes back empty."""
    _restart(stage.service("Redis"), stage.seconds)


def locks_flushed(stage: Stage) -> None:
    """All tickets are gone, again and again."""
    with closing(redis.Redis.from_url(stage.service("Redis").url)) as connection:
        until = time.monotonic() + stage.seconds
        while time.monotonic() < until:
            connection.flushall()
            time.sleep(0.02)


def locks_hang(stage: Stage) -> None:
    """Redis keeps its connections, and answers nothing."""
    with _stopped([stage.service("Redis").process.pid]):  # type: ignore[union-attr]
        time.sleep(stage.seconds)


def disk_full(stage: Stage) -> None:
    """No file of the assistant grows any more: not the database's log, not what it prints."""
    process = stage.guide.processes["assistant"].pid
    soft, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (4096, hard))
    try:
        time.sleep(float(SETTINGS["GUIDE_STORE_PATIENCE"]) + stage.seconds)
    finally:
        resource.prlimit(process, resource.RLIMIT_FSIZE, (soft, hard))


def model_broken(stage: Stage) -> None:
    """The new model is half an archive, then none at all, then a text."""
    model = Path(stage.guide.environment["GUIDE_MODEL"])
    broken = stage.guide.folder / "broken.tar.gz"
    for content in (model.read_bytes()[: model.stat().st_size // 2], b"", b"no archive"):
        broken.write_bytes(content)
        assert replace_model(stage.guide, broken) == 400


def model_replaced(stage: Stage) -> None:
    """A good model takes the place of the one that answers."""
    assert replace_model(stage.guide, Path(stage.guide.environment["GUIDE_MODEL"])) == 204


def replace_model(guide: Guide, model: Path) -> int:
    """Returns the status of Rasa's call that replaces the model."""
    body = json.dumps({"model_file": str(model)}).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{guide.base}/model?token={TOKEN}", body, headers, method="PUT")
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def _restart(service: Service, seconds: float, how: int = signal.SIGINT) -> None:
    service.stop(how)
    time.sleep(seconds)
    service.start()


@contextmanager
def _stopped(processes: list[int]) -> Iterator[None]:
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)


ON_SERVICES: tuple[Fault, ...] = (
    action_server_killed,
    action_server_hangs,
    database_restarted,
    database_crashed,
    database_hangs,
    database_slow,
    locks_restarted,
    locks_flushed,
    locks_hang,
)
ON_ONE_FILE: tuple[Fault, ...] = (disk_full, model_broken, model_replaced)
