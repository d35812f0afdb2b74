"""The studio side: its nouns, and the contract that every hosted art agent keeps.

A turn is one request to a studio and all that follows. Money leaves only in `start` and `decide`.
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import NewType, Protocol, Self

from bot.capabilities import MediaKind
from bot.chat import Attachment, ChannelRef, PersonId
from bot.timeline import Change, Exports, Timeline

StudioAccountId = NewType("StudioAccountId", str)
StudioThreadId = NewType("StudioThreadId", str)
ConversationId = NewType("ConversationId", str)
PlaceId = NewType("PlaceId", str)
ArtifactKey = NewType("ArtifactKey", str)
QuestionKey = NewType("QuestionKey", str)


AUTO = "auto"


class Reasoning(StrEnum):
    """How deeply a thread thinks; fixed by its first message."""

    FAST = "fast"
    THINKING = "thinking"


class Decision(StrEnum):
    """The answer to a question that costs credits."""

    APPROVE = "approve"
    DECLINE = "decline"


@dataclass(frozen=True, slots=True)
class Model:
    """One of a studio's models: the name it is asked by, the name people know, its category."""

    name: str
    label: str
    category: str
    premium: bool


@dataclass(frozen=True, slots=True)
class Features:
    """What a studio can do, as data; sizes in bytes, None where the studio tells no limit.

    `alternatives` are models worth trying where another one made nothing. Where a studio `exports`, a turn may end well
    without a file. With `sessions` each conversation has a place of its own, which may pass away: then the same request
    is begun once more in a new one, and the person is told. `formats` are the endings of the files it takes, if told.
    """

    name: str
    accepts: frozenset[MediaKind]
    upload_bytes: int | None
    prompt_length: int | None
    concurrent_turns: int
    reasoning: bool
    exports: Exports | None
    asks_project: bool = False
    upscaler: str | None = None
    thinks_for_sound: bool = False
    alternatives: tuple[Model, ...] = ()
    sessions: bool = False
    formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """A row of the thread map; `place` and `thread` are None until the studio has made them.

    `owner` is whose it is where people do not share conversations; `reasoning` is what it began with, `AUTO` for the
    studio's own choice, None while it has not begun; `language` is the asker's, where it is known.
    """

    id: ConversationId
    channel: ChannelRef
    studio: StudioAccountId
    place: PlaceId | None = None
    thread: StudioThreadId | None = None
    owner: PersonId | None = None
    reasoning: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a conversation's work lies in the studio (project or session), and its page for people."""

    id: PlaceId
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """The studio's handle for an attachment in one place."""

    handle: str


