"""Standing still in a chosen state of the store, without a failpoint in the program.

Triggers that are laid into the store from outside never let a statement end that would leave the state. What was
committed before stands; the statement and its transaction are lost with the process, whenever that is killed.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

PATIENCE = 60.0
STANDS = 0.3  # no transaction of the program is that long
ENDLESS = """
CREATE VIEW still_endless AS
WITH RECURSIVE forever(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM forever) SELECT max(n) AS n FROM forever
"""
LAID = "SELECT type, name FROM sqlite_master WHERE name LIKE 'still\\_%' ESCAPE '\\' ORDER BY type = 'view'"
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
CHANGES = ("INSERT", "UPDATE", "DELETE")
OPEN = "('queued', 'preparing', 'starting', 'running', 'awaiting_confirmation', 'deciding')"
UNSETTLED = (
    f"SELECT 1 FROM turns WHERE state IN {OPEN} "  # noqa: S608 (no foreign text in it)
    "UNION SELECT 1 FROM deliveries WHERE state IN ('planned', 'sending')"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A state of the store: the query that finds it, and the change, as a trigger names it, that would end it."""

    found: str
    ends: str


def lay(store: Path, changes: Sequence[str]) -> None:
    """Let none of some changes ever come to its end."""
    with closing(_opened(store)) as writer:
        writer.execute(ENDLESS)
        for number, change in enumerate(changes):
            stuck = "BEGIN SELECT n FROM still_endless; END"
            writer.execute(f"CREATE TRIGGER still_{number} BEFORE {change} {stuck}")


def lay_after(store: Path, changes: int) -> None:
    """Let so many changes pass, of whatever kind, and no more; it may be in the middle of a transaction."""
    with closing(_opened(store)) as writer:
        tables = [name for (name,) in writer.execute(TABLES)]
        writer.execute("CREATE TABLE still_left (n INTEGER)")
        writer.execute("INSERT INTO still_left VALUES (?)", (changes,))
        for kind, table in product(CHANGES, tables):
            counted = f"AFTER {kind} ON {table} BEGIN UPDATE still_left SET n = n - 1; END"  # noqa: S608 (our own names)
            writer.execute(f"CREATE TRIGGER still_{kind}_{table} {counted}")
    none_left = "WHEN (SELECT n FROM still_left) <= 0"
    lay(store, [f"{kind} ON {table} {none_left}" for kind, table in product(CHANGES, tables)])


def lift(store: Path) -> None:
    """Take away what was laid; the program must be dead."""
    with closing(_opened(store)) as writer:
        for kind, name in writer.execute(LAID).fetchall():
            writer.execute(f"DROP {kind} IF EXISTS {name}")


def stands(store: Path) -> bool:
    """Tell whether somebody is in the middle of a transaction that does not end."""
    with closing(_opened(store, STANDS)) as writer:
        try:
            writer.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        writer.execute("ROLLBACK")
        return False


def rows(store: Path, query: str) -> list[tuple[Any, ...]]:
    """Read from a store, whoever else uses it."""
    with closing(_opened(store)) as reader:
        return reader.execute(query).fetchall()


def age(store: Path, seconds: float) -> None:
    """Let the questions of a store that nobody uses grow older, as if the clock had gone on."""
    with closing(_opened(store)) as writer:
        writer.execute(
            "UPDATE confirmations SET asked_at = asked_at - ?, expires_at = expires_at - ?", (seconds, seconds)
        )


def _opened(store: Path, patience: float = PATIENCE) -> sqlite3.Connection:
    return sqlite3.connect(store, isolation_level=None, timeout=patience)
