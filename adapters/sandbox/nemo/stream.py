"""A turn as it is told: a reply that stays open, with each item when it happens and heartbeats in between."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

from adapters.sandbox.envelope import Json
from adapters.sandbox.nemo import dialects
from adapters.sandbox.nemo.dialects import Dialect
from adapters.sandbox.nemo.script import HangUp, Item, Outcome, Plan
from adapters.sandbox.nemo.sessions import Instant, Turn
from adapters.sandbox.stage import Stage


@dataclass(frozen=True, slots=True)
class Moment:
    """What is written so many seconds after the beginning: an item, a heartbeat, or nothing, at the end."""

    at: float
    item: Item | None = None
    beats: bool = False


def moments(plan: Plan, every: float) -> Iterator[Moment]:
    """List what is written when, with a heartbeat wherever so many seconds bring nothing else."""
    last = 0.0
    for moment in (*(Moment(step.at, step.item) for step in plan.steps), Moment(plan.end)):
        while last + every < moment.at:
            last += every
            yield Moment(last, beats=True)
        last = moment.at
        yield moment


class Telling:
    """The streams that are open."""

    def __init__(self) -> None:
        self._tellers: set[asyncio.Task[object]] = set()

    @contextmanager
    def joined(self) -> Iterator[None]:
        """Count the running task among them meanwhile."""
        teller = asyncio.current_task()
        assert teller  # noqa: S101 (only a task can answer a request)
        self._tellers.add(teller)
        try:
            yield
        finally:
            self._tellers.discard(teller)

    def hang_up(self) -> None:
        """End them all."""
        for teller in self._tellers:
            teller.cancel()


@dataclass(frozen=True, slots=True)
class Told:
    """What a stream tells: a turn, and the draft as it is at an instant."""

    turn: Turn
    draft: Callable[[Instant], Json]


class Stream(web.StreamResponse):
    """The reply to a message; as a file's, its content is sent while it is being prepared."""

    def __init__(self, told: Told, stage: Stage, telling: Telling) -> None:
        super().__init__(headers={"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-cache"})
        self.force_close()
        self._told = told
        self._stage = stage
        self._telling = telling
        self._halved = False

    def halve(self) -> None:
        """Hang up in the middle."""
        self._halved = True

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Send the head, then everything as it happens; the server cuts the connection where this breaks off."""
        with self._telling.joined():
            writer = await super().prepare(request)
            await self._tell()
        return writer

    async def _tell(self) -> None:
        switches, turn = self._stage.switches, self._told.turn
        write = dialects.dialect(switches.dialect, turn.asked.turn_id, partials=switches.partials)
        for moment in self._moments():
            due = turn.asked.at + moment.at / self._stage.speed
            await self._stage.clock.sleep(due - self._stage.clock.now())
            if isinstance(moment.item, HangUp):
                raise ConnectionResetError
            for piece in self._pieces(moment, due, write):
                await self.write(piece)

    def _moments(self) -> Sequence[Moment]:
        every = self._stage.switches.heartbeat_every
        whole = [*moments(self._told.turn.plan, every)]
        if not self._halved:
            return whole
        middle = whole[len(whole) // 2]
        return [*whole[: len(whole) // 2], Moment(middle.at, HangUp())]

    def _pieces(self, moment: Moment, due: float, write: Dialect) -> Iterator[bytes]:
        if moment.beats and (heartbeat := dialects.HEARTBEATS[self._stage.switches.heartbeat]):
            yield heartbeat
        if moment.item:
            draft = self._told.draft((due, self._stage.speed)) if isinstance(moment.item, Outcome) else None
            yield from map(dialects.frame, write(moment.item, due, draft))
