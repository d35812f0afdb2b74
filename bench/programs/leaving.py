"""The earlier process: leaves turns in a store, and ends; apart, so that its memory cannot be used again."""

import asyncio
from functools import partial
from pathlib import Path

from bench.product import open_store
from bench.seeding import leave
from bench.wire import Wait, plan, tell
from bot.store.turns import TurnState


async def main(wait: Wait) -> None:
    """Leave the turns."""
    state = TurnState.AWAITING if wait.awaiting else TurnState.QUEUED
    async with open_store(Path(wait.folder)) as database:
        await database.write(partial(leave, numbers=range(wait.left), state=state))
    tell(wait)


if __name__ == "__main__":
    asyncio.run(main(plan(Wait)))
