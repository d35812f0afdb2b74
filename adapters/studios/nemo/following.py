"""One follower of a prompt: what the stream brings, and after it what the session's state shows.

A stream that broke is never sent for again: the state is read on the service's documented schedule until it differs.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from adapters.studios.nemo import limits
from adapters.studios.nemo.marks import Before
from adapters.studios.nemo.refusals import Refusals
from adapters.studios.nemo.replies import State
from adapters.studios.nemo.settings import NemoSettings
from adapters.studios.nemo.streaming import End, Stream
from adapters.studios.nemo.telling import CLOSING, Telling
from adapters.studios.nemo.trouble import NemoError
from adapters.trouble import Trouble
from bot.clock import Clock
from bot.studio import AgentText, Cause, Failed, Finished, Progress, TurnEvent


@dataclass(frozen=True, slots=True)
class Reading:
    """How a session's state is read, and when."""

    state: Callable[[], Awaitable[State]]
    cost: Callable[[], Awaitable[float | None]]
    clock: Clock
    settings: NemoSettings
    refusals: Refusals


class Following:
    """Tells one turn; `stream` is None where this process does not hold it."""

    def __init__(self, stream: Stream | None, before: Before, reading: Reading) -> None:
        self._stream = stream
        self._began = reading.clock.monotonic()
        self._reading = reading
        self._telling = Telling(before)
        self._clips = 0
        self._seen = False

    async def events(self) -> AsyncIterator[TurnEvent]:
        """Tell everything, the end last."""
        if self._stream is not None:
            async for event in self._streamed(self._stream):
                yield event
        async for event in self._read():
            yield event

    async def _streamed(self, stream: Stream) -> AsyncIterator[TurnEvent]:
        over = False
        while not over:
            over = stream.end is not None  # before the words are taken, so that none comes between
            yield stream.progress
            for told in self._telling.words(stream):
                yield told
            for event in await self._clip(stream):
                yield event
            if not over:
                await stream.changed()

    async def _clip(self, stream: Stream) -> list[TurnEvent]:
        """Tell of a raw clip at once, for the agent may go on by itself for long."""
        if stream.end is None and stream.transcript.made > len(stream.clips):
            with suppress(Trouble):
                stream.clips.append(await self._reading.state())
        fresh = list(enumerate(stream.clips, 1))[self._clips :]
        self._clips = len(stream.clips)
        return [told for number, state in fresh for told in self._telling.timeline(state, f"clip:{number}")]

    async def _read(self) -> AsyncIterator[TurnEvent]:
        for pause in self._pauses():
            yield self._sign()
            await self._reading.clock.sleep(pause)
            try:
                state = await self._reading.state()
            except NemoError as error:
                if error.refuses:
                    yield self._reading.refusals.failure(error)
                    return
            except Trouble:
                continue
            else:
                self._seen = True
                moved = list(self._telling.timeline(state, CLOSING))
                for told in moved:
                    yield told
                if moved or self._settled():
                    break
        if self._seen:  # else nobody knows how it ended, and it is looked at again
            for event in await self._ending():
                yield event

    def _sign(self) -> Progress:
        """Tell how long it has taken; of a stream that another process held nobody knows when it gave a sign."""
        if self._stream is not None:
            return self._stream.progress
        return Progress(busy=self._reading.clock.monotonic() - self._began)

    def _pauses(self) -> tuple[float, ...]:
        first, later = self._reading.settings.first_recheck, self._reading.settings.recheck
        schedule = (first, *[later] * (limits.RECHECKS - 1))
        match self._stream.end if self._stream else End.LOST:
            case End.CLOSED:
                return (0.0, *schedule)
            case End.LOST:
                return (0.0, *schedule)
            case End.CUT:
                return schedule
        return (0.0,)

    def _settled(self) -> bool:
        """Tell whether one look is enough where it shows nothing new: the stream has told how it went."""
        if self._stream is None or self._stream.end is not End.CLOSED:
            return False
        return self._telling.changed or self._telling.said or self._stream.transcript.broke is not None

    async def _ending(self) -> list[TurnEvent]:
        transcript, end = (self._stream.transcript, self._stream.end) if self._stream else (None, End.LOST)
        ending = list[TurnEvent](self._telling.guides())
        if end is End.LATE:
            return [*ending, Failed(Cause.QUIET)]
        if transcript is not None and transcript.broke is not None:
            return [*ending, self._reading.refusals.failure(transcript.broke)]
        if self._telling.changed or (end is End.CLOSED and self._telling.said):
            return [*ending, Finished(await self._reading.cost())]
        return [*ending, *self._fruitless(transcript.noise if transcript else "", end)]

    def _fruitless(self, noise: str, end: End | None) -> Iterator[TurnEvent]:
        if noise:
            yield AgentText("noise", noise)
        yield Failed(Cause.NOTHING if end is End.CLOSED else Cause.CUT_OFF, noise)
