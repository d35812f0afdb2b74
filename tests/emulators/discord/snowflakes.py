"""Discord's ids: the millisecond in which a thing was made, and a counter.

Source: reference.mdx, "Snowflakes".
"""

from bot.clock import Clock

EPOCH_MS = 1_420_070_400_000
SHIFT = 22


def made_at(snowflake: int) -> float:
    """When it was made, in Unix seconds."""
    return ((snowflake >> SHIFT) + EPOCH_MS) / 1000


def earliest(at: float) -> int:
    """The smallest id of that instant."""
    return (int(at * 1000) - EPOCH_MS) << SHIFT


class Snowflakes:
    """Ids that only grow, whatever the clock does."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def __call__(self) -> int:
        """Make the next one."""
        self._last = max(earliest(self._clock.now()), self._last + 1)
        return self._last
