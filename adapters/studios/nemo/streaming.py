"""Streams that stay open while a turn runs: each read by a task of its own, also while nobody follows."""

import asyncio
from collections.abc import Coroutine
from enum import Enum, auto

from adapters.studios.nemo import limits
from adapters.studios.nemo.api import Answer
from adapters.studios.nemo.replies import State
from adapters.studios.nemo.stream import Event, Parser
from adapters.studios.nemo.transcript import Transcript
from adapters.trouble import CutOff
from bot.clock import Clock
from bot.studio import Progress, StudioThreadId, TurnRef

ENDED_KEPT = 64  # streams that are over and may be asked for once more
Request = tuple[StudioThreadId, float]  # what stays of a turn, whatever was noted of it since


class End(Enum):
    """How a stream ended; `LOST` is one that another process held."""

    CLOSED = auto()
    CUT = auto()
    LATE = auto()
    LOST = auto()


class Stream:
    """One turn's stream; `end` is None while it is open.

    `clips` are the states that a follower read when a raw clip was there, for those who follow after it.
    """

    def __init__(self, answer: Answer, clock: Clock) -> None:
        self.transcript = Transcript()
        self.clips: list[State] = []
        self.end: End | None = None
        self._answer = answer
        self._clock = clock
        self._news = asyncio.Event()
        self._began = self._sign = self._moved = clock.monotonic()
        self._task = asyncio.create_task(self._read())

    @property
    def progress(self) -> Progress:
        """Tell how long it has been open, and when anything came last."""
        now = self._clock.monotonic()
        return Progress(busy=now - self._began, quiet=now - self._sign)

    async def changed(self) -> None:
        """Wait for something new, but no longer than a look apart."""
        if self.end is None and not self._overdue():
            await self._either(self._news.wait(), limits.LOOK)
        self._news.clear()
        if self._overdue():
            self._stop(End.LATE)

    async def close(self, drain: float) -> None:
        """Wait for its end for a while, then stop reading; for the service this is a connection that broke."""
        if self.end is None:
            await self._either(self._over(), drain)
        self._stop(End.CUT)
        await asyncio.gather(self._task, return_exceptions=True)

    async def _over(self) -> None:
        await asyncio.wait({self._task})

    async def _either(self, waits: Coroutine[None, None, object], seconds: float) -> None:
        first = {asyncio.create_task(waits), asyncio.create_task(self._clock.sleep(seconds))}
        try:
            await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in first:
                each.cancel()
            await asyncio.gather(*first, return_exceptions=True)

    def _stop(self, end: End) -> None:
        self._finish(end)
        self._task.cancel()

    async def _read(self) -> None:
        parser = Parser()
        try:
            async for chunk in self._answer.chunks():
                self._take(parser.feed(chunk))
                if self._overdue():
                    self._finish(End.LATE)
                    return
            self._take(parser.close())
            self._finish(End.CLOSED)
        except CutOff:
            self._finish(End.CUT)
        finally:
            self._answer.close()

    def _take(self, events: list[Event]) -> None:
        now = self._clock.monotonic()
        for event in events:
            self._sign = now
            if self.transcript.take(event):
                self._moved = now
        self._news.set()

    def _overdue(self) -> bool:
        now = self._clock.monotonic()
        return now - self._began >= limits.STREAM_TIMEOUT or now - self._moved >= limits.QUIET_TIMEOUT

    def _finish(self, end: End) -> None:
        if self.end is None:
            self.transcript.end()
            self.end = end
            self._news.set()


def _request(ref: TurnRef) -> Request:
    return ref.thread, ref.started_at


class Streams:
    """The streams of this process by their turns; of those that are over only the last are kept."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._held: dict[Request, Stream] = {}
        self._alone: dict[Request, bool] = {}

    def begin(self, ref: TurnRef, answer: Answer) -> None:
        """Read a turn's stream from now on."""
        over = [each for each, stream in self._held.items() if stream.end is not None]
        for old in over[: max(0, len(over) - ENDED_KEPT)]:
            del self._held[old], self._alone[old]
        beside = [each for each, stream in self._held.items() if stream.end is None]
        self._alone.update(dict.fromkeys(beside, False))
        self._alone[_request(ref)] = not beside
        self._held[_request(ref)] = Stream(answer, self._clock)

    def of(self, ref: TurnRef) -> Stream | None:
        """Find a turn's stream, if this process began it."""
        return self._held.get(_request(ref))

    def alone(self, ref: TurnRef) -> bool:
        """Tell whether surely no other turn ran beside this one."""
        return self._alone.get(_request(ref), False)

    async def drop(self, ref: TurnRef) -> None:
        """Stop reading a turn's stream; who follows it again reads the state alone."""
        stream = self._held.pop(_request(ref), None)
        self._alone.pop(_request(ref), None)
        if stream is not None:
            await stream.close(0.0)

    async def close(self, drain: float) -> None:
        """Let what still streams come to its end for a while, then stop."""
        await asyncio.gather(*(stream.close(drain) for stream in self._held.values()))
