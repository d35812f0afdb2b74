"""Lovart as a `bot.studio.Studio`: a turn is one `POST /chat`, and its events are what polling the thread shows."""

from collections.abc import AsyncGenerator, Awaitable, Sequence
from contextlib import AsyncExitStack
from functools import partial
from http import HTTPStatus
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import quote

from adapters.downloads import Downloads
from adapters.studios.lovart import catalog, limits, marks
from adapters.studios.lovart.api import BROWSER, Api
from adapters.studios.lovart.following import Following
from adapters.studios.lovart.pacing import Pacing
from adapters.studios.lovart.projects import given_name, project_id
from adapters.studios.lovart.recovery import find_again
from adapters.studios.lovart.refusals import NAME, plain, spending
from adapters.studios.lovart.replies import Result, Validated
from adapters.studios.lovart.settings import LovartSettings
from adapters.studios.lovart.signing import Keys
from adapters.studios.lovart.spending import Spending
from adapters.studios.lovart.trouble import LovartError
from adapters.studios.lovart.watching import Watch
from adapters.trouble import Trouble
from bot.allowance import Allowance
from bot.capabilities import MediaKind
from bot.chat import Attachment, Spooled
from bot.clock import Clock
from bot.errors import PlaceGone, QuestionChanged, RetryLater, ThreadGone, UserError
from bot.studio import (
    Artifact,
    ConfirmationAsked,
    Conversation,
    Decision,
    Failed,
    Features,
    Finished,
    Mode,
    Model,
    Place,
    PlaceId,
    Prepared,
    Project,
    Prompt,
    StudioThreadId,
    TurnEvent,
    TurnRef,
    TurnRequest,
    Upload,
)
from bot.texts import studio

T = TypeVar("T")

# The file servers turn away who does not come from the service's own pages.
FILE_HEADERS = {"User-Agent": BROWSER, "Referer": "https://www.lovart.ai/"}
ACCEPTED = frozenset({MediaKind.IMAGE, MediaKind.VIDEO, MediaKind.AUDIO})
ON_CANVAS = frozenset({MediaKind.IMAGE, MediaKind.VIDEO})
UPSCALER = "upscale_image"
# What the service's own documentation turns to when another model made nothing.
ALTERNATIVES = catalog.documented("generate_image_midjourney", "generate_image_nano_banana_pro")
VALIDATIONS = 3  # a new project may need seconds until it is known


