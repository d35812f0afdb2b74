"""How often a turn may be read: the account's hourly budget, shared fairly, fresh turns first.

The hour's budget is a bucket that leaks: a burst and the steady rate together stay within its allowance wherever the
service lets its hour begin. A restart refills it only as time has: what was read before is poured out of it again.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from adapters.studios.lovart import limits
from adapters.studios.lovart.windows import Window
from bot.allowance import Allowance
from bot.clock import Clock

TIER = "reads"
SHARE_UNWRITTEN = 6  # of the burst, one in so many may be lost to a crash, and then counts as made
HORIZON = 600.0  # seconds over which spare reads are handed out
SETTLED_AFTER, SETTLED = 180.0, 5.0  # seconds of age, and how many times the fresh pause applies from then on
LONG_AFTER, LONG = 1_800.0, 20.0
SHARE_OF_SETTLED = 0.2  # of the rate, kept for turns that are no longer fresh


@dataclass(frozen=True, slots=True)
class Wish:
    """How often one follower would like to read: its pause in seconds, and whether its turn is fresh."""

    pause: float
    fresh: bool


def wish(poll: float, age: float) -> Wish:
    """Say how often a turn of this age is worth reading."""
    if age < SETTLED_AFTER:
        return Wish(poll, fresh=True)
    return Wish(poll * (SETTLED if age < LONG_AFTER else LONG), fresh=False)


def stretch(own: Wish, others: Iterable[Wish], rate: float) -> float:
    """Tell how many times longer than wished `own` must pause, so that all together read `rate` times a second."""
    wishes = (own, *others)
    fresh = sum(1 / each.pause for each in wishes if each.fresh)
    settled = sum(1 / each.pause for each in wishes if not each.fresh)
    granted = min(fresh, rate - min(settled, SHARE_OF_SETTLED * rate))
    wanted, allowed = (fresh, granted) if own.fresh else (settled, rate - granted)
    return max(1.0, wanted / allowed)


class Pacing:
    """One account's read budget and those who share it."""

    def __init__(
        self,
        clock: Clock,
        poll: float,
        per_hour: int = limits.READS_PER_HOUR,
        per_minute: int = limits.READS_PER_MINUTE,
        allowance: Allowance | None = None,
    ) -> None:
        self._clock = clock
        self._poll = poll
        self._allowance = allowance
        self._minute = Window(limits.MINUTE, per_minute)
        self._burst = min(per_minute, per_hour / 10)
        self._rate = (per_hour - self._burst) / limits.HOUR
        self._left = self._burst
        self._counted_at = clock.monotonic()
        self._numbers = itertools.count()
        self._followers: dict[int, Callable[[], float]] = {}

    async def recall(self) -> None:
        """Count what was read before the start; an hour ago the bucket was full."""
        if self._allowance is None:
            return
        made = await self._allowance.recall(TIER, max(1, int(self._burst) // SHARE_UNWRITTEN))
        now = self._clock.monotonic()
        self._counted_at = now - limits.HOUR
        for each in made:
            self._refill(now - each.age)
            self._left -= each.count
            self._minute.add(now - each.age, each.count)
        self._refill(now)

    async def admit(self) -> None:
        """Count one read; wait for it where the hour's or the minute's budget is used up."""
        self._refill(self._clock.monotonic())
        self._left -= 1
        if self._left < 0:
            await self._clock.sleep(-self._left / self._rate)
        while pause := self._minute.full_for(self._clock.monotonic()):
            await self._clock.sleep(pause)
        self._minute.add(self._clock.monotonic())
        if self._allowance is not None:
            await self._allowance.count(TIER)

    @contextmanager
    def sharing(self, age: Callable[[], float]) -> Iterator[Callable[[], float]]:
        """Take part with a turn whose age in seconds `age` tells; gives what tells the pause before its next read."""
        number = next(self._numbers)
        self._followers[number] = age
        try:
            yield lambda: self._pause(number)
        finally:
            del self._followers[number]

    def _pause(self, number: int) -> float:
        self._refill(self._clock.monotonic())
        rate = max(self._rate / 10, self._rate + self._left / HORIZON)
        own = wish(self._poll, self._followers[number]())
        others = (wish(self._poll, age()) for other, age in self._followers.items() if other != number)
        return own.pause * stretch(own, others, rate)

    def _refill(self, now: float) -> None:
        self._left = min(self._burst, self._left + (now - self._counted_at) * self._rate)
        self._counted_at = now
