"""How a studio account remembers, over restarts, what it may still ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Made:
    """Requests made before a start: how many, at least `age` seconds ago as far as anybody knows."""

    age: float
    count: int


class Allowance(Protocol):
    """What remembers, over restarts, how many requests a studio account has made in each tier of its rate limits.

    The studio is given its own, compares with its limits itself, and calls `close` when it is closed.
    """

    async def recall(self, tier: str, unwritten: int) -> Sequence[Made]:
        """Tell the last hour's requests, oldest first; before the first `count` of a tier.

        At most `unwritten` requests may stay unwritten: after a crash as many are told as made just now.
        """
        ...

    async def count(self, tier: str) -> None:
        """Note a request that is about to be made."""
        ...

    async def keep(self) -> None:
        """Write down what was noted, if it is time; called where nobody waits for what comes next."""
        ...

    async def close(self) -> None:
        """Write down everything."""
        ...