class Lovart:
    """One Lovart account; also `HasModes`, `HasModels`, `HasProjects` and `HasCanvas`."""

    def __init__(self, settings: LovartSettings, clock: Clock, allowance: Allowance | None = None) -> None:
        self._settings = settings
        self._clock = clock
        self._allowance = allowance
        self._pacing = Pacing(clock, settings.poll, settings.reads_per_hour, settings.reads_per_minute, allowance)
        self._spending = Spending(clock, NAME, settings.spends_per_minute, settings.spends_per_hour, allowance)
        keys = Keys(settings.access_key, settings.secret_key)
        self._api = Api(settings.base_url, keys, clock, self._pacing.admit, settings.silence)
        self._downloads = Downloads((settings.base_url, *settings.origins))
        self._answers = marks.Answers()
        self._open = AsyncExitStack()

    @property
    def features(self) -> Features:
        """What Lovart is known to do; it tells no limits of its own."""
        return Features(
            name=NAME,
            accepts=ACCEPTED,
            upload_bytes=None,
            prompt_length=None,
            concurrent_turns=self._settings.concurrent,
            reasoning=True,
            exports=None,
            asks_project=self._settings.asks_project,
            upscaler=UPSCALER,
            thinks_for_sound=True,
            alternatives=ALTERNATIVES,
        )

    async def __aenter__(self) -> Self:
        if self._allowance is not None:
            self._open.push_async_callback(self._allowance.close)
        await self._pacing.recall()
        await self._spending.recall()
        await self._open.enter_async_context(self._api)
        await self._open.enter_async_context(self._downloads)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

    async def open(self, conversation: Conversation) -> Place:
        """Make the conversation's project, or make sure that it is still there."""
        if conversation.place is None:
            return self._place(await _asked(self._api.create_project()))
        if not (await self._validated(conversation.place)).valid:
            raise PlaceGone(partial(studio.project_gone, studio=NAME, project=conversation.place))
        return self._place(conversation.place)

    async def upload(self, attachment: Attachment, place: Place) -> Upload:
        """Stream a spooled file to the account's own files; it is not bound to the project."""
        gone = UserError(partial(studio.attachment_gone, name=attachment.name))
        if not isinstance(attachment.content, Spooled):
            raise gone
        try:
            return Upload(await _asked(self._api.upload(attachment.content.path, attachment.name)))
        except FileNotFoundError as error:
            raise gone from error

    async def prepare(self, request: TurnRequest, place: Place) -> Prepared:
        """Read what a reused thread holds already."""
        thread = _prompt(request).thread
        if thread is None:
            return Prepared(request, place)
        return Prepared(request, place, marks.baseline(await self._held(thread)))

    async def start(self, prepared: Prepared) -> TurnRef:
        """Send the prompt."""
        prompt = _prompt(prepared.request)
        await self._spending.take()
        if prompt.thread is not None:
            self._answers.forget(prompt.thread)
        started_at = self._clock.now()
        try:
            thread = await self._api.chat(prompt, prepared.place)
        except Trouble as trouble:
            raise self._judged(trouble) from trouble
        return TurnRef(prepared.place, thread, started_at, prepared.baseline)

    async def recover(self, prepared: Prepared) -> TurnRef | None:
        """Find a turn on a known thread by what moved there; a first message's thread was only in the lost reply."""
        thread = _prompt(prepared.request).thread
        if thread is None or not await find_again(self._api, thread, prepared.baseline, self._settings, self._clock):
            return None
        return TurnRef(prepared.place, thread, self._clock.now(), prepared.baseline)

    async def follow(self, ref: TurnRef) -> AsyncGenerator[TurnEvent, None]:
        """Poll the thread, as often as the account's budget and the turn's age allow."""
        answer = self._answers.of(ref.thread)
        since = max(ref.started_at, answer.at if answer else 0.0)
        watch = Watch(ref, answer, self._settings, self._clock.now())
        with self._pacing.sharing(lambda: self._clock.now() - since) as usual:
            following = Following(lambda: self._api.result(ref.thread), watch, self._clock, usual)
            step = await following.step()
            while step.pause is not None:
                for event in step.events:
                    yield event
                if self._allowance is not None:
                    await self._allowance.keep()
                await self._clock.sleep(step.pause)
                step = await following.step()
        if isinstance(step.events[-1], Finished | Failed):
            self._answers.forget(ref.thread)
        for event in step.events:
            yield event

    async def decide(self, ref: TurnRef, asked: ConfirmationAsked, decision: Decision) -> None:
        """Confirm exactly the question that was shown; to decline, the service knows no call, and none is made."""
        if decision is Decision.DECLINE:
            return
        result = await _asked(self._api.result(ref.thread))
        answer = self._answers.of(ref.thread)
        if not marks.asks(result.question, asked.key) or (answer is not None and asked.key in answer.keys):
            raise QuestionChanged(asked.key)
        await self._spending.take()
        try:
            await self._api.confirm(ref.thread)
        except Trouble as trouble:
            raise self._judged(trouble) from trouble
        self._answers.keep(ref.thread, asked.key, result.marks, self._clock.now())

    def fetch(self, artifact: Artifact) -> AsyncGenerator[bytes, None]:
        """Stream a finished file."""
        return self._downloads.stream(artifact.url, headers=FILE_HEADERS, limit=limits.ARTIFACT_BYTES)

    async def mode(self) -> Mode:
        """Read the account's billing."""
        return Mode.UNLIMITED if await _asked(self._api.unlimited()) else Mode.FAST

    async def set_mode(self, mode: Mode) -> None:
        """Change the account's billing, and look whether it changed."""
        await _asked(self._api.set_mode(unlimited=mode is Mode.UNLIMITED))
        if await self.mode() is not mode:
            raise UserError(partial(studio.mode_refused, studio=NAME))

    async def models(self) -> Sequence[Model]:
        """List the service's catalogue, or the documented one where it cannot be had."""
        try:
            return await self._api.models() or catalog.DOCUMENTED
        except Trouble:
            return catalog.DOCUMENTED

    async def create(self, name: str) -> Project:
        """Make a project, named at once where there is a name."""
        return Project(self._place(await _asked(self._api.create_project(name))), name)

    async def find(self, text: str) -> Project | None:
        """Find a project by its id or the address of its canvas."""
        id_ = PlaceId(project_id(text))
        found = await self._validated(id_)
        return Project(self._place(id_), given_name(found.name, id_)) if found.valid else None

    async def rename(self, place: PlaceId, name: str) -> None:
        """Give a project another name."""
        await _asked(self._api.rename_project(place, name))

    async def put(self, place: Place, source: Upload | str, kind: MediaKind) -> None:
        """Show a picture or film on the project's canvas."""
        if kind not in ON_CANVAS:
            raise UserError(studio.canvas_takes)
        url = source.handle if isinstance(source, Upload) else source
        await _asked(self._api.put_artifact(place.id, url, kind.value))

    def _judged(self, trouble: Trouble) -> Exception:
        """Judge a call that spends; one that came too fast holds the account's others back as well."""
        judged = spending(trouble)
        if isinstance(judged, RetryLater) and isinstance(trouble, LovartError) and trouble.too_fast:
            self._spending.rest(judged.after)
        return judged

    async def _held(self, thread: StudioThreadId) -> Result:
        try:
            return await self._api.result(thread)
        except LovartError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                raise ThreadGone(partial(studio.thread_gone, studio=NAME)) from error
            raise plain(error) from error
        except Trouble as trouble:
            raise plain(trouble) from trouble

    async def _validated(self, place: PlaceId) -> Validated:
        for _ in range(VALIDATIONS - 1):
            try:
                project = await self._api.project(place)
            except Trouble:
                project = Validated(valid=False, name="")
            if project.valid:
                return project
            await self._clock.sleep(self._settings.validate_pause)
        return await _asked(self._api.project(place))

    def _place(self, id_: PlaceId) -> Place:
        return Place(id_, f"{self._settings.canvas}?projectId={quote(id_, safe='')}")


async def _asked(call: Awaitable[T]) -> T:
    try:
        return await call
    except Trouble as trouble:
        raise plain(trouble) from trouble


def _prompt(request: TurnRequest) -> Prompt:
    if not isinstance(request, Prompt):
        raise UserError(partial(studio.no_exports, studio=NAME))
    return request
