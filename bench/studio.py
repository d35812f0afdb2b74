"""A studio of our own contract that takes every turn at once, and then either asks or never says anything again."""

import asyncio
import itertools
from collections.abc import AsyncGenerator
from types import TracebackType
from typing import Self

from bot.capabilities import MediaKind
from bot.chat import Attachment
from bot.clock import Clock
from bot.studio import (
    Artifact,
    ConfirmationAsked,
    Conversation,
    Decision,
    Features,
    Place,
    PlaceId,
    Prepared,
    QuestionKey,
    StudioThreadId,
    TurnEvent,
    TurnRef,
    TurnRequest,
    Upload,
)

PLACE = Place(PlaceId("project"), "https://studio.example/project")
QUESTION = ConfirmationAsked(QuestionKey("question"), 48, "This film costs credits.")


class PatientStudio:
    """Implements `Studio`; `asks` says which of the two it does, `at_once` how many turns it takes side by side."""

    def __init__(self, clock: Clock, *, asks: bool, at_once: int) -> None:
        """It has no thread yet."""
        self._clock = clock
        self._asks = asks
        self._at_once = at_once
        self._numbers = itertools.count(1)

    @property
    def features(self) -> Features:
        """A studio that takes pictures and tells no limits."""
        return Features("Bench", frozenset({MediaKind.IMAGE}), None, None, self._at_once, reasoning=False, exports=None)

    async def __aenter__(self) -> Self:
        """Open nothing."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close nothing."""

    async def open(self, conversation: Conversation) -> Place:
        """Give the one place there is."""
        return PLACE

    async def upload(self, attachment: Attachment, place: Place) -> Upload:
        """Take nothing in."""
        return Upload(attachment.name)

    async def prepare(self, request: TurnRequest, place: Place) -> Prepared:
        """Take the request as it is."""
        return Prepared(request, place)

    async def start(self, prepared: Prepared) -> TurnRef:
        """Accept."""
        thread = StudioThreadId(f"thread-{next(self._numbers)}")
        return TurnRef(prepared.place, thread, self._clock.now())

    async def recover(self, prepared: Prepared) -> TurnRef | None:
        """Know nothing of it."""

    async def follow(self, ref: TurnRef) -> AsyncGenerator[TurnEvent, None]:
        """Ask, or stay silent."""
        if not self._asks:
            await asyncio.Event().wait()
        yield QUESTION

    async def decide(self, ref: TurnRef, asked: ConfirmationAsked, decision: Decision) -> None:
        """Take note."""

    async def fetch(self, artifact: Artifact) -> AsyncGenerator[bytes, None]:
        """Serve an empty file: there is no file."""
        yield b""
