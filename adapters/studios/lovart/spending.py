"""How many spending calls an account may make: refused here, before anything is sent, rather than by the service."""

from collections import deque
from functools import partial

from adapters.studios.lovart import limits
from bot.clock import Clock
from bot.errors import RetryLater
from bot.texts import studio


class Spending:
    """Counts `/chat` and `/chat/confirm` by minute and hour; kept in memory, so a restart begins to count anew."""

    def __init__(self, clock: Clock, name: str, per_minute: int, per_hour: int) -> None:
        self._clock = clock
        self._name = name
        self._windows = ((limits.MINUTE, per_minute), (limits.HOUR, per_hour))
        self._calls: deque[float] = deque(maxlen=per_hour)

    def take(self) -> None:
        """Count one call. Raises `RetryLater`, with nothing counted, while a minute or an hour is full."""
        now = self._clock.monotonic()
        pause = max(self._full_for(now, *window) for window in self._windows)
        if pause > 0:
            raise RetryLater(pause, partial(studio.rate_limited, studio=self._name, seconds=pause))
        self._calls.append(now)

    def _full_for(self, now: float, span: float, most: int) -> float:
        return self._calls[-most] + span - now if len(self._calls) >= most else 0.0
