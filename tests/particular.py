"""The world around an order: a platform that loses channels, and a studio that is as particular as Lovart."""

from collections.abc import Sequence
from dataclasses import replace

from bot.chat import ChannelRef, DeliveryKey, Post, SentMessage
from bot.errors import AtelierError, Busy, ChannelGone, Crowded, OutcomeUnknown, RetryLater, UserError
from bot.studio import ConfirmationAsked, Failed, Finished, Mode, Model, Prepared, Prompt, TurnRef
from bot.texts import as_written
from tests.harness import CARRIES, RecordingAdapter, short
from tests.scripted import PNG, Job, ScriptedStudio

KLING = Model("generate_video_kling", "Kling 3.0", "VIDEO", premium=True)
PHOTO = short("photo.png")
BUSY_PAUSE = 900.0

busy = as_written("busy")
NO = UserError(as_written("no"))
REFUSALS: Sequence[tuple[str, AtelierError]] = (
    ("start", RetryLater(5, busy)),
    ("start accepted", OutcomeUnknown()),
    ("start", OutcomeUnknown()),
    ("start", Crowded(5, busy)),
    ("start", NO),
    ("decide", RetryLater(5, busy)),
    ("decide accepted", OutcomeUnknown()),
    ("decide", OutcomeUnknown()),
    ("decide", NO),
    ("open", RetryLater(60, busy)),
    ("open", NO),
    ("prepare", RetryLater(5, busy)),
    ("follow", RetryLater(5, busy)),
    ("recover", RetryLater(5, busy)),
    ("recover", NO),
    ("fetch", RetryLater(5, busy)),
    ("fetch", NO),
    ("upload", RetryLater(5, busy)),
    ("upload", NO),
    ("create", RetryLater(5, busy)),
    ("create", NO),
    ("mode", RetryLater(5, busy)),
    ("set_mode", NO),
)
HELD = (
    "start",
    "start accepted",
    "decide",
    "decide accepted",
    "open",
    "prepare",
    "follow",
    "recover",
    "fetch",
    "upload",
    "create",
    "set_mode",
)


class LosingPlatform(RecordingAdapter):
    """A platform on which channels are deleted."""

    def __init__(self, lost: set[ChannelRef]) -> None:
        """The set is filled as it happens."""
        super().__init__(replace(CARRIES, edit_pause=1.0), {PHOTO.name: PNG})
        self._lost = lost

    async def post(self, channel: ChannelRef, post: Post, key: DeliveryKey) -> SentMessage:
        """Keep a post."""
        if channel in self._lost:
            raise ChannelGone
        return await super().post(channel, post, key)

    async def edit(self, sent: SentMessage, post: Post) -> None:
        """Change a post."""
        if sent.channel in self._lost:
            raise ChannelGone
        await super().edit(sent, post)


class SerialStudio(ScriptedStudio):
    """Like Lovart, modes included: a thread does one thing at a time, and a lost first reply cannot be found again."""

    billing = Mode.FAST

    async def mode(self) -> Mode:
        """Tell the billing."""
        await self._meets("mode")
        return self.billing

    async def set_mode(self, mode: Mode) -> None:
        """Change the billing."""
        await self._meets("set_mode")
        self.billing = mode

    async def start(self, prepared: Prepared) -> TurnRef:
        """Refuse a thread that is at work or asks."""
        assert isinstance(prepared.request, Prompt)
        thread = prepared.request.thread
        if any(job.ref.thread == thread and not over(job) for job in self.jobs):
            raise Busy(BUSY_PAUSE, busy)
        return await super().start(prepared)

    async def recover(self, prepared: Prepared) -> TurnRef | None:
        """Find what a known thread has that it had not before."""
        await self._meets("recover")
        assert isinstance(prepared.request, Prompt)
        thread = prepared.request.thread
        known = [job.ref for job in self.jobs if thread is not None and job.ref.thread == thread]
        return known[-1] if len(known) > len(prepared.baseline) else None


def over(job: Job) -> bool:
    """Whether a job has ended, well or badly."""
    return bool(job.events) and isinstance(job.events[-1], Finished | Failed)


def asking(job: Job) -> ConfirmationAsked | None:
    """The question that a job waits with."""
    last = job.events[-1] if job.events else None
    return last if isinstance(last, ConfirmationAsked) else None
