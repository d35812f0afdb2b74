"""The earlier process: leaves turns that run at the studio, for another one to take up, and ends."""

import asyncio
from functools import partial
from pathlib import Path

from bench.product import open_store
from bench.programs.following import accounts
from bench.seeding import leave
from bench.wire import Follow, plan, tell
from bot.store.turns import TurnState


async def main(follow: Follow) -> None:
    """Leave the turns as stopped: whoever follows them says when they run."""
    numbers = range(follow.warm_up + follow.turns)
    async with open_store(Path(follow.folder)) as database:
        await database.write(partial(leave, numbers=numbers, state=TurnState.STOPPED, studios=accounts(follow)))
    tell(follow)


if __name__ == "__main__":
    asyncio.run(main(plan(Follow)))
