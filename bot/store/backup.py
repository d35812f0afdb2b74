"""A copy of the database while it is in use: whole, of one moment, and read through before it is called done."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.errors import ConfigError

PRIVATE = 0o600


def back_up(database: Path, target: Path) -> int:
    """Copy a database into a new file and give its size in bytes. Raises `ConfigError` where that cannot be."""
    if not database.is_file():
        raise ConfigError(f"atelier.data: there is no database at {database} yet")
    if target.exists():
        raise ConfigError(f"{target} exists already; name a new file, for a backup never overwrites one")
    partial = target.with_name(f"{target.name}.partial")
    try:
        _copy(database, partial)
        partial.rename(target)
    except (sqlite3.Error, OSError) as error:
        raise ConfigError(f"the backup cannot be made: {error}") from error
    finally:
        partial.unlink(missing_ok=True)
    return target.stat().st_size


def _copy(database: Path, target: Path) -> None:
    os.close(os.open(target, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, PRIVATE))
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # the copy is one file; Atelier turns it to WAL at its next start
        said = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        raise sqlite3.DatabaseError(said)
