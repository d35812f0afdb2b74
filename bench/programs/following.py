"""Atelier with many turns that run at the studio, taken up as after a restart, each in a conversation of its own.

The whole core and the real Lovart client, one for each account, with the pace that the product keeps. All turns are
fresh, which is when they are looked at most often. Before the counting begins, a few turns have gone the same way, so
that what is made once is not counted.
"""

import asyncio
from functools import partial
from pathlib import Path

from aiohttp import ClientSession
from sqlalchemy import Connection, update

from adapters.studios.lovart.settings import LovartSettings
from adapters.studios.lovart.studio import Lovart
from bench.adapter import FedAdapter
from bench.product import running
from bench.programs.looks import Looks, all_seen
from bench.resources import idle_percent, resident
from bench.wire import ACCESS_KEY, SECRET_KEY, Follow, Followed, plan, tell, until_closed
from bot.clock import SystemClock
from bot.store.tables import turns
from bot.store.turns import TurnState
from bot.studio import StudioAccountId


def accounts(follow: Follow) -> list[StudioAccountId]:
    """Name the accounts."""
    return [StudioAccountId(f"account-{number}") for number in range(follow.accounts)]


def lovart(follow: Follow) -> Lovart:
    """Make the client of one account, which takes its share of the turns and of the warming up."""
    share = -(-(follow.turns + follow.warm_up) // follow.accounts) + 1
    settings = LovartSettings(access_key=ACCESS_KEY, secret_key=SECRET_KEY, base_url=follow.studio, concurrent=share)
    return Lovart(settings, SystemClock())


def set_running(connection: Connection, numbers: range) -> None:
    """Let turns that were left run."""
    ids = [f"left-{number}" for number in numbers]
    connection.execute(update(turns).where(turns.c.id.in_(ids)).values(state=TurnState.RUNNING))


async def main(follow: Follow) -> None:
    """Follow the turns, tell what it costs."""
    studios = {account: lovart(follow) for account in accounts(follow)}
    everything = follow.warm_up + follow.turns
    async with running(Path(follow.folder), FedAdapter(), studios) as product, ClientSession() as session:
        await product.database.write(partial(set_running, numbers=range(follow.warm_up)))
        await product.core.resume()
        await all_seen(session, follow, follow.warm_up)
        before = resident()
        await product.database.write(partial(set_running, numbers=range(follow.warm_up, everything)))
        await product.core.resume()
        await all_seen(session, follow, everything)
        each = (resident() - before) / follow.turns
        begun = await Looks.so_far(session, follow.studio)
        percent = await idle_percent(follow.watched)
        ended = await Looks.so_far(session, follow.studio)
        tell(Followed(each, percent, (ended.looks - begun.looks) / follow.watched))
        await until_closed()


if __name__ == "__main__":
    asyncio.run(main(plan(Follow)))
