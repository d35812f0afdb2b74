"""The stage of the stories: one platform, the whole product behind it, and people who talk; each story runs on all.

What people see is read from the platform's side, and time passes as they look: a second with every look.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from structlog.testing import capture_logs

from adapters.sandbox.server import Sandbox
from adapters.studios.lovart.settings import LovartSettings
from adapters.studios.lovart.studio import Lovart
from bot import texts
from bot.adapter import Adapter
from bot.app import DATABASE, MIGRATIONS, VERSION_TABLE, _serve
from bot.chat import Level, Phase
from bot.clock import Clock
from bot.commands.all import COMMANDS
from bot.config import Config
from bot.store.budgets import StoredAllowance
from bot.store.database import Database
from bot.studio import Studio, StudioAccountId
from bot.texts import Languages
from bot.workshop import Owner, Workshop
from tests.backdoor import accepted, knock
from tests.clock import ManualClock
from tests.harness import FAULTS, furnish

T = TypeVar("T")
Played = TypeVar("Played", bound="Stage")

ART = StudioAccountId("art")
HOUR = 3600.0
LOOK = 1.0  # seconds that pass while somebody looks
LOOKS = 5_000
BREATH = 0.002  # real seconds in which threads and other processes get on


@dataclass(frozen=True, slots=True)
class Somebody:
    """One of the people: their standing, and the language of their client."""

    name: str
    level: Level = Level.SPEND
    locale: str = "en"


ANN = Somebody("Ann")
BOB = Somebody("Bob")
LIN = Somebody("Lin", locale="zh-CN")
MAY = Somebody("May", Level.OPERATE)
PEOPLE = (ANN, BOB, LIN, MAY)

STUDIO = "studio"
GARDEN = "garden"
CHANNELS = (STUDIO, GARDEN)


@dataclass(frozen=True, slots=True)
class SeenButton:
    """A button as a client holds it; it can still be pressed there when the message has changed."""

    label: str
    token: str


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as a client shows it; `address` is where it is loaded from."""

    name: str
    kind: str
    size: int
    alt: str
    address: str


