"""How many requests a studio account has made: counted in memory, written in batches, whole again after a crash.

While a program runs, the store holds how many requests it may have made without writing them down. Who finds that at a
start finds that the last end was a crash, and counts them as made just now.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping
from functools import partial

from sqlalchemy import Connection, delete, insert, select, update

from bot.allowance import Made
from bot.clock import Clock
from bot.store.database import Database
from bot.store.tables import budgets
from bot.studio import StudioAccountId

MINUTE, HOUR = 60, 3_600
UNWRITTEN = 0  # a minute in which nobody made a request: it holds what may never have been written down


class StoredAllowance:
    """One studio account's `bot.studio.Allowance`."""

    def __init__(self, database: Database, clock: Clock, studio: StudioAccountId) -> None:
        """Nothing is counted before the first `recall`."""
        self._database = database
        self._clock = clock
        self._studio = studio
        self._most: dict[str, int] = {}
        self._unwritten: Counter[tuple[str, int]] = Counter()
        self._written_at = clock.monotonic()
        self._writing = asyncio.Lock()

    async def recall(self, tier: str, unwritten: int) -> tuple[Made, ...]:
        """Read the last hour, and from now on leave at most `unwritten` requests out of the store."""
        self._most[tier] = unwritten
        recalled = partial(_recall, studio=self._studio, tier=tier, minute=self._minute(), unwritten=unwritten)
        found = await self._database.write(recalled, durable=True)
        now = self._clock.now()
        return tuple(Made(max(0.0, now - (minute + 1) * MINUTE), count) for minute, count in sorted(found.items()))

    async def count(self, tier: str) -> None:
        """Note a request that is about to be made; it is written only where no more may stay unwritten."""
        while self._pending(tier) >= self._most[tier]:
            await self._write()
        self._unwritten[tier, self._minute()] += 1

    async def keep(self) -> None:
        """Write, when it is time: half of what may stay unwritten has come together, or it waits for a minute."""
        late = self._clock.monotonic() - self._written_at >= MINUTE
        if late or any(self._pending(tier) * 2 >= most for tier, most in self._most.items()):
            await self._write()

    async def close(self) -> None:
        """Write everything; the next start has nothing to guess."""
        await self._write()
        await self._database.write(partial(_forget_unwritten, studio=self._studio))

    async def _write(self) -> None:
        async with self._writing:
            batch = Counter(self._unwritten)
            if batch:
                await self._database.write(partial(_add, studio=self._studio, batch=batch))
                self._unwritten -= batch
            self._written_at = self._clock.monotonic()

    def _pending(self, tier: str) -> int:
        return sum(count for (each, _), count in self._unwritten.items() if each == tier)

    def _minute(self) -> int:
        return int(self._clock.now() // MINUTE)


def _recall(
    connection: Connection, *, studio: StudioAccountId, tier: str, minute: int, unwritten: int
) -> Mapping[int, int]:
    mine = (budgets.c.studio == studio) & (budgets.c.tier == tier)
    known: Counter[int] = Counter()
    for written, count in connection.execute(select(budgets.c.minute, budgets.c.count).where(mine)):
        known[minute if written == UNWRITTEN else min(written, minute)] += count  # none was made later than now
    fresh = {each: count for each, count in known.items() if each >= minute - HOUR // MINUTE}
    connection.execute(delete(budgets).where(mine))
    _add(connection, studio=studio, batch={(tier, each): count for each, count in fresh.items()})
    _add(connection, studio=studio, batch={(tier, UNWRITTEN): unwritten})
    return fresh


def _add(connection: Connection, *, studio: StudioAccountId, batch: Mapping[tuple[str, int], int]) -> None:
    for (tier, minute), count in batch.items():
        there = (budgets.c.studio == studio) & (budgets.c.tier == tier) & (budgets.c.minute == minute)
        if not connection.execute(update(budgets).where(there).values(count=budgets.columns["count"] + count)).rowcount:
            connection.execute(insert(budgets).values(studio=studio, tier=tier, minute=minute, count=count))


def _forget_unwritten(connection: Connection, *, studio: StudioAccountId) -> None:
    mine = (budgets.c.studio == studio) & (budgets.c.minute == UNWRITTEN)
    connection.execute(delete(budgets).where(mine))
