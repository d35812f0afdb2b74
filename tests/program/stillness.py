"""Killing the program in a chosen state of its store, without a failpoint in it.

An outside writer takes SQLite's write lock again and again and looks. While it holds the lock nothing can be committed,
so the state it sees is the state in which the process dies.
"""

import os
import select
import signal
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

PATIENCE = 30.0
BREATH = 0.0002
HOLD = 0.003
GAP = 0.0015
ANY_TURN = "SELECT 1 FROM turns"
OPEN = "('queued', 'preparing', 'starting', 'running', 'awaiting_confirmation', 'deciding')"
UNSETTLED = (
    f"SELECT 1 FROM turns WHERE state IN {OPEN} "  # noqa: S608 (no foreign text in it)
    "UNION SELECT 1 FROM deliveries WHERE state IN ('planned', 'sending')"
)


class Stillness:
    """The write lock, held but for short gaps in which the program may commit about once.

    It sleeps while it holds the lock, so that in the gaps it is the one whom the scheduler lets run.
    """

    def __init__(self, store: Path) -> None:
        self.seen = sqlite3.connect(store, isolation_level=None, timeout=0)
        self.commits = 0
        self._version = self._look()

    def rounds(self) -> Iterator[None]:
        """Stand still, again and again, until patience ends."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self._lock(until)
            now = self._look()
            self.commits, self._version = self.commits + (now != self._version), now
            yield
            time.sleep(HOLD)
            self.seen.execute("ROLLBACK")
            self._gap()

    def finds(self, query: str) -> bool:
        """Tell whether a query finds anything."""
        return self.seen.execute(query).fetchone() is not None

    def _gap(self) -> None:
        until = time.monotonic() + GAP
        while time.monotonic() < until and self._look() == self._version:
            pass

    def _lock(self, until: float) -> None:
        while time.monotonic() < until:
            with suppress(sqlite3.OperationalError):
                self.seen.execute("BEGIN IMMEDIATE")
                return
            time.sleep(BREATH)

    def _look(self) -> int:
        """Read a number that changes with every commit of others."""
        return int(self.seen.execute("PRAGMA data_version").fetchone()[0])


def kill_when(store: Path, state: str, process: int, missed: int) -> bool:
    """Kill a process as soon as a query finds something; False when one turn more than were `missed` has gone by."""
    still = Stillness(store)
    gone_by = f"SELECT 1 FROM turns WHERE NOT EXISTS ({UNSETTLED}) GROUP BY 1 HAVING count(*) > {missed}"  # noqa: S608
    sys.stdout.write("watching\n")
    sys.stdout.flush()
    for _ in still.rounds():
        if still.finds(state):
            _kill(process)
            return True
        if still.finds(gone_by):
            return False
    return False


def kill_after(store: Path, commits: int, process: int) -> None:
    """Kill a process after so many commits, or when nothing is open any more."""
    still = Stillness(store)
    sys.stdout.write("watching\n")
    sys.stdout.flush()
    for _ in still.rounds():
        if still.commits >= commits or (still.finds(ANY_TURN) and not still.finds(UNSETTLED)):
            break
    _kill(process)


def _kill(process: int) -> None:
    """Kill, and come back only when the process is surely dead: the lock is let go after that."""
    with suppress(ProcessLookupError):
        handle = os.pidfd_open(process)
        os.kill(process, signal.SIGKILL)
        select.select([handle], [], [], PATIENCE)
        os.close(handle)


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


if __name__ == "__main__":  # a process of its own: it must not wait for whoever else runs in the tests'
    _, store, process, state, missed = sys.argv
    if state.isdecimal():
        kill_after(Path(store), int(state), int(process))
    else:
        sys.exit(0 if kill_when(Path(store), state, int(process), int(missed)) else 1)
