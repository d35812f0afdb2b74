"""One limit of so many requests within so many seconds, wherever the window is taken to begin."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

GRAINS = 60  # a window's parts: requests within one of them are kept as one entry, as if made with the last of them


@dataclass(slots=True)
class _Entry:
    first: float
    last: float
    count: int


class Window:
    """Counts the requests of the last `span` seconds; times are of one clock that never runs backwards."""

    def __init__(self, span: float, most: int) -> None:
        self._span = span
        self._most = most
        self._entries: deque[_Entry] = deque()
        self._total = 0

    def add(self, now: float, count: int = 1) -> None:
        """Count requests made now."""
        self._total += count
        if self._entries and now - self._entries[-1].first < self._span / GRAINS:
            self._entries[-1].last = now
            self._entries[-1].count += count
        else:
            self._entries.append(_Entry(now, now, count))

    def full_for(self, now: float) -> float:
        """Tell the seconds until one more request fits; 0 when it does now."""
        self._drop(now)
        if self._total < self._most:
            return 0.0
        left = self._total
        for entry in self._entries:
            left -= entry.count
            if left < self._most:
                return entry.last + self._span - now
        return self._span  # a limit of none at all is never met

    def _drop(self, now: float) -> None:
        while self._entries and self._entries[0].last + self._span <= now:
            self._total -= self._entries.popleft().count


def full_for(windows: Iterable[Window], now: float) -> float:
    """Tell the seconds until one more request fits into every window."""
    return max(window.full_for(now) for window in windows)
