"""The program is killed in every state that a turn can be in, and started again; the others do the counting."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.program import matrix
from tests.program.matrix import Case, Line

# Whole processes are started twice per case on the real clock, and a cut-off answer is read twice, ten seconds apart.
pytestmark = [pytest.mark.matrix, pytest.mark.timeout(150)]


async def carry_out(cases: Sequence[Case], folder: Path, lines: list[Line]) -> list[str]:
    """Run cases, keep their rows for the table, and give what went wrong."""
    done = await matrix.run_all(cases, folder)
    lines += done
    return [f"{each.name}: {each.verdict}" for each in done if each.faults]


async def test_no_kill_spends_twice_or_loses_a_turn(tmp_path: Path, lines: list[Line]) -> None:
    """From the message to the last word: one paid call at most, each file once, and an end that is told."""
    assert not await carry_out(matrix.TABLE, tmp_path, lines)


async def test_no_kill_approves_twice(tmp_path: Path, lines: list[Line]) -> None:
    """An approval that was cut off is found out by reading, and is never sent again by itself."""
    assert not await carry_out(matrix.SLOW_TABLE, tmp_path, lines)


async def test_a_thread_that_waits_takes_no_other_request(tmp_path: Path, lines: list[Line]) -> None:
    """Whether a studio refuses a prompt on a waiting thread or drops its question, the channel goes on beside it."""
    assert not await carry_out(matrix.HELD_THREADS, tmp_path, lines)


async def test_a_recovery_can_be_killed_too(tmp_path: Path, lines: list[Line]) -> None:
    """Three kills in quick succession, at moments nobody chose, spend once and end once."""
    assert not await carry_out(matrix.RANDOM, tmp_path, lines)
