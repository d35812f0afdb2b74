"""NemoVideo as a `bot.studio.Studio`: a turn is one message whose answer streams, or an export that is polled."""

from collections.abc import AsyncGenerator, Awaitable
from contextlib import AsyncExitStack
from functools import partial
from types import TracebackType
from typing import Self, TypeVar

from adapters.downloads import Downloads
from adapters.studios.nemo import limits, marks
from adapters.studios.nemo.api import Api, Film
from adapters.studios.nemo.following import Following, Reading
from adapters.studios.nemo.formats import accepted_name
from adapters.studios.nemo.identity import Refused
from adapters.studios.nemo.marks import Before, Ordered
from adapters.studios.nemo.refusals import NAME, Refusals, rejected, too_large, wrong_format
from adapters.studios.nemo.rendering import Rendering, rendered
from adapters.studios.nemo.settings import NemoSettings
from adapters.studios.nemo.streaming import Streams
from adapters.studios.nemo.trouble import NemoError
from adapters.trouble import Trouble
from bot.capabilities import MediaKind
from bot.chat import Attachment, Spooled
from bot.clock import Clock
from bot.errors import QuestionChanged, RetryLater, UserError
from bot.studio import (
    Artifact,
    Balance,
    Cause,
    ConfirmationAsked,
    Conversation,
    Decision,
    Export,
    Failed,
    Features,
    Place,
    PlaceId,
    Prepared,
    Prompt,
    StudioThreadId,
    TurnEvent,
    TurnRef,
    TurnRequest,
    Upload,
)
from bot.texts import Translator, meeting, studio
from bot.timeline import Exports, Timeline

T = TypeVar("T")
ACCEPTED = frozenset({MediaKind.IMAGE, MediaKind.VIDEO, MediaKind.AUDIO})
LANGUAGE = "en"


