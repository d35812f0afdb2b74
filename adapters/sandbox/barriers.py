"""Barriers: where a call waits, before or after it has happened, until somebody lets it go."""

import asyncio
from typing import Any, Literal

When = Literal["before", "after"]


class Barrier:
    """Holds calls until it is lifted; `reached` tells when one is held."""

    def __init__(self, call: str, when: When) -> None:
        self.call = call
        self.when = when
        self.held = 0
        self.reached = asyncio.Event()
        self._lifted = asyncio.Event()

    async def wait(self) -> None:
        """Wait here."""
        self.held += 1
        self.reached.set()
        try:
            await self._lifted.wait()
        finally:
            self.held -= 1

    def lift(self) -> None:
        """Let everybody go, now and later."""
        self._lifted.set()


class Barriers:
    """Those that stand."""

    def __init__(self) -> None:
        self._standing: list[Barrier] = []

    def hold(self, call: str, when: When) -> Barrier:
        """Put one up."""
        self._standing.append(barrier := Barrier(call, when))
        return barrier

    def release(self, call: str | None = None) -> None:
        """Lift those of a call; without a name all of them."""
        for barrier in [each for each in self._standing if call in {None, each.call}]:
            barrier.lift()
            self._standing.remove(barrier)

    def at(self, call: str, when: When) -> list[Barrier]:
        """List those that a call meets."""
        return [each for each in self._standing if (each.call, each.when) == (call, when)]

    def told(self) -> list[dict[str, Any]]:
        """Tell which stand, and how many calls each of them holds."""
        return [{"hold": each.call, "when": each.when, "held": each.held} for each in self._standing]
