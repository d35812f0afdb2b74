"""The store keeps its word: whole transactions, the disk where it matters, one shape of the tables."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, inspect, text
from sqlalchemy.exc import IntegrityError, OperationalError

from adapters.platforms.web import history
from adapters.platforms.web import tables as web_tables
from bot import app
from bot.store import tables
from bot.store.database import Database

OWNERS = [
    pytest.param(app.MIGRATIONS, app.VERSION_TABLE, tables.metadata, id="core"),
    pytest.param(history.MIGRATIONS, history.VERSION_TABLE, web_tables.metadata, id="web"),
]
FULL, NORMAL = 2, 1


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A new file with the core's tables."""
    database = await asyncio.to_thread(Database, f"sqlite:///{tmp_path / 'core.sqlite3'}")
    await database.migrate(app.MIGRATIONS, app.VERSION_TABLE)
    yield database
    await database.close()


def seen(connection: Connection, key: str) -> None:
    """Write some row."""
    connection.execute(tables.inbox.insert().values(account="web", key=key, at=1.0))


def count(connection: Connection) -> int:
    """How many of those rows there are."""
    return len(connection.execute(tables.inbox.select()).all())


def pragma(connection: Connection, name: str) -> object:
    """Read one of SQLite's settings on this connection."""
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


@pytest.mark.parametrize(("durable", "level"), [(True, FULL), (False, NORMAL)])
async def test_what_must_not_be_lost_waits_for_the_disk(database: Database, durable: bool, level: int) -> None:  # noqa: FBT001  one row of a table
    """An intent to spend is on the disk itself before anything is spent, whatever was written before."""
    await database.write(lambda connection: seen(connection, "before"), durable=not durable)
    found = await database.write(lambda connection: pragma(connection, "synchronous"), durable=durable)

    assert found == level


async def test_the_journal_and_the_references_are_on(database: Database) -> None:
    """Readers never wait for the writer, and no row refers to nothing."""
    assert await database.read(lambda connection: pragma(connection, "journal_mode")) == "wal"
    with pytest.raises(IntegrityError):
        await database.write(
            lambda connection: connection.execute(
                tables.channels.insert().values(account="web", channel="room", owner="", current="nothing")
            )
        )


async def test_work_that_fails_leaves_nothing(database: Database) -> None:
    """Half a message is never stored, and the next one is."""

    def half(connection: Connection) -> None:
        seen(connection, "half")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.write(half)
    assert await database.read(count) == 0
    await database.write(lambda connection: seen(connection, "whole"))
    assert await database.read(count) == 1


async def test_a_read_changes_nothing(database: Database) -> None:
    """Broken outcome: what was written inside a read was committed at once, statement by statement."""
    await database.read(lambda connection: seen(connection, "by mistake"))

    assert await database.read(count) == 0


async def test_a_read_sees_one_moment(database: Database, tmp_path: Path) -> None:
    """Broken outcome: a read of several statements saw other people's commits between them."""

    def twice(connection: Connection) -> tuple[int, int]:
        first = count(connection)
        with sqlite3.connect(tmp_path / "core.sqlite3") as other:
            other.execute("INSERT INTO inbox (account, key, at) VALUES ('web', 'between', 1)")
        return first, count(connection)

    assert await database.read(twice) == (0, 0)
    assert await database.read(count) == 1


async def test_writes_come_one_after_the_other(database: Database) -> None:
    """Writers at the same time never meet a locked file, and none is lost."""
    await asyncio.gather(*(database.write(partial(seen, key=f"{number}")) for number in range(50)))

    assert await database.read(count) == 50


async def test_what_is_being_written_at_the_end_is_finished(tmp_path: Path) -> None:
    """Closing waits for the work that has begun."""
    first = await asyncio.to_thread(Database, f"sqlite:///{tmp_path / 'core.sqlite3'}")
    await first.migrate(app.MIGRATIONS, app.VERSION_TABLE)
    writing = asyncio.create_task(first.write(lambda connection: seen(connection, "last")))
    await asyncio.sleep(0)
    await first.close()
    await writing

    second = await asyncio.to_thread(Database, f"sqlite:///{tmp_path / 'core.sqlite3'}")
    assert await second.read(count) == 1
    await second.close()


@pytest.mark.parametrize(("scripts", "version", "metadata"), OWNERS)
async def test_migrating_gives_exactly_the_tables_we_use(
    tmp_path: Path, scripts: Path, version: str, metadata: MetaData
) -> None:
    """A new installation and the code agree on every column, key and index."""
    database = await asyncio.to_thread(Database, f"sqlite:///{tmp_path / 'new.sqlite3'}")
    await database.migrate(scripts, version)
    await database.migrate(scripts, version)  # a second start changes nothing

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "version_table": version})
        return list(compare_metadata(context, metadata))

    found = await database.read(differences)
    await database.close()
    assert found == []


async def test_the_owners_share_one_file(tmp_path: Path) -> None:
    """The core and a platform keep their tables and their versions apart in the same file."""
    database = await asyncio.to_thread(Database, f"sqlite:///{tmp_path / 'new.sqlite3'}")
    for scripts, version in ((app.MIGRATIONS, app.VERSION_TABLE), (history.MIGRATIONS, history.VERSION_TABLE)):
        await database.migrate(scripts, version)
    names = await database.read(lambda connection: set(inspect(connection).get_table_names()))
    await database.close()

    core, web = set(tables.metadata.tables), set(web_tables.metadata.tables)
    assert core & web == set()
    assert names >= core | web | {app.VERSION_TABLE, history.VERSION_TABLE}


async def test_a_migration_that_is_cut_off_leaves_nothing(tmp_path: Path) -> None:
    """Broken outcome: a first start that was killed left half the tables, and no later start could go on."""
    with sqlite3.connect(tmp_path / "new.sqlite3") as other:
        other.execute("CREATE TABLE deliveries (something)")  # so that the migration fails in its middle
    database = await asyncio.to_thread(Database, f"sqlite:///{tmp_path / 'new.sqlite3'}")
    with pytest.raises(OperationalError):
        await database.migrate(app.MIGRATIONS, app.VERSION_TABLE)
    await database.write(lambda connection: connection.execute(text("DROP TABLE deliveries")))
    await database.migrate(app.MIGRATIONS, app.VERSION_TABLE)

    assert await database.read(count) == 0
    await database.close()
