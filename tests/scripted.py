"""A studio that plays what a test tells it, step by step; it outlives the core, as a service does."""

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self

from bot.capabilities import MediaKind
from bot.chat import Attachment, Spooled
from bot.clock import Clock
from bot.errors import AtelierError, QuestionChanged
from bot.studio import (
    Artifact,
    ArtifactKey,
    ArtifactReady,
    ConfirmationAsked,
    Conversation,
    Decision,
    Failed,
    Features,
    Finished,
    Model,
    Place,
    PlaceId,
    Prepared,
    Progress,
    Project,
    Prompt,
    QuestionKey,
    StudioThreadId,
    TurnEvent,
    TurnRef,
    TurnRequest,
    Upload,
)

PNG = bytes.fromhex(  # one black pixel
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a494441"
    "54789c636000000002000148afa4710000000049454e44ae426082"
)
ENDS = (ConfirmationAsked, Finished, Failed)


def picture(key: str, words: str = "") -> ArtifactReady:
    """A finished picture."""
    return ArtifactReady(Artifact(ArtifactKey(key), MediaKind.IMAGE, f"https://files.example/{key}.png", words))


def question(key: str, cost: float | None = 48, text: str = "") -> ConfirmationAsked:
    """A question that costs credits."""
    return ConfirmationAsked(QuestionKey(key), cost, text)


@dataclass(slots=True)
class Job:
    """One accepted request at the studio, and all that can be read of it."""

    prepared: Prepared
    ref: TurnRef
    events: list[TurnEvent] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def prompt(self) -> Prompt:
        """What was asked for."""
        assert isinstance(self.prepared.request, Prompt)
        return self.prepared.request

    def finishes(self, *events: TurnEvent) -> None:
        """Bring a picture and be done."""
        self.tells(*(events or (picture(self.ref.thread),)), Finished())

    def tells(self, *events: TurnEvent) -> None:
        """Let a follower see more."""
        self.events.extend(events)
        self.news.set()


