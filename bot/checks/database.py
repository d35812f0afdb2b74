"""Whether the database can be opened, is whole, and has tables that this version understands."""

import asyncio
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from alembic.script import ScriptDirectory

from bot.checks.findings import Finding, Status, fine
from bot.texts import Say, upkeep

NAME = "database"
SCHEMA = "schema"
WRITE_VERSION, WAL = 18, 2  # https://www.sqlite.org/fileformat.html#file_format_version_numbers


class StoredData:
    """Looks into the file without writing; `scripts` are the folders of migrations by their version tables."""

    def __init__(self, file: Path, scripts: Mapping[str, Path]) -> None:
        self._file = file
        self._scripts = scripts

    async def findings(self) -> Sequence[Finding]:
        """Look at the file, then at the shape of its tables."""
        return await asyncio.to_thread(self._look)

    def _look(self) -> Sequence[Finding]:
        if not self._file.is_file():
            return [] if self._file.parent.is_file() else [fine(NAME, str(self._file), upkeep.store_new)]
        try:
            with closing(opened(self._file)) as connection:
                return list(self._read(connection))
        except (sqlite3.Error, OSError) as error:
            return [self._broken(str(error))]

    def _read(self, connection: sqlite3.Connection) -> Iterator[Finding]:
        said = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        if said != "ok":
            yield self._broken(said)
            return
        yield fine(NAME, str(self._file), upkeep.store_fine)
        yield from self._journal()
        for table, scripts in self._scripts.items():
            yield _schema(table, _version(connection, table), scripts)

    def _journal(self) -> Iterator[Finding]:
        with self._file.open("rb") as file:
            header = file.read(WRITE_VERSION + 1)
        if header[WRITE_VERSION] != WAL:
            why, mend = upkeep.store_journal_why, upkeep.store_journal_mend
            yield Finding(NAME, str(self._file), Status.WARN, upkeep.store_journal, why, mend)

    def _broken(self, reason: str) -> Finding:
        what = partial(upkeep.store_broken, reason=reason)
        return Finding(NAME, str(self._file), Status.BAD, what, upkeep.store_why, upkeep.store_broken_mend)


def opened(file: Path) -> sqlite3.Connection:
    """Open a database for reading only.

    Without a journal beside it the file is read as it stands: SQLite would otherwise make one, and leave traces.
    """
    journal = file.with_name(f"{file.name}-wal")
    manner = "mode=ro" if journal.exists() else "mode=ro&immutable=1"
    return sqlite3.connect(f"{file.absolute().as_uri()}?{manner}", uri=True)


def _version(connection: sqlite3.Connection, table: str) -> str | None:
    there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    row = connection.execute(f'SELECT version_num FROM "{table}"').fetchone() if there else None  # noqa: S608 (our own name)
    return str(row[0]) if row else None


def _schema(table: str, found: str | None, scripts: Path) -> Finding:
    directory = ScriptDirectory(str(scripts))
    if found == directory.get_current_head():
        return fine(SCHEMA, table, upkeep.schema_current)
    if found is None or found in {script.revision for script in directory.walk_revisions()}:
        what: Say = partial(upkeep.schema_old, found=found or "0")
        return Finding(SCHEMA, table, Status.WARN, what, upkeep.schema_old_why, upkeep.schema_old_mend)
    what = partial(upkeep.schema_new, found=found)
    return Finding(SCHEMA, table, Status.BAD, what, upkeep.schema_new_why, upkeep.schema_new_mend)
