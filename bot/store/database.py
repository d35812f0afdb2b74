"""Transactions off the event loop: one writing connection, readers beside it."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError

from bot.errors import ConfigError, StoreUnavailable
from bot.texts import Say
from bot.texts import store as texts

Result = TypeVar("Result")
BUSY_SECONDS = 30.0  # a copy being made, or somebody looking into the file, is over by then
PRIMARY = 0xFF  # of SQLite's extended error codes
PASSING: dict[int, Say] = {sqlite3.SQLITE_BUSY: texts.store_busy, sqlite3.SQLITE_FULL: texts.store_full}


class Database:
    """One database; every piece of work is a function of a connection, run whole inside one transaction."""

    def __init__(self, url: str, busy: float = BUSY_SECONDS) -> None:
        """Make the engine; no connection is opened yet. A store that another program holds is waited for."""
        self._engine = _engine(url, busy)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-write")
        self._reader = ThreadPoolExecutor(2, thread_name_prefix="store-read")

    async def write(self, work: Callable[[Connection], Result], *, durable: bool = False) -> Result:
        """Run `work` and commit; `durable` returns only once the commit is on the disk itself.

        Raises `StoreUnavailable` when nothing could be written now and may be later.
        """
        return await asyncio.get_running_loop().run_in_executor(self._writer, self._write, work, durable)

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` in a transaction that is thrown away."""
        return await asyncio.get_running_loop().run_in_executor(self._reader, self._read, work)

    async def migrate(self, scripts: Path, version_table: str) -> None:
        """Bring one owner's tables to their newest shape.

        Raises `ConfigError` where a newer program made them, `StoreUnavailable` where nothing can be written now.
        """
        await asyncio.get_running_loop().run_in_executor(self._writer, self._migrate, scripts, version_table)

    async def close(self) -> None:
        """Finish what was begun and let go of every connection."""
        for pool in (self._writer, self._reader):
            await asyncio.to_thread(pool.shutdown)
        await asyncio.to_thread(self._engine.dispose)

    def _write(self, work: Callable[[Connection], Result], durable: bool) -> Result:  # noqa: FBT001 (positional for the executor)
        with _passing(), self._engine.connect() as connection:
            if self._engine.dialect.name == "sqlite":
                connection.exec_driver_sql(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            self._begin(connection, "BEGIN IMMEDIATE")
            result = work(connection)
            connection.commit()
            return result

    def _read(self, work: Callable[[Connection], Result]) -> Result:
        with _passing(), self._engine.connect() as connection:
            self._begin(connection, "BEGIN")
            return work(connection)

    def _migrate(self, scripts: Path, version_table: str) -> None:
        config = Config()
        config.set_main_option("script_location", str(scripts))
        config.attributes["version_table"] = version_table
        with _passing(), self._engine.begin() as connection:
            self._begin(connection, "BEGIN IMMEDIATE")
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except CommandError as error:
                message = "atelier.data: the database is from a newer Atelier; `atelier check` says what can be done"
                raise ConfigError(message) from error

    def _begin(self, connection: Connection, statement: str) -> None:
        if self._engine.dialect.name == "sqlite":  # the driver does not begin by itself, see below
            connection.exec_driver_sql(statement)


@contextmanager
def _passing() -> Iterator[None]:
    """Tell trouble that passes from trouble that does not."""
    try:
        yield
    except OperationalError as error:
        code = getattr(error.orig, "sqlite_errorcode", 0) & PRIMARY
        if code not in PASSING:
            raise
        raise StoreUnavailable(PASSING[code]) from error


def _engine(url: str, busy: float) -> Engine:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", partial(_prepare_sqlite, busy))
    return engine


def _prepare_sqlite(busy: float, connection: Any, _record: Any) -> None:  # noqa: ANN401 (the driver's own objects)
    connection.isolation_level = None  # the driver must not begin by itself: we say BEGIN IMMEDIATE
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={int(busy * 1000)}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
