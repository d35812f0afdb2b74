"""Killing the program in a chosen state of its store, without a failpoint in it.

An outside writer takes SQLite's write lock again and again and looks. While it holds the lock nothing can be committed,
so the state it sees is the state in which the process dies.
"""

import os
import signal
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

PATIENCE = 15.0
BREATH = 0.0002
ANY_TURN = "SELECT 1 FROM turns"
OPEN = "('queued', 'preparing', 'starting', 'running', 'awaiting_confirmation', 'deciding')"
UNSETTLED = (
    f"SELECT 1 FROM turns WHERE state IN {OPEN} "  # noqa: S608 (no foreign text in it)
    "UNION SELECT 1 FROM deliveries WHERE state IN ('planned', 'sending')"
)


def kill_when(store: Path, state: str, process: int, missed: int) -> bool:
    """Kill a process as soon as a query finds something; False when one turn more than were `missed` has gone by."""
    until = time.monotonic() + PATIENCE
    ended = f"SELECT 1 FROM turns WHERE NOT EXISTS ({UNSETTLED}) GROUP BY 1 HAVING count(*) > {missed}"  # noqa: S608
    with closing(sqlite3.connect(store, isolation_level=None, timeout=PATIENCE)) as writer:
        while time.monotonic() < until:
            writer.execute("BEGIN IMMEDIATE")
            if writer.execute(state).fetchone():
                _kill(process)
                return True
            gone_by = writer.execute(ended).fetchone()
            writer.execute("ROLLBACK")
            if gone_by:
                return False
            time.sleep(BREATH)
    return False


def kill_after(store: Path, commits: int, process: int) -> None:
    """Kill a process after so many commits, or when nothing is open any more."""
    until = time.monotonic() + PATIENCE
    with closing(sqlite3.connect(store, isolation_level=None, timeout=PATIENCE)) as writer:
        before = _version(writer)
        while commits > 0 and time.monotonic() < until:
            time.sleep(BREATH)
            writer.execute("BEGIN IMMEDIATE")
            version = _version(writer)
            commits -= version != before
            before = version
            if commits <= 0 or (writer.execute(ANY_TURN).fetchone() and not writer.execute(UNSETTLED).fetchone()):
                break
            writer.execute("ROLLBACK")
        _kill(process)


def _version(connection: sqlite3.Connection) -> int:
    """Tell a number that changes with every commit of others."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def _kill(process: int) -> None:
    """Kill, and come back only when the process is surely dead."""
    with suppress(ChildProcessError, ProcessLookupError):
        os.kill(process, signal.SIGKILL)
        os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)


def rows(store: Path, query: str) -> list[tuple[Any, ...]]:
    """Read from a store that nobody must be using."""
    with closing(sqlite3.connect(store, timeout=PATIENCE)) as reader:
        return reader.execute(query).fetchall()


def age(store: Path, seconds: float) -> None:
    """Let the questions of a store that nobody uses grow older, as if the clock had gone on."""
    with closing(sqlite3.connect(store, timeout=PATIENCE)) as writer, writer:
        writer.execute(
            "UPDATE confirmations SET asked_at = asked_at - ?, expires_at = expires_at - ?", (seconds, seconds)
        )
