"""Two studios that keep the contract without a network: one that is polled, one that streams.

A script is what a turn will tell, in order; a question divides it, and what follows comes after the yes. Scripts are
played one per `start`, the last one again and again. A thread shows all its runs, so turns on one thread need keys of
their own.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self

from bot.capabilities import MediaKind
from bot.chat import Attachment
from bot.clock import Clock
from bot.errors import QuestionChanged, UserError
from bot.studio import (
    AgentText,
    Artifact,
    ArtifactKey,
    ArtifactReady,
    ConfirmationAsked,
    Conversation,
    Decision,
    Failed,
    Features,
    Finished,
    Place,
    PlaceId,
    Prepared,
    Progress,
    Prompt,
    QuestionKey,
    StudioThreadId,
    TurnEvent,
    TurnRef,
    TurnRequest,
    Upload,
)
from bot.texts import as_written

Script = Sequence[TurnEvent]
BUFFER = 4
FEATURES = Features("Fake", frozenset(MediaKind), None, None, 2, reasoning=True, exports=None)


def picture(name: str, words: str = "") -> ArtifactReady:
    """Make the event of a finished picture."""
    return ArtifactReady(Artifact(ArtifactKey(name), MediaKind.IMAGE, f"fake:{name}.png", words))


def question(name: str = "q", cost: float = 48.0) -> ConfirmationAsked:
    """Make a question that costs credits."""
    return ConfirmationAsked(QuestionKey(name), cost)


def key_of(event: TurnEvent) -> str | None:
    """Tell by what an event is known when it is read again."""
    match event:
        case ArtifactReady(artifact):
            return artifact.key
        case AgentText(key) | ConfirmationAsked(key):
            return key
        case _:
            return None


@dataclass
class Run:
    """One turn inside a fake studio: how much of its script has come to pass, and what was approved."""

    script: Script
    shown: int = 0
    approved: set[QuestionKey] = field(default_factory=set)

    @property
    def open_question(self) -> ConfirmationAsked | None:
        """The question that the run waits on."""
        last = self.script[self.shown - 1] if self.shown else None
        return last if isinstance(last, ConfirmationAsked) and last.key not in self.approved else None

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.shown == len(self.script)

    def go_on(self) -> None:
        """Let the next thing come to pass, unless a question is in the way."""
        if not self.ended and self.open_question is None:
            self.shown += 1


class FakeStudio:
    """What both fakes share: places, uploads, files, decisions, and a record of everything that was asked.

    `refusals` are raised by `start` one by one before it accepts anything; `lost` are raised after it has.
    """

    def __init__(
        self,
        clock: Clock,
        *scripts: Script,
        files: Mapping[str, bytes] | None = None,
        refusals: Sequence[Exception] = (),
        lost: Sequence[Exception] = (),
        features: Features = FEATURES,
        pause: float = 1.0,
    ) -> None:
        self.features = features
        self.started: list[Prepared] = []
        self.decided: list[tuple[QuestionKey, Decision]] = []
        self.uploaded: list[Attachment] = []
        self.followed: list[TurnRef] = []
        self.runs: dict[StudioThreadId, list[Run]] = {}
        self._clock = clock
        self._pause = pause
        self._scripts = list(scripts) or [(picture("a"), Finished())]
        self._files = dict(files or {})
        self._refusals, self._lost = list(refusals), list(lost)
        self._places = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return

    async def open(self, conversation: Conversation) -> Place:
        """Give the known place, or a new one."""
        if conversation.place is None:
            self._places += 1
        place = conversation.place or PlaceId(f"place-{self._places}")
        return Place(place, f"https://fake.example/{place}")

    async def upload(self, attachment: Attachment, place: Place) -> Upload:
        """Take note of a file."""
        self.uploaded.append(attachment)
        return Upload(f"fake:{attachment.name}")

    async def prepare(self, request: TurnRequest, place: Place) -> Prepared:
        """Mark all that the thread's earlier runs have shown."""
        runs = self.runs.get(request.thread, []) if request.thread else []
        shown = [key for run in runs for event in run.script[: run.shown] if (key := key_of(event))]
        return Prepared(request, place, tuple(shown))

    async def start(self, prepared: Prepared) -> TurnRef:
        """Accept a prompt and begin to play the next script."""
        if self._refusals:
            raise self._refusals.pop(0)
        self.started.append(prepared)
        thread = prepared.request.thread or StudioThreadId(f"thread-{len(self.started)}")
        script = self._scripts.pop(0) if len(self._scripts) > 1 else self._scripts[0]
        self.runs.setdefault(thread, []).append(Run(script))
        self._begin(thread)
        if self._lost:
            raise self._lost.pop(0)
        return TurnRef(prepared.place, thread, self._clock.now(), prepared.baseline)

    async def recover(self, prepared: Prepared) -> TurnRef | None:
        """Find a run on a known thread by what it shows."""
        thread = prepared.request.thread if isinstance(prepared.request, Prompt) else None
        if thread is None:
            return None
        await self._clock.sleep(self._pause)
        now = await self.prepare(replace(prepared.request), prepared.place)
        moved = not self._run(thread).ended or now.baseline != prepared.baseline
        return TurnRef(prepared.place, thread, self._clock.now(), prepared.baseline) if moved else None

    async def decide(self, ref: TurnRef, asked: ConfirmationAsked, decision: Decision) -> None:
        """Approve the open question if it is the one that was asked."""
        if decision is Decision.DECLINE:
            self.decided.append((asked.key, decision))
            return
        if self._run(ref.thread).open_question != asked:
            raise QuestionChanged(asked.key)
        self.decided.append((asked.key, decision))
        self._run(ref.thread).approved.add(asked.key)
        self._begin(ref.thread)

    async def fetch(self, artifact: Artifact) -> AsyncGenerator[bytes, None]:
        """Stream a file."""
        if artifact.url not in self._files:
            raise UserError(as_written("gone"))
        yield self._files[artifact.url]

    def play(self, *scripts: Script) -> None:
        """Set what the coming turns will tell."""
        self._scripts = list(scripts)

    def _run(self, thread: StudioThreadId) -> Run:
        return self.runs[thread][-1]

    def _told(self, ref: TurnRef) -> tuple[TurnEvent, ...]:
        """Give what is true of a turn now: not what its thread held before, nor what has been answered."""
        *earlier, run = self.runs[ref.thread]
        old = [event for past in earlier for event in past.script[: past.shown] if key_of(event) is not None]
        shown = (*old, *run.script[: run.shown])
        return tuple(event for event in shown if key_of(event) not in {*ref.baseline, *run.approved})

    def _begin(self, thread: StudioThreadId) -> None:
        """Set a run going, where it does not wait to be asked."""


