"""What is laid into a store: the change that would leave a state never ends, and nothing is left of it afterwards."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread

import pytest

from tests.program import stillness

QUEUED = "INSERT INTO turns VALUES ('queued')"
ENDED = "UPDATE turns SET state = 'finished'"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with one turn at work."""
    made = tmp_path / "store.sqlite3"
    with closing(sqlite3.connect(made)) as writer, writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE turns (state TEXT)")
        writer.execute("INSERT INTO turns VALUES ('running')")
    return made


@contextmanager
def changing(store: Path, change: str) -> Iterator[Thread]:
    """Make a change beside the test, and break it off afterwards as a kill would."""
    with closing(sqlite3.connect(store, check_same_thread=False)) as writer:

        def change_it() -> None:
            try:
                with writer:
                    writer.execute(change)
            except sqlite3.OperationalError:
                return

        changer = Thread(target=change_it)
        changer.start()
        yield changer
        while changer.is_alive():
            writer.interrupt()
            changer.join(0.01)


def test_a_state_is_not_left(store: Path) -> None:
    """Whoever looks sees the state for as long as it takes to kill, however slow the machine."""
    stillness.lay(store, ["UPDATE OF state ON turns WHEN OLD.state = 'running'"])
    with changing(store, ENDED):
        while not stillness.stands(store):
            pass
        assert stillness.rows(store, "SELECT state FROM turns") == [("running",)]


def test_so_many_changes_pass(store: Path) -> None:
    """The kills at random fall where their seed says, also in the middle of a transaction."""
    stillness.lay_after(store, 2)
    for _ in range(2):
        with changing(store, QUEUED) as changer:
            changer.join()
    with changing(store, QUEUED):
        while not stillness.stands(store):
            pass
    assert stillness.rows(store, "SELECT state FROM turns") == [("running",), ("queued",), ("queued",)]


def test_nothing_is_left_behind(store: Path) -> None:
    """The program that is started again runs on a store as it made it."""
    stillness.lay_after(store, 0)
    stillness.lift(store)
    with changing(store, ENDED) as changer:
        changer.join()
    assert stillness.rows(store, "SELECT state FROM turns") == [("finished",)]
    assert stillness.rows(store, "SELECT name FROM sqlite_master") == [("turns",)]