class Nemo:
    """One NemoVideo account; also `HasBalance`, `HasTimeline`, `Stops` and `Greets`."""

    def __init__(self, settings: NemoSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._api = Api(settings, clock)
        self._refusals = Refusals(self._api.identity, settings.site)
        self._downloads = Downloads((settings.base_url, *settings.origins))
        self._streams = Streams(clock)
        self._hasty: set[PlaceId] = set()
        self._open = AsyncExitStack()

    @property
    def features(self) -> Features:
        """What NemoVideo is known to do."""
        return Features(
            name=NAME,
            accepts=ACCEPTED,
            upload_bytes=self._settings.upload_bytes,
            prompt_length=None,
            concurrent_turns=self._settings.concurrent,
            reasoning=False,
            exports=Exports(limits.RENDERED, limits.RENDERED_SIZE),
            sessions=True,
            formats=limits.FORMATS,
        )

    async def __aenter__(self) -> Self:
        await self._open.enter_async_context(self._api)
        await self._open.enter_async_context(self._downloads)
        self._open.push_async_callback(self._streams.close, self._settings.drain)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

    async def open(self, conversation: Conversation) -> Place:
        """Make the conversation's session; whether a known one is still there, `prepare` finds out."""
        if conversation.place is not None:
            return Place(conversation.place)
        language = (conversation.language or LANGUAGE).replace("_", "-")
        return Place(PlaceId(await self._asked(self._api.begin(language))))

    async def upload(self, attachment: Attachment, place: Place) -> Upload:
        """Stream a spooled file into the session; what the service would refuse is refused before a byte is sent."""
        if not isinstance(attachment.content, Spooled):
            raise UserError(partial(studio.attachment_gone, name=attachment.name))
        file, most = attachment.content, self._settings.upload_bytes
        name = accepted_name(attachment.name, file.media_type)
        if name is None:
            raise wrong_format(attachment.name)
        if file.size > most:
            raise too_large(attachment.name, most)
        try:
            told = await self._api.upload(place.id, file.path, name, file.media_type)
        except FileNotFoundError as error:
            raise UserError(partial(studio.attachment_gone, name=attachment.name)) from error
        except Trouble as trouble:
            raise rejected(trouble, attachment.name, most) or self._refusals.plain(trouble) from trouble
        return Upload(told or name)

    async def prepare(self, request: TurnRequest, place: Place) -> Prepared:
        """Read the session's state and the credits; an export gets its ids here, so that they are stored first."""
        if isinstance(request, Export) and request.format.lower() not in limits.RENDERED:
            raise UserError(partial(studio.only_mp4, format=request.format))
        state = await self._asked(self._api.state(request.thread or place.id))
        if isinstance(request, Prompt):
            return Prepared(request, place, marks.write(Before(state, await self._available())))
        if not state.timeline.exportable:
            raise UserError(studio.nothing_to_export)
        return Prepared(request, place, marks.write(Before(state, ordered=marks.ordered(request.format.lower()))))

    async def start(self, prepared: Prepared) -> TurnRef:
        """Send the message, or order the export."""
        before, ref = marks.read(prepared.baseline), self._ref(prepared)
        try:
            if before.ordered is not None:
                await self._api.submit(before.ordered.first, _film(ref, before))
            else:
                self._streams.begin(ref, await self._api.chat(ref.thread, _text(prepared.request)))
        except Trouble as trouble:
            raise self._hurried(trouble, prepared.place.id) or self._refusals.spending(trouble) from trouble
        self._hasty.discard(prepared.place.id)
        return ref

    async def recover(self, prepared: Prepared) -> TurnRef | None:
        """Find a message by what it changed; an export is known by its ids, and ordered where it is not."""
        before, ref = marks.read(prepared.baseline), self._ref(prepared)
        if before.ordered is not None:
            return ref
        for pause in (0.0, self._settings.first_recheck, *[self._settings.recheck] * (limits.RECHECKS - 1)):
            await self._clock.sleep(pause)
            try:
                if await self._api.state(ref.thread) != before.state:
                    return ref
            except NemoError as error:
                if error.refuses:
                    return None
            except Trouble:
                continue
        return None

    async def follow(self, ref: TurnRef) -> AsyncGenerator[TurnEvent, None]:
        """Tell what the stream brings or the state shows, or how far an export is."""
        before = marks.read(ref.baseline)
        if before.ordered is not None:
            rendering = Rendering(
                self._api, _film(ref, before), before.ordered, self._clock, self._settings.render_poll
            )
            events = rendering.events(self._refusals)
        else:
            reading = Reading(
                partial(self._api.state, ref.thread),
                partial(self._cost, ref, before),
                self._clock,
                self._settings,
                self._refusals,
            )
            events = Following(self._streams.of(ref), before, reading).events()
        async for event in events:
            if isinstance(event, Failed) and event.cause is Cause.QUIET:
                await self._streams.drop(ref)
            yield event

    async def decide(self, ref: TurnRef, asked: ConfirmationAsked, decision: Decision) -> None:
        """Refuse a yes: NemoVideo asks no questions."""
        if decision is Decision.APPROVE:
            raise QuestionChanged(asked.key)

    async def fetch(self, artifact: Artifact) -> AsyncGenerator[bytes, None]:
        """Stream a finished film from its address, or from the service itself where that gives nothing."""
        begun = False
        try:
            async for chunk in self._downloads.stream(artifact.url, headers={}, limit=limits.ARTIFACT_BYTES):
                begun = True
                yield chunk
        except (UserError, RetryLater) as refused:
            if begun:
                raise
            async for chunk in self._direct(artifact, refused):
                yield chunk

    def greeting(self, t: Translator) -> str:
        """Introduce it."""
        return meeting.greeting(t, studio=NAME, limit=self._settings.upload_bytes)

    async def balance(self) -> Balance:
        """Read the account's credits."""
        return await self._asked(self._api.balance())

    async def timeline(self, place: Place) -> Timeline:
        """Read the present timeline."""
        return (await self._asked(self._api.state(place.id))).timeline

    async def stop(self, ref: TurnRef) -> None:
        """Take an export back; a message cannot be, so only its stream is no longer read."""
        ordered = marks.read(ref.baseline).ordered
        await self._streams.drop(ref)
        if ordered is not None:
            await self._cancel(ordered)

    async def _cancel(self, ordered: Ordered) -> None:
        for id_ in (ordered.first, ordered.second):
            try:
                await self._api.cancel(id_)
            except NemoError as error:
                if not error.refuses:
                    raise self._refusals.plain(error) from error
            except Trouble as trouble:
                raise self._refusals.plain(trouble) from trouble

    async def _direct(self, artifact: Artifact, refused: UserError | RetryLater) -> AsyncGenerator[bytes, None]:
        got = 0
        try:
            async for chunk in self._api.download(rendered(artifact.key)):
                got += len(chunk)
                if got > limits.ARTIFACT_BYTES:
                    raise UserError(partial(studio.file_too_large, limit=limits.ARTIFACT_BYTES))
                yield chunk
        except Trouble as trouble:
            raise refused from trouble

    async def _available(self) -> float | None:
        try:
            return (await self._api.balance()).available
        except Trouble:
            return None

    async def _cost(self, ref: TurnRef, before: Before) -> float | None:
        """Compare the credits before and after; beside another turn nobody can tell whose they were."""
        if before.available is None or not self._streams.alone(ref):
            return None
        after = await self._available()
        return None if after is None or after > before.available else before.available - after

    def _ref(self, prepared: Prepared) -> TurnRef:
        thread = prepared.request.thread or StudioThreadId(prepared.place.id)
        return TurnRef(prepared.place, thread, self._clock.now(), prepared.baseline)

    def _hurried(self, trouble: Trouble, place: PlaceId) -> RetryLater | None:
        """Wait where a message came too fast; once, then the person is told."""
        if not isinstance(trouble, NemoError) or not trouble.too_fast or isinstance(trouble, Refused):
            return None
        if place in self._hasty:
            self._hasty.discard(place)
            return None
        pause = self._settings.rate_pause if trouble.after is None else trouble.after
        self._hasty.add(place)
        return RetryLater(pause, partial(studio.rate_limited, studio=NAME, seconds=pause))

    async def _asked(self, call: Awaitable[T]) -> T:
        try:
            return await call
        except Trouble as trouble:
            raise self._refusals.plain(trouble) from trouble


def _film(ref: TurnRef, before: Before) -> Film:
    return Film(ref.thread, before.state.draft)


def _text(request: TurnRequest) -> str:
    """Put a prompt into words; of files that were just uploaded the agent learns by their names."""
    if not isinstance(request, Prompt):
        return ""
    names = ", ".join(upload.handle for upload in request.uploads)
    return f"{request.text}\n\n[{names}]" if names else request.text
