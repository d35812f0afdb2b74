"""A whole core in a test: real store, real files, a platform and a studio of our own contracts; it can crash."""

import asyncio
import functools
import itertools
import math
import tempfile
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Mapping, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from structlog.testing import capture_logs

from bot import texts
from bot.adapter import Adapter, Inbox
from bot.app import MIGRATIONS, VERSION_TABLE, Core, assemble
from bot.capabilities import Capabilities
from bot.chat import (
    AccountId,
    Attachment,
    AttachmentRef,
    ButtonPress,
    ButtonToken,
    ChannelId,
    ChannelRef,
    CommandCall,
    CommunityId,
    DeliveryKey,
    EventKey,
    Message,
    MessageId,
    Person,
    PersonId,
    Post,
    SentMessage,
)
from bot.commands.declare import Command
from bot.config import Limits
from bot.errors import AtelierError, ChannelGone, UserError
from bot.filetypes import kind_of
from bot.media import Look, Probe, Target
from bot.store import deliveries as delivery_rows
from bot.store.database import Database
from bot.store.tables import turns
from bot.store.turns import Turn
from bot.studio import Studio, StudioAccountId
from bot.tasks import Tasks
from bot.workshop import Owner, Workshop
from tests.clock import ManualClock
from tests.scripted import ScriptedStudio

WEB = AccountId("web")
SCRIPTED = StudioAccountId("scripted")
ROOM = ChannelRef(WEB, CommunityId("site"), ChannelId("room"))
GARDEN = ChannelRef(WEB, CommunityId("site"), ChannelId("garden"))
ANN = Person(PersonId("ann"), "Ann")
BOB = Person(PersonId("bob"), "Bob")
FAULTS = {"work broke", "event broke"}
ROUND = 0.001
ROUNDS = 5_000
MOMENT = 0.01
PATIENCE = 100

CARRIES = Capabilities(
    text=400,
    caption=200,
    alt=100,
    files_per_post=4,
    file_bytes=5_000,
    buttons_per_post=5,
    edit_pause=0,
    knows_keys=math.inf,
)


def short(name: str, size: int | None = None) -> Attachment:
    """An attachment that the platform serves under its own name."""
    return Attachment(name, size, AttachmentRef(WEB, name))


@dataclass(slots=True)
class Shown:
    """One message of ours as people see it now."""

    id: MessageId
    key: DeliveryKey
    channel: ChannelRef
    post: Post

    def button(self, label: str) -> ButtonToken | None:
        """The token behind a label."""
        return next((each.token for each in self.post.buttons if each.label == label), None)


class RecordingAdapter:
    """Implements `Adapter`, `Ephemeral` and `Deletes`; it outlives the core, as a platform does."""

    def __init__(self, capabilities: Capabilities = CARRIES, files: Mapping[str, bytes] | None = None) -> None:
        """`files` are the attachments that people sent, by name."""
        self.carries = capabilities
        self.files = dict(files or {})
        self.shown: list[Shown] = []
        self.history: list[tuple[MessageId, Post]] = []
        self.whispers: list[tuple[PersonId, Post]] = []
        self.tries: list[DeliveryKey] = []
        self._errors: deque[AtelierError | None] = deque()
        self._blind: deque[AtelierError] = deque()
        self._gate: asyncio.Event | None = None

    @property
    def account(self) -> AccountId:
        """The name of the account."""
        return WEB

    def refuses(self, *errors: AtelierError | None) -> None:
        """Let the next posts and edits fail; None lets one through."""
        self._errors.extend(errors)

    def relents(self) -> None:
        """Take everything from now on."""
        self._errors.clear()

    def cannot_tell(self, *errors: AtelierError) -> None:
        """Let the next questions about a channel's limits fail."""
        self._blind.extend(errors)

    @contextmanager
    def slow(self) -> Iterator[None]:
        """Let posts and edits hang inside the platform, after it has taken them, while this lasts."""
        gate = self._gate = asyncio.Event()
        yield
        gate.set()
        self._gate = None

    def of(self, owner: str, part: str = "") -> list[Shown]:
        """What is shown in the name of one owner, by the beginning of its part."""
        return [each for each in self.shown if each.key.owner == owner and each.key.part.startswith(part)]

    def saying(self, words: str) -> list[Shown]:
        """What contains these words now."""
        return [each for each in self.shown if words in each.post.text]

    async def run(self, inbox: Inbox) -> None:
        """Nothing comes by itself."""

    async def capabilities(self, channel: ChannelRef) -> Capabilities:
        """Tell the limits."""
        if self._blind:
            raise self._blind.popleft()
        return self.carries

    async def fetch(self, ref: AttachmentRef) -> AsyncIterator[bytes]:
        """Serve an attachment."""
        if ref.opaque not in self.files:
            raise UserError(texts.as_written(f"{ref.opaque} is gone"))
        yield self.files[ref.opaque]

    async def post(self, channel: ChannelRef, post: Post, key: DeliveryKey) -> SentMessage:
        """Keep a post; the same key is the same message."""
        self.tries.append(key)
        self._refuse()
        known = next((each for each in self.shown if each.key == key), None)
        if known is None:
            known = Shown(MessageId(f"m{len(self.shown) + 1}"), key, channel, post)
            self.shown.append(known)
            self.history.append((known.id, post))
        await self._linger()
        return SentMessage(channel, known.id)

    async def edit(self, sent: SentMessage, post: Post) -> None:
        """Change what a message shows."""
        known = next((each for each in self.shown if each.id == sent.id), None)
        if known is None:
            raise ChannelGone
        self.tries.append(known.key)
        self._refuse()
        known.post = post
        self.history.append((sent.id, post))
        await self._linger()

    async def whisper(self, channel: ChannelRef, person: Person, post: Post, key: DeliveryKey) -> None:
        """Show something to one person."""
        self._refuse()
        self.whispers.append((person.id, post))

    async def delete(self, sent: SentMessage) -> None:
        """Take a message away."""
        self.shown = [each for each in self.shown if each.id != sent.id]

    async def publish(self, commands: Sequence[Command[Any]]) -> None:
        """Nothing to publish to."""

    def _refuse(self) -> None:
        error = self._errors.popleft() if self._errors else None
        if error is not None:
            raise error

    async def _linger(self) -> None:
        if self._gate is not None:
            await self._gate.wait()