@dataclass(frozen=True, slots=True)
class Seen:
    """One message of the product's as one person's client shows it; what is `private` was told to them."""

    id: str
    text: str
    phase: Phase | None = None
    files: tuple[SeenFile, ...] = ()
    buttons: tuple[SeenButton, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    private: bool = False

    def button(self, label: str) -> SeenButton | None:
        """Find a button by its label."""
        return next((each for each in self.buttons if each.label == label), None)


@dataclass(frozen=True, slots=True)
class SeenForm:
    """A form that opened: what stands in it already, and how it is sent."""

    title: str
    prefilled: str
    send: Callable[[str], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody sends: a text, files by name, and the message it answers."""

    text: str
    files: Mapping[str, bytes]
    reply_to: Seen | None


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody gives a command: options by name, and files by name."""

    options: Mapping[str, str]
    files: Mapping[str, bytes]


class Platform(Protocol):
    """A chat system with our people and channels in it. It outlives the product, which is started anew on it."""

    file_bytes: int  # the largest file that its channels take
    files_per_post: int
    whispers: bool  # whether a channel carries what one person alone sees; else they are answered before all

    def adapter(self, database: Database, languages: Languages, clock: Clock) -> AbstractAsyncContextManager[Adapter]:
        """Make the product's adapter, as the composition root does."""
        ...

    async def ready(self) -> None:
        """Wait until the product that was started can be spoken to."""
        ...

    async def says(self, who: Somebody, where: str, words: Words) -> None:
        """Send a message that is meant for the product."""
        ...

    async def commands(self, who: Somebody, where: str, name: str, given: Given) -> None:
        """Give a command."""
        ...

    async def presses(self, who: Somebody, where: str, on: Seen, button: SeenButton) -> SeenForm | None:
        """Press a button, and tell what form it opened."""
        ...

    async def shows(self, who: Somebody, where: str) -> list[Seen]:
        """Tell what the product has posted there, oldest first, as somebody sees it."""
        ...

    async def reads(self, who: Somebody, file: SeenFile) -> bytes:
        """Load a file that somebody is shown."""
        ...

    def loses_answers(self) -> AbstractAsyncContextManager[Callable[[], bool]]:
        """Take what is posted and never answer, until left; gives whether it has begun."""
        ...


class Stage:
    """The product at work on a platform, and what people do there; platform, studio and clock outlive its restarts.

    Time stands still but while somebody waits to see something, and when a story lets it pass. A story about what is
    only seen for a while lets it pass more slowly, with another `look`: a machine needs its own time to show it.
    """

    look = LOOK

    def __init__(self, platform: Platform, sandbox: Sandbox, folder: Path, clock: ManualClock) -> None:
        """The studio's account is nobody's until a story names its owners and restarts."""
        self.platform = platform
        self.clock = clock
        self.owners: dict[StudioAccountId, Owner] = {}
        self.sandbox = sandbox
        self.folder = folder
        self._life: asyncio.Task[None] | None = None

    async def begins(self) -> None:
        """Start the product."""
        begun: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._life = asyncio.create_task(self._live(begun))
        await asyncio.wait((self._life, begun), return_when=asyncio.FIRST_COMPLETED)
        if self._life.done():
            self._life.result()
        await self.platform.ready()

    async def ends(self) -> None:
        """End the product, in the middle of whatever it does."""
        if self._life is not None:
            self._life.cancel()
            with suppress(asyncio.CancelledError):
                await self._life

    async def restarts(self) -> None:
        """End the product and start it again over the same folder and platform."""
        await self.ends()
        await self.begins()

    async def passes(self, seconds: float) -> None:
        """Let time pass; what goes beyond an hour passes while the machine sleeps."""
        self.clock.leap(max(0.0, seconds - HOUR))
        await self.clock.advance(min(seconds, HOUR))

    # ------------------------------------------------------------------------------------------------ what people do

    async def says(
        self,
        text: str,
        *,
        who: Somebody = ANN,
        where: str = STUDIO,
        files: Mapping[str, bytes] | None = None,
        reply_to: Seen | None = None,
    ) -> None:
        """Write to the product."""
        await self.platform.says(who, where, Words(text, files or {}, reply_to))

    async def commands(
        self,
        name: str,
        /,
        *,
        who: Somebody = ANN,
        where: str = STUDIO,
        files: Mapping[str, bytes] | None = None,
        **options: str,
    ) -> None:
        """Give a command with its options."""
        await self.platform.commands(who, where, name, Given(options, files or {}))

    async def presses(
        self, label: str, *, on: Seen | None = None, who: Somebody = ANN, where: str = STUDIO
    ) -> SeenForm | None:
        """Press the newest button of that label as soon as there is one, or the one that a message once had."""
        message = on or await self.finds(
            lambda seen: seen.button(label) is not None, f"a button {label!r}", where=where
        )
        button = message.button(label)
        assert button is not None
        return await self.platform.presses(who, where, message, button)

    async def fills(self, label: str, text: str, *, on: Seen | None = None, where: str = STUDIO) -> SeenForm:
        """Press a button that opens a form, and send the form with that text."""
        form = await self.presses(label, on=on, where=where)
        assert form is not None, f"{label!r} opened no form"
        await form.send(text)
        return form

    # ----------------------------------------------------------------------------------------------- what people see

    async def sees(self, text: str, *, who: Somebody = ANN, where: str = STUDIO) -> Seen:
        """Wait until some message says this; gives the newest one."""
        return await self.finds(lambda seen: text in seen.text, text, who=who, where=where)

    async def told(self, text: str, *, who: Somebody = ANN, where: str = STUDIO) -> Seen:
        """Wait until somebody alone is told this."""
        found = await self.finds(lambda seen: seen.private and text in seen.text, text, who=who, where=where)
        for other in PEOPLE:
            if other is not who:
                shown = await self.shows(who=other, where=where)
                overheard = [each.id for each in shown if each.private or self.platform.whispers]
                assert found.id not in overheard, other
        return found

    async def sees_card(self, phase: Phase, *, where: str = STUDIO) -> Seen:
        """Wait until the newest card is in a phase."""

        async def found() -> Seen | None:
            cards = [each for each in await self.shows(where=where) if each.phase is not None]
            return cards[-1] if cards and cards[-1].phase is phase else None

        return await self.until(found, f"a card that is {phase}", where=where)

    async def sees_files(self, kind: str, count: int, *, where: str = STUDIO) -> list[SeenFile]:
        """Wait until so many files of a kind are there, and not one more."""

        async def found() -> list[SeenFile] | None:
            files = await self.files(kind, where=where)
            return files if len(files) >= count else None

        files = await self.until(found, f"{count} files of the kind {kind}", where=where)
        assert len(files) == count, files
        return files

    async def files(self, kind: str, *, where: str = STUDIO) -> list[SeenFile]:
        """Tell which files of a kind are there now."""
        return [file for each in await self.shows(where=where) for file in each.files if file.kind == kind]

    async def reads(self, file: SeenFile) -> bytes:
        """Load a file that is shown."""
        return await self.platform.reads(ANN, file)

    async def holds(self, what: Callable[[], bool]) -> bool | None:
        """Tell whether something holds, for those who wait for it."""
        return what() or None

    async def rests(self) -> None:
        """Wait until every request is over and nothing is left to be sent."""

        async def over() -> bool | None:
            return sum(await asyncio.to_thread(_left_to_do, self.folder / DATABASE)) == 0 or None

        await self.until(over, "an end of all work")

    async def arrives(self) -> None:
        """Wait until the product knows that all it has said is there: what answers it is known to answer it."""

        async def known() -> bool | None:
            _, posts = await asyncio.to_thread(_left_to_do, self.folder / DATABASE)
            return posts == 0 or None

        await self.until(known, "an end of all posts")

    async def shows(self, *, who: Somebody = ANN, where: str = STUDIO) -> list[Seen]:
        """Tell what the product has posted, oldest first, as somebody sees it."""
        return await self.platform.shows(who, where)

    async def finds(self, what: Callable[[Seen], bool], name: str, *, who: Somebody = ANN, where: str = STUDIO) -> Seen:
        """Wait for a message; gives the newest one that is meant."""

        async def found() -> Seen | None:
            return next((each for each in reversed(await self.shows(who=who, where=where)) if what(each)), None)

        return await self.until(found, name, who=who, where=where)

    async def until(
        self, what: Callable[[], Awaitable[T | None]], name: str, *, who: Somebody = ANN, where: str = STUDIO
    ) -> T:
        """Look again and again, while time passes."""
        for _ in range(LOOKS):
            if (found := await what()) is not None:
                return found
            await asyncio.sleep(BREATH)
            await self.clock.advance(self.look)
        shown = "\n".join(map(str, await self.shows(who=who, where=where)))
        raise AssertionError(f"never seen: {name}; shown:\n{shown}")

    # --------------------------------------------------------------------------------------------- the studio's side

    async def studio(self, **order: Any) -> None:  # noqa: ANN401 (JSON)
        """Give the sandbox an order: a fault, a barrier, a switch."""
        await knock(self.sandbox.address, **order)

    async def accepted(self, call: str) -> list[dict[str, Any]]:
        """List the `chat` or `confirm` calls that the studio accepted."""
        return await accepted(self.sandbox.address, call)

    async def attached(self) -> list[bytes]:
        """Read the files that came with the newest request, as the studio has them."""
        names = [Path(url).name for url in (await self.accepted("chat"))[-1]["attachments"]]
        return [await asyncio.to_thread((self.sandbox.folder / "uploads" / name).read_bytes) for name in names]

    async def _live(self, begun: "asyncio.Future[None]") -> None:
        async with AsyncExitStack() as stack:
            await asyncio.to_thread(furnish, self.folder / DATABASE)
            database = await asyncio.to_thread(Database, f"sqlite:///{self.folder / DATABASE}")
            stack.push_async_callback(database.close)
            await database.migrate(MIGRATIONS, VERSION_TABLE)
            languages = await asyncio.to_thread(texts.load)
            studios = {
                name: await stack.enter_async_context(studio) for name, studio in self._studios(database).items()
            }
            adapter = await stack.enter_async_context(self.platform.adapter(database, languages, self.clock))
            adapters = {adapter.account: adapter}
            usual = next(iter(studios))
            workshop = Workshop(
                database, self.clock, languages, adapters, studios, usual, self.folder, owners=self.owners
            )
            await _serve(Config(), workshop, lambda _: begun.set_result(None))

    def _studios(self, database: Database) -> Mapping[StudioAccountId, Studio]:
        """Make the accounts, the one that channels begin with first."""
        return {ART: self._lovart(database)}

    def _lovart(self, database: Database) -> Lovart:
        address = self.sandbox.address
        settings = LovartSettings(
            access_key=self.sandbox.access_key,
            secret_key=self.sandbox.secret_key,
            base_url=address,
            canvas=f"{address}/canvas",
        )
        return Lovart(settings, self.clock, StoredAllowance(database, self.clock, ART))


def typed(name: str, options: Mapping[str, str]) -> str:
    """Write a command down: its options stand in their order, and none can be left out before another."""
    command = next(each for each in COMMANDS if each.name == name)
    order = [option.name for option in command.options][: len(options)]
    assert set(order) == set(options), f"/{name} cannot be typed with {sorted(options)}"
    return " ".join([f"/{name}", *(options[each] for each in order)])


def _left_to_do(store: Path) -> tuple[int, int]:
    """Look into the store from outside: how many requests, and how many posts, are not over."""
    with closing(sqlite3.connect(f"{store.as_uri()}?mode=ro", uri=True)) as connection:
        (turns,) = connection.execute("SELECT count(*) FROM turns WHERE ended_at IS NULL").fetchone()
        (posts,) = connection.execute(
            "SELECT count(*) FROM deliveries WHERE state IN ('planned', 'sending')"
        ).fetchone()
    return int(turns), int(posts)


def at_work(platform: Platform, folder: Path, clock: ManualClock) -> AbstractAsyncContextManager[Stage]:
    """Have the product at work on a platform, with Lovart alone."""
    return played(Stage, platform, folder, clock)


@asynccontextmanager
async def played(kind: type[Played], platform: Platform, folder: Path, clock: ManualClock) -> AsyncIterator[Played]:
    """Have the product at work on a platform; whatever breaks in it fails the story."""
    with capture_logs() as log:
        async with Sandbox(clock=clock) as sandbox:
            stage = kind(platform, sandbox, folder, clock)
            await stage.begins()
            yield stage
            await stage.ends()
    assert not (broken := [each for each in log if each["event"] in FAULTS]), broken
