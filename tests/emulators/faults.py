"""Faults and barriers that tests put before a platform's calls, whichever platform it is."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from adapters.sandbox.barriers import Barrier, Barriers, When

CONTROL = "/emulator/control"


class Strict(BaseModel):
    """Nothing misspelt goes unnoticed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Trouble(Strict):
    """What goes wrong with a call: `before` it has happened it is not taken, `after` only its answer is lost.

    `retry_after` makes a 429; `reset` cuts the connection; `silence` answers never; else `status` and `body` are the
    answer.
    """

    call: str
    times: int = Field(default=1, ge=1)
    when: When = "before"
    latency: float = Field(default=0.0, ge=0.0)
    reset: bool = False
    silence: bool = False
    retry_after: float | None = Field(default=None, ge=0.0)
    status: int | None = Field(default=None, ge=200, le=599)
    body: str | dict[str, Any] = ""

    @property
    def answers(self) -> bool:
        """Say whether it takes the place of the true answer."""
        return bool(self.reset or self.silence or self.status or self.retry_after is not None)

    def concerns(self, where: int | None) -> bool:
        """Say whether it is about calls there."""
        return True


F = TypeVar("F", bound=Trouble)


class Orders(Strict, Generic[F]):
    """What POST to the control endpoint takes: any of these."""

    fault: F | None = None
    hold: str | None = None
    when: When = "before"
    release: str | None = None
    clear: bool = False


class Troubles(Generic[F]):
    """The faults and barriers that are set, and the counts of calls."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.known: set[str] = set()
        self._faults: list[F] = []
        self._barriers = Barriers()
        self._silence = asyncio.Event()

    def order(self, *faults: F) -> None:
        """Let these happen, in this order for each call."""
        self._must_be_known(fault.call for fault in faults)
        self._faults.extend(faults)

    def hold(self, call: str, when: When = "before") -> Barrier:
        """Hold a call before or after it has happened."""
        self._must_be_known([call])
        return self._barriers.hold(call, when)

    def release(self, call: str | None = None) -> None:
        """Lift the barriers of a call; without a name all of them, and end all silence."""
        self._barriers.release(call)
        if call is None:
            self._silence.set()
            self._silence = asyncio.Event()

    def clear(self) -> None:
        """Let nothing more go wrong."""
        self._faults.clear()
        self.release()

    def obey(self, order: Orders[F]) -> None:
        """Do what came through the control endpoint."""
        if order.clear:
            self.clear()
        if order.release:
            self.release(order.release)
        if order.hold:
            self.hold(order.hold, order.when)
        if order.fault:
            self.order(order.fault)

    def due(self, call: str, where: int | None) -> F | None:
        """Take the fault that happens to this call."""
        for at, fault in enumerate(self._faults):
            if fault.call == call and fault.concerns(where):
                rest = [fault.model_copy(update={"times": fault.times - 1})] if fault.times > 1 else []
                self._faults[at : at + 1] = rest
                return fault
        return None

    async def pass_barriers(self, call: str, when: When) -> None:
        """Wait where a barrier stands."""
        for barrier in self._barriers.at(call, when):
            await barrier.wait()

    async def silence(self) -> None:
        """Wait until somebody ends it."""
        await self._silence.wait()

    def told(self) -> dict[str, Any]:
        """All of it, for the control endpoint."""
        return {
            "calls": dict(self.calls),
            "known": sorted(self.known),
            "faults": [fault.model_dump() for fault in self._faults],
            "barriers": self._barriers.told(),
        }

    def _must_be_known(self, calls: Iterable[str]) -> None:
        unknown = set(calls) - self.known
        if unknown and self.known:
            message = f"no such call: {unknown}"
            raise ValueError(message)
