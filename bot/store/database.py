"""Transactions off the event loop: one writing connection, readers beside it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event

from bot.errors import ConfigError

Result = TypeVar("Result")
BUSY_SECONDS = 5.0


class Database:
    """One database; every piece of work is a function of a connection, run whole inside one transaction."""

    def __init__(self, url: str) -> None:
        """Make the engine; no connection is opened yet."""
        self._engine = _engine(url)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-write")
        self._reader = ThreadPoolExecutor(2, thread_name_prefix="store-read")

    async def write(self, work: Callable[[Connection], Result], *, durable: bool = False) -> Result:
        """Run `work` and commit; `durable` returns only once the commit is on the disk itself."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, self._write, work, durable)

    async def read(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` in a transaction that is thrown away."""
        return await asyncio.get_running_loop().run_in_executor(self._reader, self._read, work)

    async def migrate(self, scripts: Path, version_table: str) -> None:
        """Bring one owner's tables to their newest shape. Raises `ConfigError` where a newer program made them."""
        await asyncio.get_running_loop().run_in_executor(self._writer, self._migrate, scripts, version_table)

    async def close(self) -> None:
        """Finish what was begun and let go of every connection."""
        for pool in (self._writer, self._reader):
            await asyncio.to_thread(pool.shutdown)
        await asyncio.to_thread(self._engine.dispose)

    def _write(self, work: Callable[[Connection], Result], durable: bool) -> Result:  # noqa: FBT001 (positional for the executor)
        with self._engine.connect() as connection:
            if self._engine.dialect.name == "sqlite":
                connection.exec_driver_sql(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            self._begin(connection, "BEGIN IMMEDIATE")
            result = work(connection)
            connection.commit()
            return result

    def _read(self, work: Callable[[Connection], Result]) -> Result:
        with self._engine.connect() as connection:
            self._begin(connection, "BEGIN")
            return work(connection)

    def _migrate(self, scripts: Path, version_table: str) -> None:
        config = Config()
        config.set_main_option("script_location", str(scripts))
        config.attributes["version_table"] = version_table
        with self._engine.begin() as connection:
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


def _engine(url: str) -> Engine:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:  # noqa: ANN401 (the driver's own objects)
    connection.isolation_level = None  # the driver must not begin by itself: we say BEGIN IMMEDIATE
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")
    cursor.close()