class PollingFake(FakeStudio):
    """A studio whose runs go on as they are looked at."""

    async def follow(self, ref: TurnRef) -> AsyncGenerator[TurnEvent, None]:
        """Look again and again."""
        self.followed.append(ref)
        run, told = self._run(ref.thread), set[str | None]()
        while True:
            yield Progress()
            for event in self._told(ref):
                if key_of(event) is None or key_of(event) not in told:
                    told.add(key_of(event))
                    yield event
                    if isinstance(event, ConfirmationAsked | Finished | Failed):
                        return
            await self._clock.sleep(self._pause)
            run.go_on()


class StreamingFake(FakeStudio):
    """A studio that pushes: its own task reads each stream into a bounded buffer, also while nobody follows."""

    async def __aenter__(self) -> Self:
        self._streams: dict[StudioThreadId, tuple[asyncio.Task[None], asyncio.Queue[TurnEvent | None]]] = {}
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for thread in tuple(self._streams):
            await self.cut(thread)

    async def cut(self, thread: StudioThreadId) -> None:
        """End a stream in the middle; the run goes on without it."""
        task, _ = self._streams.pop(thread)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def follow(self, ref: TurnRef) -> AsyncGenerator[TurnEvent, None]:
        """Tell the state, then what the stream brings; after a cut, the state until it ends."""
        self.followed.append(ref)
        run, told = self._run(ref.thread), 0
        while True:
            yield Progress()
            events = self._told(ref)
            for event in events[told:]:
                yield event
                if isinstance(event, ConfirmationAsked | Finished | Failed):
                    return
            told = len(events)
            await self._next(ref.thread, run)

    async def _next(self, thread: StudioThreadId, run: Run) -> None:
        _, buffer = self._streams.get(thread, (None, None))
        if buffer is not None and await buffer.get() is not None:
            return
        self._streams.pop(thread, None)
        await self._clock.sleep(self._pause)
        run.go_on()

    def _begin(self, thread: StudioThreadId) -> None:
        buffer: asyncio.Queue[TurnEvent | None] = asyncio.Queue(BUFFER)
        self._streams[thread] = (asyncio.create_task(self._stream(self._run(thread), buffer)), buffer)

    async def _stream(self, run: Run, buffer: asyncio.Queue[TurnEvent | None]) -> None:
        while not run.ended:
            await self._clock.sleep(self._pause)
            run.go_on()
            await buffer.put(run.script[run.shown - 1])
            if run.open_question is not None:
                break
        await buffer.put(None)
