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

PATIENCE = 8.0
BREATH = 0.0002
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


def _kill(process: int) -> None:
    """Kill, and come back only when the process is surely dead."""
    os.kill(process, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)


def rows(store: Path, query: str) -> list[tuple[str, ...]]:
    """Read from a store that nobody must be using."""
    with closing(sqlite3.connect(store, timeout=PATIENCE)) as reader:
        return reader.execute(query).fetchall()
