"""How many calls an account may make: sliding windows, as documented per account."""

from collections import deque
from dataclasses import dataclass

MINUTE = 60.0
HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Rate:
    """So many calls in a minute and in an hour."""

    per_minute: int
    per_hour: int


CHAT = Rate(60, 600)
REST = Rate(300, 3000)


class Budget:
    """Counts calls against a rate."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._calls: deque[float] = deque(maxlen=rate.per_hour)

    def take(self, now: float) -> bool:
        """Count one call, unless it is one too many."""
        while self._calls and self._calls[0] <= now - HOUR:
            self._calls.popleft()
        lately = len(self._calls) >= self._rate.per_minute and self._calls[-self._rate.per_minute] > now - MINUTE
        if lately or len(self._calls) >= self._rate.per_hour:
            return False
        self._calls.append(now)
        return True
