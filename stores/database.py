"""The conversation database: connections, transactions in threads, and patience with what passes by itself."""

from __future__ import annotations

import asyncio
import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
import sqlalchemy.exc
import structlog
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import QueuePool

from stores.errors import StoreUnavailable

log = structlog.get_logger(__name__)

Result = TypeVar("Result")
Work = Callable[[Connection], Result]

THREADS = 8
PATIENCE_SECONDS = 10.0
# How long one try waits for SQLite's lock; threads are few, so a try gives its thread back soon.
TRY_SECONDS = 0.5
FIRST_PAUSE_SECONDS = 0.02
LONGEST_PAUSE_SECONDS = 0.5
# A server that is there and does nothing gets so long beyond the patience: it ends what takes too long itself.
GRACE_SECONDS = 1.0
# A server that is not there any more, and could not say so, is found out in this time.
SILENCE_SECONDS = 10
# What may pass by itself: a lock, a lost connection, a server that restarts. Anything else fails at once.
PASSING = (sqlalchemy.exc.OperationalError, sqlalchemy.exc.InterfaceError, sqlalchemy.exc.TimeoutError)

_CLOCK = sa.select(sa.func.extract("epoch", sa.func.clock_timestamp()))
_CLAIM = sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(sa.bindparam("sender", type_=sa.String), 0)))


class Database:
    """A conversation database; transactions run in threads, so that nobody else waits for a slow one."""

    def __init__(self, url: str, patience: float = PATIENCE_SECONDS) -> None:
        self.engine = _engine(url, patience)
        self.patience = patience
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        # Told the kind of each transaction and its seconds, failed ones and waiting included.
        self.watch: Callable[[str, float], None] = lambda kind, seconds: None
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="conversations")

    @property
    def file(self) -> Path | None:
        """The SQLite file, or None for a server."""
        return Path(self.engine.url.database) if self.is_sqlite else None

    async def read(self, work: Work[Result]) -> Result:
        """Runs `work`, which changes nothing, in a transaction; raises StoreUnavailable."""
        return await self._watched("read", partial(self._run, work, "DEFERRED", None))

    async def write(self, work: Work[Result], durable: bool = True) -> Result:
        """Runs `work` in a transaction and commits it; raises StoreUnavailable.

        Work may run again after a failure, also when only the answer to its commit was lost. `durable=False`
        lets a power cut, but no killed process, undo it.
        """
        return await self._watched("write", partial(self._run, work, "IMMEDIATE", durable))

    def write_now(self, work: Work[Result]) -> Result:
        """Like `write`, for programs without an event loop, and without patience: it takes as long as it takes."""

        def unhurried(connection: Connection) -> Result:
            if not self.is_sqlite:
                connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            return work(connection)

        return self._run(unhurried, "IMMEDIATE", True)

    def close(self) -> None:
        """Gives all connections back."""
        self._threads.shutdown(wait=True)
        self.engine.dispose()

    def _run(self, work: Work[Result], mode: str, durable: bool | None) -> Result:
        with self._transaction(mode, durable) as connection:
            return work(connection)

    @contextmanager
    def _transaction(self, mode: str, durable: bool | None) -> Iterator[Connection]:
        with self.engine.connect() as connection:
            if self.is_sqlite:
                _sync(connection, durable)
                connection.exec_driver_sql(f"BEGIN {mode}")
            with connection.begin():
                if not self.is_sqlite and durable is False:
                    connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
                yield connection

    async def _watched(self, kind: str, attempt: Callable[[], Result]) -> Result:
        started = time.monotonic()
        try:
            return await self._patiently(attempt)
        finally:
            self.watch(kind, time.monotonic() - started)

    async def _patiently(self, attempt: Callable[[], Result]) -> Result:
        loop = asyncio.get_running_loop()
        deadline = time.monotonic() + self.patience
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                running = loop.run_in_executor(self._threads, attempt)
                return await asyncio.wait_for(running, deadline + GRACE_SECONDS - time.monotonic())
            except (*PASSING, asyncio.TimeoutError) as error:
                if time.monotonic() + pause >= deadline:
                    log.error("database.failed", reason=type(error).__name__)
                    raise StoreUnavailable("the conversation database does not answer") from error
            # Unequal pauses, so that turns that met at a lock do not meet at it again.
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)


def _sync(connection: Connection, durable: bool | None) -> None:
    """Has SQLite wait for the disk where a transaction ends, or not; None: there is nothing to wait for."""
    # It stays as it was set for as long as the connection lives.
    if durable is not None and connection.info.get("durable") is not durable:
        connection.exec_driver_sql(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        connection.info["durable"] = durable


_opened: dict[str, Database] = {}
_opening = threading.Lock()


def open_database(url: str, patience: float = PATIENCE_SECONDS) -> Database:
    """Returns the process's one Database for a path or `postgresql://` URL, made and migrated if need be.

    Raises DatabaseRefused for one that this version cannot use, and sqlalchemy.exc.SQLAlchemyError.
    """
    from stores import migrations

    with _opening:
        if url not in _opened:
            database = Database(url, patience)
            migrations.migrate(database)
            _opened[url] = database
        return _opened[url]


def close_database(url: str) -> None:
    """Closes what `open_database` opened, if it did."""
    with _opening:
        database = _opened.pop(url, None)
    if database is not None:
        database.close()


def clock(connection: Connection) -> float:
    """Returns the database's time in Unix seconds: one clock for all processes that use it."""
    if connection.dialect.name == "sqlite":
        return time.time()
    return float(connection.execute(_CLOCK).scalar_one())


def claim(connection: Connection, sender_id: str) -> None:
    """Keeps everybody else's writing transactions on this conversation waiting until this one ends."""
    # On SQLite there is one writing transaction at a time anyway.
    if connection.dialect.name == "postgresql":
        connection.execute(_CLAIM, {"sender": sender_id})


def _engine(url: str, patience: float) -> Engine:
    if "://" in url:
        limits = {
            "connect_timeout": max(2, int(patience)),
            "keepalives_idle": SILENCE_SECONDS // 2,
            "keepalives_interval": 1,
            "keepalives_count": SILENCE_SECONDS // 2,
            "tcp_user_timeout": SILENCE_SECONDS * 1000,
        }
        engine = sa.create_engine(url, pool_pre_ping=True, pool_size=THREADS, max_overflow=0, connect_args=limits)
        sa.event.listen(engine, "connect", partial(_prepare_postgresql, patience))
        return engine
    path = Path(url)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    engine = sa.create_engine(
        f"sqlite:///{path}",
        poolclass=QueuePool,
        pool_size=THREADS,
        max_overflow=0,
        connect_args={"check_same_thread": False, "timeout": TRY_SECONDS},
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_postgresql(patience: float, connection: Any, record: Any) -> None:
    # A statement that its visitor does not wait for any more is not to be carried out later.
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = {int(patience * 1000)}")
    connection.commit()


def _prepare_sqlite(connection: Any, record: Any) -> None:
    # Transactions are begun by us: the driver begins them late, when a read can no longer become a write.
    connection.isolation_level = None
    # Somebody who reads never stops a turn; what is deleted is overwritten, so that it is gone from the file too.
    for pragma in ("journal_mode = WAL", "secure_delete = ON", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