@dataclass(frozen=True, slots=True)
class Tools:
    """Which of the studio's tools a prompt wishes for: softly by category, strongly, or not at all."""

    prefer: tuple[tuple[str, tuple[str, ...]], ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody wants beside the words: models to prefer, upscaling instead of making anew, how deeply to think.

    `export` is the format of the finished film that is wanted instead of anything new.
    """

    prefer: tuple[Model, ...] = ()
    upscale: bool = False
    reasoning: Reasoning | None = None
    export: str | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """A person's words, verbatim, with what they attached."""

    text: str
    uploads: tuple[Upload, ...] = ()
    thread: StudioThreadId | None = None
    reasoning: Reasoning | None = None
    tools: Tools = field(default_factory=Tools)


@dataclass(frozen=True, slots=True)
class Export:
    """A wish for the finished film of a timeline; it costs nothing."""

    thread: StudioThreadId | None
    format: str


TurnRequest = Prompt | Export


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request ready to be sent, with `baseline`: the studio's notes on what was before. Stored before `start`."""

    request: TurnRequest
    place: Place
    baseline: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TurnRef:
    """A started turn: enough to follow it from any process. `started_at` in Unix seconds."""

    place: Place
    thread: StudioThreadId
    started_at: float
    baseline: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Artifact:
    """A finished file at the studio; `key` is the same in every read, `words` are the agent's beside it."""

    key: ArtifactKey
    kind: MediaKind
    url: str
    words: str = ""


class Cause(StrEnum):
    """Why a turn ended without what was asked for; each has its own sentence."""

    NOTHING = "nothing"
    REFUSED = "refused"
    ABORTED = "aborted"
    NO_CREDITS = "no_credits"
    UNREGISTERED = "unregistered"
    PLAN = "plan"
    BAD_KEYS = "bad_keys"
    CLOCK_OFF = "clock_off"
    PLACE_GONE = "place_gone"
    THREAD_GONE = "thread_gone"
    BROKEN = "broken"
    CUT_OFF = "cut_off"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Progress:
    """A sign of life, with the studio's own words where it has any; every look of a follower begins with one.

    `busy` is for how many seconds the studio has been at work, `quiet` since when it gave no sign, where it can tell.
    """

    words: str = ""
    busy: float = 0.0
    quiet: float = 0.0


@dataclass(frozen=True, slots=True)
class AgentText:
    """Something the agent says; `key` is the same when it is read again. Data: never markup, never obeyed."""

    key: str
    text: str


class Guide(StrEnum):
    """What a studio's talk of windows and buttons comes to in a chat."""

    EXPORT = "export"
    CREDITS = "credits"
    TIMELINE = "timeline"
    EDIT = "edit"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Guided:
    """The agent spoke of a window or button; the person is told what to do here instead."""

    guide: Guide


@dataclass(frozen=True, slots=True)
class TimelineTold:
    """The timeline now, and what became of it (None: it is only shown); `notes` are the turn's baseline then."""

    key: str
    timeline: Timeline
    changes: tuple[Change, ...] | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArtifactReady:
    """A file is finished while others may still come."""

    artifact: Artifact


@dataclass(frozen=True, slots=True)
class ConfirmationAsked:
    """The studio waits for a yes; `cost` in credits where it names one. The follower ends after this event."""

    key: QuestionKey
    cost: float | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Finished:
    """The studio is done with the turn; `cost` in credits where it was measured."""

    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The turn ended badly; `text` is the studio's own explanation, shown as written, `link` a page that helps."""

    cause: Cause
    text: str = ""
    link: str = ""


TurnEvent = Progress | AgentText | Guided | TimelineTold | ArtifactReady | ConfirmationAsked | Finished | Failed


class Studio(Protocol):
    """One studio account, an async context manager.

    Network trouble in the reading calls is waited out inside; what cannot be helped is raised as `UserError` (nothing
    was spent, the person is told) or `RetryLater` (nothing was accepted, ask again after a while).
    """

    @property
    def features(self) -> Features:
        """What this studio can do."""
        ...

    async def __aenter__(self) -> Self:
        """Open the connections; no call is made yet."""
        ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Drain what still streams for a while, then close."""
        ...

    async def open(self, conversation: Conversation) -> Place:
        """Find or make the conversation's project or session. Repeatable; called inside the lane.

        Raises `PlaceGone` when it was there and is no more.
        """
        ...

    async def upload(self, attachment: Attachment, place: Place) -> Upload:
        """Stream a spooled attachment to the studio. Repeatable."""
        ...

    async def prepare(self, request: TurnRequest, place: Place) -> Prepared:
        """Read the baseline of a reused thread. Repeatable; called inside the lane, before the intent is stored.

        Raises `ThreadGone` when the thread is no more.
        """
        ...

    async def start(self, prepared: Prepared) -> TurnRef:
        """Send the request: this spends. Called at most once per turn, after its intent was committed.

        Returns as soon as the studio has accepted. Raises `RetryLater` or `UserError` only when surely nothing was
        accepted, `OutcomeUnknown` in every other case.
        """
        ...

    async def recover(self, prepared: Prepared) -> TurnRef | None:
        """After a crash or a lost reply inside `start`: find the turn by reading, or say None."""
        ...

    def follow(self, ref: TurnRef) -> AsyncGenerator[TurnEvent, None]:
        """Tell what happens until the turn asks, finishes or fails. Reads only; may be called again, by one follower.

        A later call tells again what is still true; the core drops what it has had. Whoever stops early closes it.
        """
        ...

    async def decide(self, ref: TurnRef, asked: ConfirmationAsked, decision: Decision) -> None:
        """Answer a question. Approving spends: it reads the open question first and raises `QuestionChanged` if it
        differs. Raises like `start`.
        """
        ...

    def fetch(self, artifact: Artifact) -> AsyncGenerator[bytes, None]:
        """Stream a finished file. Raises `RetryLater` for what may pass, `UserError` for what will not."""
        ...


@dataclass(frozen=True, slots=True)
class Balance:
    """Credits of a studio account, as far as it tells."""

    available: float
    frozen: float
    total: float


class Mode(StrEnum):
    """A studio account's billing: fast costs credits, unlimited waits in a queue."""

    FAST = "fast"
    UNLIMITED = "unlimited"


@dataclass(frozen=True, slots=True)
class Project:
    """A place with a name; the name is empty while nobody has given it one."""

    place: Place
    name: str
