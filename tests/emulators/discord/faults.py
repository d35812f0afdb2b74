"""The back door of the emulator: faults and barriers for tests, and a look at what was called and refused.

A call is named by its method and path, as "POST /channels/{channel_id}/messages". GET on the control endpoint shows
everything, POST takes any of `says`, `fault`, `hold`, `release` and `clear`, and answers as GET does.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from tests.emulators.discord.buckets import Scope
from tests.emulators.discord.codes import Code

CONTROL = "/emulator/control"
POST_MESSAGE = "POST /channels/{channel_id}/messages"
EDIT_MESSAGE = "PATCH /channels/{channel_id}/messages/{message_id}"
READ_MESSAGE = "GET /channels/{channel_id}/messages/{message_id}"
HISTORY = "GET /channels/{channel_id}/messages"
CALLBACK = "POST /interactions/{interaction_id}/{interaction_token}/callback"
FOLLOW_UP = "POST /webhooks/{webhook_id}/{webhook_token}"
FILE = "GET /attachments/{channel_id}/{attachment_id}/{filename}"
When = Literal["before", "after"]


class Strict(BaseModel):
    """Nothing misspelt goes unnoticed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Fault(Strict):
    """What goes wrong with a call: `before` it has happened it is not taken, `after` only its answer is lost.

    `retry_after` makes a 429 of that scope; `reset` cuts the connection; `silence` answers never; `code` refuses as
    Discord would; else `status` and `body` are the answer. `channel` narrows it to calls about one channel.
    """

    call: str
    times: int = Field(default=1, ge=1)
    when: When = "before"
    channel: int | None = None
    latency: float = Field(default=0.0, ge=0.0)
    reset: bool = False
    silence: bool = False
    retry_after: float | None = Field(default=None, ge=0.0)
    scope: Scope = "user"
    code: Code | None = None
    status: int | None = Field(default=None, ge=200, le=599)
    body: str | dict[str, Any] = ""

    @property
    def answers(self) -> bool:
        """Say whether it takes the place of the true answer."""
        return bool(self.reset or self.silence or self.code or self.status or self.retry_after is not None)


class Says(Strict):
    """What a person writes, for programs that cannot hold a `Person`."""

    channel: int
    person: int
    text: str


class Order(Strict):
    """What POST takes: any of these."""

    says: Says | None = None
    fault: Fault | None = None
    hold: str | None = None
    when: When = "before"
    release: str | None = None
    clear: bool = False


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


class Faults:
    """The faults and barriers that are set, and the counts of calls."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.known: set[str] = set()
        self._faults: list[Fault] = []
        self._barriers: list[Barrier] = []
        self._silence = asyncio.Event()

    def order(self, *faults: Fault) -> None:
        """Let these happen, in this order for each call."""
        self._must_be_known(fault.call for fault in faults)
        self._faults.extend(faults)

    def hold(self, call: str, when: When = "before") -> Barrier:
        """Hold a call before or after it has happened."""
        self._must_be_known([call])
        self._barriers.append(barrier := Barrier(call, when))
        return barrier

    def release(self, call: str | None = None) -> None:
        """Lift the barriers of a call; without a name all of them, and end all silence."""
        for barrier in [each for each in self._barriers if call in {None, each.call}]:
            barrier.lift()
            self._barriers.remove(barrier)
        if call is None:
            self._silence.set()
            self._silence = asyncio.Event()

    def clear(self) -> None:
        """Let nothing more go wrong."""
        self._faults.clear()
        self.release()

    def obey(self, order: Order) -> None:
        """Do what came through the control endpoint."""
        if order.clear:
            self.clear()
        if order.release:
            self.release(order.release)
        if order.hold:
            self.hold(order.hold, order.when)
        if order.fault:
            self.order(order.fault)

    def due(self, call: str, channel: int | None) -> Fault | None:
        """Take the fault that happens to this call."""
        for at, fault in enumerate(self._faults):
            if fault.call == call and fault.channel in {None, channel}:
                rest = [fault.model_copy(update={"times": fault.times - 1})] if fault.times > 1 else []
                self._faults[at : at + 1] = rest
                return fault
        return None

    async def pass_barriers(self, call: str, when: When) -> None:
        """Wait where a barrier stands."""
        for barrier in [each for each in self._barriers if (each.call, each.when) == (call, when)]:
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
            "barriers": [{"hold": each.call, "when": each.when, "held": each.held} for each in self._barriers],
        }

    def _must_be_known(self, calls: Iterable[str]) -> None:
        unknown = set(calls) - self.known
        if unknown and self.known:
            message = f"no such call: {unknown}"
            raise ValueError(message)