class TrustingProbe:
    """Implements `Probe` for files that are made up: each is what its first bytes say."""

    reads = frozenset({"image/png", "image/jpeg", "video/mp4"})
    stickers = frozenset[str]()

    async def measure(self, path: Path, media_type: str) -> Look:
        """Measure nothing."""
        return await self.look(path, media_type)

    async def convert(self, path: Path, media_type: str, target: Target) -> None:
        """Make nothing of what is nothing."""

    async def shrink(self, path: Path, media_type: str, limit: int) -> None:
        """Make nothing smaller."""

    async def look(self, path: Path, media_type: str) -> Look:
        """Believe the type."""
        return Look(kind_of(media_type), width=8, height=8, frames=1)


@dataclass(frozen=True, slots=True)
class Scene:
    """What outlives a crash: the folder with the store and the spool, the platform, the studio, the clock."""

    folder: Path
    clock: ManualClock
    adapter: RecordingAdapter
    studio: ScriptedStudio
    limits: Limits = field(default_factory=Limits)
    store: Callable[[str], Database] = Database
    probe: Probe = field(default_factory=TrustingProbe)
    owners: Mapping[StudioAccountId, Owner] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @asynccontextmanager
    async def core(
        self, *, faults: int = 0, studios: Mapping[StudioAccountId, Studio] | None = None
    ) -> AsyncIterator["Talk"]:
        """Run a core until the end of the block: there it crashes, with nothing flushed; `faults` may be logged."""
        with capture_logs() as log:
            async with self.workshop(studios) as workshop, self._life(workshop) as core:
                yield Talk(self, workshop, core, log)
        assert len(broken := [each for each in log if each["event"] in FAULTS]) == faults, broken

    @asynccontextmanager
    async def workshop(self, studios: Mapping[StudioAccountId, Studio] | None = None) -> AsyncIterator[Workshop]:
        """Open the store and everything beside it, with no core at work."""
        file = self.folder / "core.sqlite3"
        await asyncio.to_thread(furnish, file)
        database = await asyncio.to_thread(self.store, f"sqlite:///{file}")
        languages = await asyncio.to_thread(_languages)
        all_ = studios or {SCRIPTED: self.studio}
        adapters: dict[AccountId, Adapter] = {self.adapter.account: self.adapter}
        try:
            studio = next(iter(all_))
            yield Workshop(database, self.clock, languages, adapters, all_, studio, self.folder, owners=self.owners)
        finally:
            await database.close()

    @asynccontextmanager
    async def _life(self, workshop: Workshop) -> AsyncIterator[Core]:
        begun: asyncio.Future[Core] = asyncio.get_running_loop().create_future()
        life = asyncio.create_task(_live(workshop, self.limits, self.probe, begun))
        life.add_done_callback(lambda _: begun.cancel())
        try:
            yield await begun
        finally:
            life.cancel()
            with suppress(asyncio.CancelledError):
                await life


@functools.cache
def _languages() -> texts.Languages:
    return texts.load()


def furnish(file: Path) -> None:
    """Put an empty store where there is none; its tables are made once for all tests of a process."""
    if not file.exists():
        file.write_bytes(_empty_store())


@functools.cache
def _empty_store() -> bytes:
    async def migrated(file: Path) -> None:
        database = await asyncio.to_thread(Database, f"sqlite:///{file}")
        await database.migrate(MIGRATIONS, VERSION_TABLE)
        await database.close()

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "empty.sqlite3"
        with ThreadPoolExecutor(1) as apart:  # where "threads" are steps of the caller's loop, no other can run in it
            apart.submit(lambda: asyncio.run(migrated(file))).result()
        return file.read_bytes()


