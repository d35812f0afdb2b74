"""How often a turn may be read: the account's hourly budget, shared fairly, fresh turns first.

The budget is a bucket that leaks: a burst and the steady rate together stay within the hour's allowance wherever the
service lets its hour begin.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from adapters.studios.lovart import limits
from bot.clock import Clock

HOUR = 3_600.0
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

    def __init__(self, clock: Clock, poll: float, per_hour: int = limits.READS_PER_HOUR) -> None:
        self._clock = clock
        self._poll = poll
        self._burst = min(limits.READS_AT_ONCE, per_hour / 10)
        self._rate = (per_hour - self._burst) / HOUR
        self._left = self._burst
        self._counted_at = clock.monotonic()
        self._numbers = itertools.count()
        self._followers: dict[int, Callable[[], float]] = {}

    async def admit(self) -> None:
        """Count one read; wait for it where the budget is used up. First come, first served."""
        self._refill()
        self._left -= 1
        if self._left < 0:
            await self._clock.sleep(-self._left / self._rate)

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
        self._refill()
        rate = max(self._rate / 10, self._rate + self._left / HORIZON)
        own = wish(self._poll, self._followers[number]())
        others = (wish(self._poll, age()) for other, age in self._followers.items() if other != number)
        return own.pause * stretch(own, others, rate)

    def _refill(self) -> None:
        now = self._clock.monotonic()
        self._left = min(self._burst, self._left + (now - self._counted_at) * self._rate)
        self._counted_at = now
