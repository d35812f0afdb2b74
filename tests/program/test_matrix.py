"""The program is killed in every state that a turn can be in, and started again; the others do the counting."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.program import balance, crash, matrix
from tests.program.balance import Entry
from tests.program.cases import MORE, STATES, Case
from tests.program.films import FILM_STATES, MORE_FILMS
from tests.program.matrix import Line


# Whole processes are started twice and more per case, on the real clock.
@pytest.mark.timeout(900)
async def test_no_kill_in_any_state_spends_twice_or_loses_a_turn(tmp_path: Path, lines: list[Line]) -> None:
    """From the message to the last word: one paid call at most, each file once, a ledger that balances, an end told."""
    assert await _red(STATES, tmp_path, lines) == []


@pytest.mark.matrix
@pytest.mark.timeout(1800)
async def test_no_kill_on_a_longer_way_spends_twice_or_loses_a_turn(tmp_path: Path, lines: list[Line]) -> None:
    """Second questions, stops, expiry, busy and lost threads, kills of the recovery itself: the same promise holds."""
    assert await _red(MORE, tmp_path, lines) == []


async def _red(cases: Sequence[Case], folder: Path, lines: list[Line]) -> list[str]:
    run = await matrix.run_all(cases, folder, lines.append)
    return [f"{each.name}: {each.verdict}" for each in run if each.faults]


@pytest.mark.timeout(900)
async def test_no_kill_sends_a_message_to_a_film_twice_or_loses_a_render(tmp_path: Path, lines: list[Line]) -> None:
    """During a stream and during a render: one message at most, the render found by its id, the film brought once."""
    assert await _red(FILM_STATES, tmp_path, lines) == []


@pytest.mark.matrix
@pytest.mark.timeout(1800)
async def test_no_kill_on_a_films_longer_way_sends_twice_or_loses_a_render(tmp_path: Path, lines: list[Line]) -> None:
    """Sessions, uploads, edits, downloads, kills of the recovery itself: the same promise holds."""
    assert await _red(MORE_FILMS, tmp_path, lines) == []


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


async def test_a_moment_that_never_comes_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row whose moment is missed is red and says what was waited for; it is not tried again until it passes."""
    monkeypatch.setattr(crash, "LONG_ENOUGH", 0.0)

    async def never() -> bool:
        return False

    with pytest.raises(AssertionError, match="a question"):
        await crash.until(never, "a question")
