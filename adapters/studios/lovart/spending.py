"""How many spending calls an account may make: refused here, before anything is sent, rather than by the service."""

from functools import partial

from adapters.studios.lovart import limits
from adapters.studios.lovart.windows import Window, full_for
from bot.allowance import Allowance
from bot.clock import Clock
from bot.errors import RetryLater
from bot.texts import studio

TIER = "spends"
SHARE_UNWRITTEN = 6  # of a minute's calls, one in so many may be lost to a crash, and then counts as made


class Spending:
    """Counts `/chat` and `/chat/confirm` by minute and hour; without an allowance a restart begins to count anew."""

    def __init__(
        self, clock: Clock, name: str, per_minute: int, per_hour: int, allowance: Allowance | None = None
    ) -> None:
        self._clock = clock
        self._name = name
        self._unwritten = max(1, per_minute // SHARE_UNWRITTEN)
        self._windows = (Window(limits.MINUTE, per_minute), Window(limits.HOUR, per_hour))
        self._allowance = allowance
        self._rests_until = clock.monotonic()

    async def recall(self) -> None:
        """Count what was spent before the start."""
        if self._allowance is not None:
            now = self._clock.monotonic()
            for made in await self._allowance.recall(TIER, self._unwritten):
                self._add(now - made.age, made.count)

    async def take(self) -> None:
        """Count one call. Raises `RetryLater`, with nothing counted, at rest or while a minute or an hour is full."""
        now = self._clock.monotonic()
        rest = self._rests_until - now
        if rest > 0:
            raise RetryLater(rest, partial(studio.rate_limited, studio=self._name, seconds=rest))
        pause = full_for(self._windows, now)
        if pause > 0:
            raise RetryLater(pause, partial(studio.held_back, studio=self._name, seconds=pause))
        self._add(now, 1)
        if self._allowance is not None:
            await self._allowance.count(TIER)

    def rest(self, seconds: float) -> None:
        """Make no call for so long: who was asked to slow down means the whole account."""
        self._rests_until = max(self._rests_until, self._clock.monotonic() + seconds)

    def _add(self, at: float, count: int) -> None:
        for window in self._windows:
            window.add(at, count)