async def comes_true(what: Callable[[], object] | Callable[[], Awaitable[object]]) -> bool:
    """Wait until something holds; False when it does not for seconds."""
    for _ in range(ROUNDS):
        found = what()
        if await found if isinstance(found, Awaitable) else found:
            return True
        await asyncio.sleep(ROUND)
    return False


async def _live(workshop: Workshop, limits: Limits, probe: Probe, begun: "asyncio.Future[Core]") -> None:
    async with asyncio.TaskGroup() as group:
        core = assemble(workshop, Tasks(group), limits, probe)
        await core.resume()
        begun.set_result(core)
        await asyncio.Event().wait()


@dataclass(frozen=True, slots=True)
class Talk:
    """One run of the core, spoken to as people speak to it."""

    scene: Scene
    workshop: Workshop
    core: Core
    log: list[MutableMapping[str, Any]]

    async def says(
        self,
        text: str,
        *,
        files: tuple[Attachment, ...] = (),
        reply_to: MessageId | None = None,
        person: Person = ANN,
        channel: ChannelRef = ROOM,
        key: str = "",
    ) -> Message:
        """Write a message."""
        number = await self._next()
        message = Message(
            EventKey(key or f"e{number}"), MessageId(f"in{number}"), channel, person, text, files, reply_to
        )
        await self.core.inbox(message)
        return message

    async def gives(
        self, name: str, /, *, person: Person = ANN, channel: ChannelRef = ROOM, key: str = "", **options: str
    ) -> None:
        """Give a command."""
        await self.core.inbox(await self.called(name, person=person, channel=channel, key=key, **options))

    async def called(
        self, name: str, /, *, person: Person = ANN, channel: ChannelRef = ROOM, key: str = "", **options: str
    ) -> CommandCall:
        """Make the event of a command."""
        number = await self._next()
        return CommandCall(
            EventKey(key or f"e{number}"), MessageId(f"in{number}"), channel, person, name, tuple(options.items())
        )

    async def presses(self, label: str, *, person: Person = ANN, token: ButtonToken | None = None) -> ButtonToken:
        """Press the newest button of that label, as soon as there is one."""
        if token is None:
            await self.sees(lambda: self._button(label) is not None)
            token = self._button(label)
        assert token is not None
        await self.core.inbox(ButtonPress(EventKey(f"e{await self._next()}"), ROOM, person, token))
        return token

    def in_background(self, saying: Coroutine[Any, Any, object]) -> "asyncio.Task[object]":
        """Say or press something without waiting for what comes of it."""
        return asyncio.create_task(saying)

    async def sees(self, what: Callable[[], object] | Callable[[], Awaitable[object]]) -> None:
        """Wait until something holds."""
        if await comes_true(what):
            return
        known = [*map(str, self.scene.adapter.shown), *map(str, self.log)]
        raise AssertionError("\n".join(["never seen; shown:", *known]))

    async def reaches(self, *states: str) -> list[Turn]:
        """Wait until all turns, oldest first, are in these states."""

        async def there() -> bool:
            return [turn.state.value for turn in await self.turns()] == list(states)

        try:
            await self.sees(there)
        except AssertionError as error:
            found = [turn.state.value for turn in await self.turns()]
            message = f"{found} instead of {list(states)}\n{error}"
            raise AssertionError(message) from None
        return await self.turns()

    async def turns(self) -> list[Turn]:
        """Every turn of the store, oldest first."""
        query = turns.select().with_only_columns(turns.c.id).order_by(turns.c.created_at, turns.c.id)
        ids = await self.workshop.database.read(lambda connection: list(connection.execute(query).scalars()))
        return [await self.core.turns.get(id_) for id_ in ids]

    async def settled(self, rounds: int = 20) -> None:
        """Give everything that can go on the time to do so, and what is being sent the time to arrive."""
        for number in range(rounds + PATIENCE):
            await self.workshop.database.write(lambda _: None)
            await asyncio.sleep(ROUND)
            sending = await self.workshop.database.read(delivery_rows.undelivered)
            if number >= rounds and (not sending or self.scene.clock.sleeping):
                return

    async def passes(self, seconds: float) -> None:
        """Let time pass, once somebody waits for it."""
        await self.scene.clock.asleep()
        await self.scene.clock.advance(seconds)

    def card(self, turn: Turn) -> Post:
        """What a turn's card shows now; nothing while it is not there yet."""
        cards = self.scene.adapter.of(turn.id, "card")
        assert len(cards) <= 1
        return cards[0].post if cards else Post()

    def whispered(self) -> list[str]:
        """What single people were told."""
        return [post.text for _, post in self.scene.adapter.whispers]

    async def _next(self) -> int:
        await self.scene.clock.advance(MOMENT)  # nobody writes twice in the same instant
        return next(self.scene.numbers)

    def _button(self, label: str) -> ButtonToken | None:
        tokens = [token for each in self.scene.adapter.shown if (token := each.button(label))]
        return tokens[-1] if tokens else None
