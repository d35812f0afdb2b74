"""A clock that stands still until a test turns it."""

import asyncio
import heapq
import itertools
from dataclasses import dataclass, field

# Loop turns given to what has been woken before time moves on: enough for a chain of tasks that only talk to each
# other. A test that waits for a network or a thread waits for that, and then advances again.
TURNS = 50


@dataclass(order=True, slots=True)
class Sleeper:
    """Somebody who waits for an instant."""

    due: float
    number: int
    woken: asyncio.Future[None] = field(compare=False)


class ManualClock:
    """Implements `bot.clock.Clock`; the clocks move together by `advance`, the wall clock alone by `leap`."""

    def __init__(self, now: float = 1_750_000_000.0, turns: int = TURNS) -> None:
        self._started = now
        self._turns = turns
        self._elapsed = 0.0
        self._numbers = itertools.count()
        self._sleepers: list[Sleeper] = []
        self._joined = asyncio.Event()

    @property
    def sleeping(self) -> int:
        """How many wait at present."""
        return len(self._sleepers)

    def now(self) -> float:
        """Wall clock in Unix seconds."""
        return self._started + self._elapsed

    def monotonic(self) -> float:
        """Seconds since the clock was made."""
        return self._elapsed

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock has been advanced that far; nothing or less only lets others run."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        sleeper = self._put_to_sleep(self._elapsed + seconds)
        try:
            await sleeper.woken
        finally:
            self._forget(sleeper)

    async def advance(self, seconds: float) -> None:
        """Move on by that many seconds, waking each sleeper at its own instant, the earliest first."""
        goal = self._elapsed + seconds
        await self._let_others_run()
        while self._sleepers and self._sleepers[0].due <= goal:
            sleeper = heapq.heappop(self._sleepers)
            self._elapsed = max(self._elapsed, sleeper.due)
            if not sleeper.woken.done():
                sleeper.woken.set_result(None)
            await self._let_others_run()
        self._elapsed = goal

    def leap(self, seconds: float) -> None:
        """Set the wall clock, forwards or back; nobody who sleeps notices."""
        self._started += seconds

    async def asleep(self, count: int = 1) -> None:
        """Wait until at least that many sleep, so that what follows does not depend on who came first."""
        while self.sleeping < count:
            self._joined.clear()
            await self._joined.wait()

    def _put_to_sleep(self, due: float) -> Sleeper:
        sleeper = Sleeper(due, next(self._numbers), asyncio.get_running_loop().create_future())
        heapq.heappush(self._sleepers, sleeper)
        self._joined.set()
        return sleeper

    def _forget(self, sleeper: Sleeper) -> None:
        if sleeper in self._sleepers:
            self._sleepers.remove(sleeper)
            heapq.heapify(self._sleepers)

    async def _let_others_run(self) -> None:
        for _ in range(self._turns):
            await asyncio.sleep(0)
