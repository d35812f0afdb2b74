"""A clock for tests with real connections: whoever sleeps is there at once, and time has passed."""

import asyncio


class JumpingClock:
    """Implements `bot.clock.Clock`; `slept` tells what was waited for, so that nothing needs to be timed."""

    def __init__(self, now: float = 1_750_000_000.0) -> None:
        self._started = now
        self._elapsed = 0.0
        self.slept: list[float] = []

    def now(self) -> float:
        """Wall clock in Unix seconds."""
        return self._started + self._elapsed

    def monotonic(self) -> float:
        """Seconds since the clock was made."""
        return self._elapsed

    def jump(self, seconds: float) -> None:
        """Let time pass without anybody waiting."""
        self._elapsed += seconds

    async def sleep(self, seconds: float) -> None:
        """Jump to the end of the wait, and let others run."""
        self.slept.append(seconds)
        due = self._elapsed + max(0.0, seconds)
        await asyncio.sleep(0)
        self._elapsed = max(self._elapsed, due)
