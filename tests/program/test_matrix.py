"""The program is killed in every state that a turn can be in, and started again; the others do the counting."""

from pathlib import Path

import pytest

from tests.program import balance, matrix
from tests.program.balance import Entry
from tests.program.cases import ALL
from tests.program.matrix import Line


# Whole processes are started twice and more per case, on the real clock; a lost request is looked for a minute long.
@pytest.mark.matrix
@pytest.mark.timeout(600)
async def test_no_kill_spends_twice_or_loses_a_turn(tmp_path: Path, lines: list[Line]) -> None:
    """From the message to the last word: one paid call at most, each file once, a ledger that balances, an end told."""
    lines += await matrix.run_all(ALL, tmp_path)
    assert not [f"{each.name}: {each.verdict}" for each in lines if each.faults]


def test_a_ledger_that_lost_an_approval_is_seen() -> None:
    """A yes that the studio heard and the ledger does not know makes a row red."""
    settled = [Entry("t", "settled", None, "unknown")]
    assert balance.faults([("t", "finished")], settled, [0]) == []
    assert balance.faults([("t", "finished")], settled, [1]) != []


def test_a_turn_that_was_settled_twice_is_seen() -> None:
    """Two settlements of one turn make a row red."""
    assert balance.faults([("t", "stopped")], [Entry("t", "settled", None, "unknown")] * 2, [0]) != []


def test_a_red_row_tells_what_stood() -> None:
    """A case that hung is not just late: the table says what the store and the studio held."""
    assert "turns: running" in matrix.table([Line("a case", "?", "", faults=("never",), stood="turns: running")])
