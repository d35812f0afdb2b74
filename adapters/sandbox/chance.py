"""Numbers that look drawn by lot and are the same on every machine."""

from collections.abc import Sequence
from hashlib import shake_256
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A stream of numbers fixed by its seed."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._drawn = 0

    def branch(self, name: str) -> "Chance":
        """Give an independent stream, so that one part of a picture does not disturb another."""
        return Chance(f"{self._seed}/{name}")

    def unit(self) -> float:
        """Draw from 0 up to 1."""
        self._drawn += 1
        return int.from_bytes(shake_256(f"{self._seed}#{self._drawn}".encode()).digest(6)) / (1 << 48)

    def between(self, low: float, high: float) -> float:
        """Draw from `low` up to `high`."""
        return low + (high - low) * self.unit()

    def happens(self, share: float) -> bool:
        """Let something happen in that share of the cases."""
        return self.unit() < share

    def pick(self, choices: Sequence[T]) -> T:
        """Draw one of them."""
        return choices[int(self.unit() * len(choices))]

    def static(self, count: int) -> bytes:
        """Draw that many bytes at once."""
        return shake_256(f"{self._seed}#static".encode()).digest(count)
