"""Atelier with many turns that wait, each in a conversation of its own, which is the dearest case.

Some come in by the inbox as messages and go the product's own way; the others were left in the store by an earlier
process and are taken up as after a restart. Queued: the studio works on one turn that never ends. Awaiting: the studio
takes each turn, and asks what it may cost. Before the counting begins, a few turns have gone the same way, so that
what is made once is not counted.
"""

import asyncio
from pathlib import Path

from sqlalchemy import Connection, func, select

from bench.adapter import FedAdapter, message_of
from bench.product import STUDIO, Running, running
from bench.resources import idle_percent, resident
from bench.seeding import WORDS
from bench.studio import PatientStudio
from bench.wire import Event, Held, Wait, plan, tell, until_closed
from bot.clock import SystemClock
from bot.store import deliveries
from bot.store.tables import turns
from bot.store.turns import TurnState

WORKING = 1  # the turn that the studio of the queued ones is at
SIDE_BY_SIDE = 32
LOOK = 0.2


async def arrive(product: Running, numbers: range) -> None:
    """Send messages, a few at a time."""
    for first in numbers[::SIDE_BY_SIDE]:
        batch = range(first, min(first + SIDE_BY_SIDE, numbers.stop))
        messages = (message_of(Event(each, each, f"{each} {WORDS}")) for each in batch)
        await asyncio.gather(*map(product.core.inbox, messages))


async def settled(product: Running, wait: Wait, count: int) -> None:
    """Wait until so many turns are in their state, every post has its receipt, and the last cards are drawn."""
    query = select(func.count()).select_from(turns).where(turns.c.state == state_of(wait))

    def busy(connection: Connection) -> bool:
        return connection.execute(query).scalar_one() < count or bool(deliveries.undelivered(connection))

    while await product.database.read(busy):  # noqa: ASYNC110 (what is waited for is in the store)
        await asyncio.sleep(LOOK)
    await asyncio.sleep(wait.settle)


async def measure(product: Running, wait: Wait) -> Held:
    """Let turns come, then take up those that were left, and see what each step adds."""
    begun = wait.left + wait.warm_up
    end = begun + wait.coming
    working = 0 if wait.awaiting else WORKING
    await arrive(product, range(wait.left, begun))
    await settled(product, wait, begun - working)
    bytes_before = resident()
    await arrive(product, range(begun, end))
    await settled(product, wait, end - working)
    bytes_with_those_that_came = resident()
    await product.core.resume()
    await settled(product, wait, end - working)
    bytes_in_the_end = resident()
    return Held(
        left=(bytes_in_the_end - bytes_with_those_that_came) / wait.left,
        came=(bytes_with_those_that_came - bytes_before) / wait.coming,
        idle_percent=await idle_percent(wait.idle),
    )


def state_of(wait: Wait) -> TurnState:
    """Name the state in which the turns wait."""
    return TurnState.AWAITING if wait.awaiting else TurnState.QUEUED


async def main(wait: Wait) -> None:
    """Hold the turns, tell what they cost."""
    studio = PatientStudio(SystemClock(), asks=wait.awaiting, at_once=SIDE_BY_SIDE if wait.awaiting else 1)
    async with running(Path(wait.folder), FedAdapter(), {STUDIO: studio}) as product:
        tell(await measure(product, wait))
        await until_closed()


if __name__ == "__main__":
    asyncio.run(main(plan(Wait)))