class ScriptedStudio:
    """Implements `Studio`, `HasModels`, `HasProjects`, `HasCanvas`. Calls are counted, refused, held."""

    def __init__(self, clock: Clock, **features: object) -> None:
        """Anything in `features` replaces a value of the usual ones."""
        usual = Features("Scripted", frozenset({MediaKind.IMAGE, MediaKind.VIDEO}), 10_000, 5_000, 2, True, None)  # noqa: FBT003
        self._features: Features = replace(usual, **features)  # type: ignore[arg-type]  # a test names the fields
        self._clock = clock
        self._errors: defaultdict[str, deque[AtelierError]] = defaultdict(deque)
        self._gates: dict[str, asyncio.Event] = {}
        self.calls: list[str] = []
        self.jobs: list[Job] = []
        self.uploads: list[Attachment] = []
        self.opened: list[Conversation] = []
        self.decided: list[tuple[QuestionKey, Decision]] = []
        self.files: dict[ArtifactKey, bytes] = {}
        self.names: dict[PlaceId, str] = {}
        self.catalogue: tuple[Model, ...] = ()
        self.put_there: list[tuple[PlaceId, str, str]] = []
        self.can_recover = True

    @property
    def features(self) -> Features:
        """What this studio can do."""
        return self._features

    async def __aenter__(self) -> Self:
        """Nothing to open."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to close."""

    # ------------------------------------------------------------------------------------------- what a test says

    def features_are(self, **features: object) -> None:
        """Change what this studio can do."""
        self._features = replace(self._features, **features)  # type: ignore[arg-type]  # a test names the fields

    def refuses(self, call: str, *errors: AtelierError) -> None:
        """Let the next calls of that name raise; `start accepted` and `decide accepted` raise after having acted."""
        self._errors[call].extend(errors)

    def relents(self) -> None:
        """Refuse nothing any more."""
        self._errors.clear()

    def holds(self, call: str) -> asyncio.Event:
        """Let calls of that name wait (`start`, `start accepted`, ...) until the event is set."""
        return self._gates.setdefault(call, asyncio.Event())

    def lets_go(self) -> None:
        """Hold no call any more."""
        for gate in self._gates.values():
            gate.set()
        self._gates.clear()

    def count(self, call: str) -> int:
        """How often a call came this far."""
        return self.calls.count(call)

    def job(self, words: str) -> Job:
        """The only job asked for in these words."""
        (found,) = [job for job in self.jobs if job.prompt.text == words]
        return found

    # --------------------------------------------------------------------------------------------- what it carries

    async def open(self, conversation: Conversation) -> Place:
        """Make a project, or find it again."""
        await self._meets("open")
        self.opened.append(conversation)
        id_ = conversation.place or PlaceId(f"place-{len(self.opened)}")
        self.names.setdefault(id_, "")
        return Place(id_, f"https://studio.example/{id_}")

    async def models(self) -> Sequence[Model]:
        """List the models."""
        await self._meets("models")
        return self.catalogue

    async def create(self, name: str) -> Project:
        """Make a project with a name."""
        await self._meets("create")
        id_ = PlaceId(f"made-{len(self.names) + 1}")
        self.names[id_] = name
        return Project(Place(id_, f"https://studio.example/{id_}"), name)

    async def find(self, text: str) -> Project | None:
        """Find a project by its id."""
        await self._meets("find")
        id_ = PlaceId(text)
        known = id_ in self.names
        return Project(Place(id_, f"https://studio.example/{id_}"), self.names[id_]) if known else None

    async def rename(self, place: PlaceId, name: str) -> None:
        """Give a project another name."""
        await self._meets("rename")
        self.names[place] = name

    async def put(self, place: Place, source: Upload | str, kind: MediaKind) -> None:
        """Show a file in a project."""
        await self._meets("put")
        self.put_there.append((place.id, source.handle if isinstance(source, Upload) else source, kind.value))

    async def upload(self, attachment: Attachment, place: Place) -> Upload:
        """Take a file that lies in the spool."""
        await self._meets("upload")
        assert isinstance(attachment.content, Spooled)
        self.uploads.append(attachment)
        return Upload(f"{place.id}/{attachment.content.sha256}")

    async def prepare(self, request: TurnRequest, place: Place) -> Prepared:
        """Read the baseline: how many jobs the thread had."""
        await self._meets("prepare")
        known = [job.ref.thread for job in self.jobs if job.ref.thread == request.thread]
        return Prepared(request, place, tuple(known))

    async def start(self, prepared: Prepared) -> TurnRef:
        """Accept a request; this is where money would go."""
        await self._meets("start")
        thread = prepared.request.thread or StudioThreadId(f"thread-{len(self.jobs) + 1}")
        ref = TurnRef(prepared.place, thread, self._clock.now(), prepared.baseline)
        self.jobs.append(Job(prepared, ref))
        await self._meets("start accepted")
        return ref

    async def recover(self, prepared: Prepared) -> TurnRef | None:
        """Find a job by what was prepared for it."""
        await self._meets("recover")
        found = [job.ref for job in self.jobs if job.prepared == prepared]
        return found[-1] if found and self.can_recover else None

    async def follow(self, ref: TurnRef) -> AsyncGenerator[TurnEvent, None]:
        """Tell everything that is true of a job, then what is new, until it asks or ends."""
        await self._meets("follow")
        job = next(
            job for job in reversed(self.jobs) if job.ref == ref or (not ref.place.id and job.ref.thread == ref.thread)
        )
        yield Progress()
        told = 0
        while True:
            while told < len(job.events):
                told += 1
                yield job.events[told - 1]
                if isinstance(job.events[told - 1], ENDS):
                    return
            job.news.clear()
            await job.news.wait()
            yield Progress()

    async def decide(self, ref: TurnRef, asked: ConfirmationAsked, decision: Decision) -> None:
        """Take an answer to the question that is open."""
        await self._meets("decide")
        job = next(job for job in reversed(self.jobs) if job.ref == ref)
        if asked not in job.events:
            raise QuestionChanged(asked.key)
        self.decided.append((asked.key, decision))
        if decision is Decision.APPROVE:
            job.events.remove(asked)
        await self._meets("decide accepted")

    async def fetch(self, artifact: Artifact) -> AsyncGenerator[bytes, None]:
        """Stream a finished file."""
        await self._meets("fetch")
        yield self.files.get(artifact.key, PNG + artifact.key.encode())

    async def _meets(self, call: str) -> None:
        self.calls.append(call)
        if call in self._gates:
            await self._gates[call].wait()
        if self._errors[call]:
            raise self._errors[call].popleft()
