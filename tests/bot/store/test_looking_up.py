"""What is asked again and again is looked up, however much has gathered in the store."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Select

from bot.store import confirmations, conversations, deliveries, inbox, ledger, overrides, projects, turns
from bot.store.database import Database
from tests.harness import furnish

EACH_TURN_ASKS: dict[str, Select[Any]] = {
    "its conversation": conversations.CURRENT,
    "its project": projects.USED,
    "its event": inbox.SEEN,
    "its row": turns.ONE,
    "its files": turns.FILES,
    "its posts": deliveries.OF_TURN,
    "what is shown": deliveries.SHOWN,
    "its results": deliveries.ARTIFACTS,
    "one result": deliveries.ARTIFACT_OF,
    "its questions": confirmations.ASKED_OF,
    "its button": confirmations.MEANS,
    "what it offers": confirmations.OFFERED,
    "its account": ledger.OF_TURN,
    "its settings": overrides.HERE,
}


@pytest.mark.parametrize("statement", EACH_TURN_ASKS.values(), ids=list(EACH_TURN_ASKS))
async def test_nothing_that_each_turn_asks_reads_a_whole_table(statement: Select[Any], tmp_path: Path) -> None:
    """Broken once: each end of a turn read the whole outbox, which only ever grows."""
    file = tmp_path / "core.sqlite3"
    await asyncio.to_thread(furnish, file)
    database = await asyncio.to_thread(Database, f"sqlite:///{file}")

    def plan(connection: Connection) -> list[str]:
        written = statement.compile(connection, compile_kwargs={"render_postcompile": True})
        nothing = (None,) * len(written.positiontup or ())
        return [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {written}", nothing)]

    steps = await database.read(plan)
    await database.close()
    assert any(step.startswith("SEARCH") for step in steps), steps
    assert not [step for step in steps if step.startswith("SCAN")], steps
