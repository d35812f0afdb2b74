"""Time as a dependency: the one way in which the product reads a clock or waits."""

import asyncio
import time
from collections.abc import Iterator
from typing import Protocol


class Clock(Protocol):
    """What the program needs of time; tests pass one they can turn."""

    def now(self) -> float:
        """Wall clock in Unix seconds; it may jump."""
        ...

    def monotonic(self) -> float:
        """Seconds of a clock that never runs backwards; for measuring, never for storing."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait that many seconds."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        """Wall clock in Unix seconds."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds since some fixed point."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait that many seconds."""
        await asyncio.sleep(max(0.0, seconds))


def growing(longest: float) -> Iterator[float]:
    """Give the pauses between tries, in seconds: a second, then each twice the one before, up to the longest."""
    pause = 1.0
    while True:
        yield pause
        pause = min(pause * 2, longest)
