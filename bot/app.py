"""The composition root: the only module that knows everything, and imports only what is configured."""

import asyncio
import fcntl
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import structlog

from bot import texts
from bot.absent import Absent, Beginning
from bot.adapter import Adapter, Inbox
from bot.answering import Answering
from bot.canvas import Canvas
from bot.captions import Captions
from bot.catalogue import Catalogue
from bot.chat import AccountId, CommunityId
from bot.choosing import Choosing
from bot.clock import Clock, growing
from bot.closing import Closing
from bot.commands.all import COMMANDS
from bot.commands.desk import Desk
from bot.config import Config, DiscordAccount, Limits, TelegramAccount, required, secret
from bot.confirmations import Confirmations, Shown
from bot.delivery import Delivery
from bot.dispatch import Dispatcher
from bot.drawing import Drawing
from bot.errors import ConfigError, NoStart, StoreUnavailable
from bot.fetching import Fetching
from bot.fitting import Fitting
from bot.following import Following
from bot.housekeeping import Housekeeping
from bot.inspection import Bounds as FileBounds
from bot.inspection import Inspection
from bot.lanes import Lanes, Work
from bot.media import Probe
from bot.modes import Modes
from bot.opening import Bounds, Opening
from bot.outbox import Outbox
from bot.panel import Panel
from bot.places import Places
from bot.presence import Presence
from bot.progress import Progress
from bot.projects import Projects
from bot.reports import Reports
from bot.results import Results
from bot.spool import Caps, Spool
from bot.starting import Materials, Starting
from bot.store.database import Database
from bot.store.turns import TurnState
from bot.studio import Studio, StudioAccountId
from bot.studios import equip
from bot.tasks import Tasks
from bot.turns import Runner, Stage, Turns
from bot.uploads import Uploads
from bot.workshop import Owner, Workshop

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "atelier_version"
DATABASE = "atelier.sqlite3"
WEB = AccountId("web")
LONGEST_PAUSE = 300.0

log = structlog.get_logger()

if TYPE_CHECKING:
    from adapters.platforms.discord.settings import DiscordSettings
    from adapters.platforms.telegram.settings import TelegramSettings


@dataclass(frozen=True, slots=True)
class Core:
    """The assembled core: its door, its turns, its outbox."""

    inbox: Dispatcher
    turns: Turns
    outbox: Outbox
    housekeeping: Housekeeping
    modes: Modes
    catalogue: Catalogue

    async def resume(self) -> None:
        """Take up what an earlier process left: posts without a receipt, turns without an end."""
        self.catalogue.refresh_all()
        await self.modes.resume()
        await self.outbox.resume()
        if count := await self.turns.resume():
            log.info("resumed", turns=count)


def assemble(workshop: Workshop, tasks: Tasks, limits: Limits, probe: Probe) -> Core:
    """Build the core from values and contracts upwards; what talks to the outside comes with the workshop."""
    caps = Caps(limits.file_bytes, limits.spool_bytes)
    inspection = Inspection(probe, FileBounds(limits.picture_pixels, limits.animation_frames))
    spool = Spool(workshop.folder / "spool", caps, workshop, inspection)
    fetching = Fetching(workshop, spool)
    fitting = Fitting(probe, spool)
    outbox = Outbox(workshop, tasks, fetching, fitting)
    progress = Progress(workshop, outbox, tasks)
    closing = Closing(workshop, outbox, progress)
    delivery = Delivery(workshop, outbox, fetching, fitting, Drawing(probe, spool))
    confirmations = Confirmations(workshop, Shown(outbox, progress, closing))
    projects = Projects(workshop, tasks)
    choosing = Choosing(workshop, outbox, progress, projects)
    uploads = Uploads(workshop)
    starting = Starting(workshop, Materials(spool, uploads, projects, choosing), outbox, progress, closing)
    following = Following(workshop, progress, delivery, confirmations, closing)
    runner = Runner(
        workshop,
        closing,
        Presence(workshop),
        {
            TurnState.QUEUED: starting.begin,
            TurnState.PREPARING: starting.begin,
            TurnState.STARTING: starting.recover,
            TurnState.RUNNING: following.follow,
            TurnState.AWAITING: confirmations.carry_out,
            TurnState.DECIDING: confirmations.settle,
        },
    )
    places = Places(workshop, progress, tasks)
    lanes = Lanes(
        Work(runner.run, runner.broke, places.moved_up, places.door),
        lambda studio: workshop.studios[studio].features.concurrent_turns,
        workshop.clock,
        tasks,
    )
    housekeeping = Housekeeping(confirmations, outbox, workshop.clock, tasks)
    stage = Stage(outbox, progress, closing, spool, tasks)
    bounds = Bounds(limits.waiting_per_conversation, limits.waiting_per_person)
    catalogue = Catalogue(workshop, tasks)
    turns = Turns(workshop, stage, lanes, Opening(workshop, bounds, catalogue))
    modes = Modes(workshop, lanes, outbox, tasks)
    desk = Desk(
        workshop,
        turns,
        delivery,
        modes,
        projects,
        choosing,
        confirmations,
        Results(workshop, turns, fetching, inspection),
        Panel(workshop, catalogue),
        Canvas(workshop, spool, uploads, projects),
        Reports(workshop, outbox),
        Captions(workshop, spool, outbox),
        COMMANDS,
    )
    return Core(Dispatcher(workshop, desk, Answering(workshop, tasks)), turns, outbox, housekeeping, modes, catalogue)


@runtime_checkable
class HasPage(Protocol):
    """An adapter that people open in a browser."""

    async def ready(self) -> str:
        """Wait until it listens; give its address."""
        ...


@dataclass(frozen=True, slots=True)
class Ready:
    """What people are told once everything runs: the page's address, what opens it, and who makes the art."""

    address: str | None
    token: str | None
    studio: str
    sandbox: bool


async def run(config: Config, clock: Clock, announce: Callable[[Ready], None]) -> None:
    """Run the whole program until cancelled. Raises `ConfigError` before anything is begun where it can."""
    try:
        await _run(config, clock, announce)
    except StoreUnavailable as held:  # only the start has nobody else to tell
        message = (
            "atelier.data: nothing could be written to the database, because another program holds it or the disk is"
            " full; end that program or make room, then start again"
        )
        raise ConfigError(message) from held


async def _run(config: Config, clock: Clock, announce: Callable[[Ready], None]) -> None:
    folder = config.atelier.data
    async with AsyncExitStack() as stack:
        await asyncio.to_thread(_own, folder, stack)
        database = Database(f"sqlite:///{folder / DATABASE}")
        stack.push_async_callback(database.close)
        await database.migrate(MIGRATIONS, VERSION_TABLE)
        languages = await asyncio.to_thread(_languages, config.atelier.language)
        studios = await equip(config, clock, database, stack)
        adapters = [await _web(config, clock, database, languages)] if config.web.enabled else []
        adapters += [await _discord(each, config, clock, languages, stack) for each in config.discord.items()]
        adapters += [await _telegram(each, config, clock, languages, stack) for each in config.telegram.items()]
        workshop = Workshop(
            database,
            clock,
            languages,
            {adapter.account: adapter for adapter in adapters},
            studios,
            _default(config, studios),
            folder,
            config.configured,
            _owners(config),
        )
        await _serve(config, workshop, announce)


def _own(folder: Path, stack: AsyncExitStack) -> None:
    """Claim the data folder: two programs on one store would spend twice. The claim dies with the process."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = stack.enter_context((folder / "lock").open("a"))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        message = f"atelier.data: another Atelier is running on {folder}; stop it, or give this one its own folder"
        raise ConfigError(message) from error


def _owners(config: Config) -> Mapping[StudioAccountId, Owner]:
    owned = [(name, account.owner.partition("/")) for name, account in config.studios.items() if account.owner]
    return {StudioAccountId(name): (AccountId(at), CommunityId(community)) for name, (at, _, community) in owned}


def _languages(usual: str) -> texts.Languages:
    try:
        return texts.load(usual)
    except KeyError:
        message = f"atelier.language: there are no texts in {usual!r}"
        raise ConfigError(message) from None


async def _web(config: Config, clock: Clock, database: Database, languages: texts.Languages) -> Adapter:
    from adapters.platforms.web import history
    from adapters.platforms.web.adapter import WebAdapter
    from adapters.platforms.web.settings import WebSettings

    await database.migrate(history.MIGRATIONS, history.VERSION_TABLE)
    settings = WebSettings(
        account=WEB,
        media=config.atelier.data / "media",
        host=config.web.host,
        port=config.web.port,
        token=secret(config.web.token_env),
        hosts=frozenset(config.web.names),
        upload_bytes=config.web.upload_bytes,
        sandbox=config.sandbox_answers,
    )
    return WebAdapter(settings, database, clock, languages)


async def _discord(
    named: tuple[str, DiscordAccount], config: Config, clock: Clock, languages: texts.Languages, stack: AsyncExitStack
) -> Adapter:
    from adapters.platforms.discord.adapter import DiscordAdapter

    settings = discord_settings(*named, config.limits)
    return await _begun(DiscordAdapter(settings, languages, clock), stack)


async def _begun(adapter: Beginning, stack: AsyncExitStack) -> Adapter:
    """Let an account begin; the others do not wait for one that cannot be reached."""
    try:
        return await stack.enter_async_context(adapter)
    except NoStart as away:
        return Absent(adapter, str(away))


def discord_settings(name: str, account: DiscordAccount, limits: Limits) -> "DiscordSettings":
    """Give one Discord account's settings, its token read from the environment."""
    from adapters.platforms.discord.settings import DiscordSettings

    return DiscordSettings(
        account=AccountId(name),
        token=required(f"discord.{name}", account.token_env),
        guilds=frozenset(map(int, account.guilds)),
        operators=frozenset(map(int, account.operators)),
        message_content=account.message_content,
        bots=frozenset(map(int, account.bots)),
        api_url=account.api_url.rstrip("/"),
        file_bytes=limits.file_bytes,
    )


async def _telegram(
    named: tuple[str, TelegramAccount], config: Config, clock: Clock, languages: texts.Languages, stack: AsyncExitStack
) -> Adapter:
    from adapters.platforms.telegram.adapter import TelegramAdapter

    settings = telegram_settings(*named, config.limits)
    return await _begun(TelegramAdapter(settings, languages, clock), stack)


def telegram_settings(name: str, account: TelegramAccount, limits: Limits) -> "TelegramSettings":
    """Give one Telegram account's settings, its token and its webhook's secret read from the environment."""
    from adapters.platforms.telegram.settings import TelegramSettings, Webhook

    table, hook = f"telegram.{name}", None
    if account.webhook_url:
        hook = Webhook(account.webhook_url, account.webhook_port, required(table, account.webhook_secret_env))
    settings = TelegramSettings(
        account=AccountId(name),
        token=required(table, account.token_env),
        chats=frozenset(map(int, account.chats)),
        operators=frozenset(map(int, account.operators)),
        webhook=hook,
        local=account.local_server,
        file_bytes=limits.file_bytes,
    )
    return replace(settings, api_url=account.api_url.rstrip("/")) if account.api_url else settings


def _probe(config: Config) -> Probe:
    from adapters.media.probe import ChildProbe

    return ChildProbe(config.limits.picture_pixels)


async def _serve(config: Config, workshop: Workshop, announce: Callable[[Ready], None]) -> None:
    try:
        async with asyncio.TaskGroup() as group:
            tasks = Tasks(group)
            core = assemble(workshop, tasks, config.limits, _probe(config))
            tasks.start(core.housekeeping.run(), "housekeeping")
            await core.resume()  # before anything new comes in: what was first stays first in its lane
            for adapter in list(workshop.adapters.values()):
                await adapter.publish(COMMANDS)
                tasks.start(_hear(adapter, core, workshop, tasks), f"adapter {adapter.account}")
            features = workshop.studios[workshop.studio].features
            pages = [await page.ready() for page in workshop.adapters.values() if isinstance(page, HasPage)]
            token = secret(config.web.token_env)
            announce(Ready(next(iter(pages), None), token, features.name, config.sandbox_answers))
    except* (ConfigError, StoreUnavailable) as wrong:
        raise wrong.exceptions[0] from None


async def _hear(adapter: Adapter, core: Core, workshop: Workshop, tasks: Tasks) -> None:
    """Let an adapter run, once it is there."""
    async with AsyncExitStack() as stack:
        if isinstance(adapter, Absent):
            adapter = await adapter.arrives(stack, workshop.clock)
            workshop.adapters[adapter.account] = adapter
            log.info("account reached", account=adapter.account)
            await adapter.publish(COMMANDS)
            tasks.start(core.outbox.repair(), f"repair {adapter.account}")  # what waited need wait no longer
        await _keep_running(adapter, core.inbox, workshop.clock, tasks)


async def _keep_running(adapter: Adapter, inbox: Inbox, clock: Clock, tasks: Tasks) -> None:
    """Let an adapter run anew, with growing pauses; who ran for a while begins with the shortest."""
    pauses = growing(LONGEST_PAUSE)
    while True:
        begun = clock.monotonic()
        await tasks.attempt(adapter.run(inbox), f"adapter {adapter.account}")
        if clock.monotonic() - begun > LONGEST_PAUSE:
            pauses = growing(LONGEST_PAUSE)
        await clock.sleep(next(pauses))


def _default(config: Config, studios: Mapping[StudioAccountId, Studio]) -> StudioAccountId:
    if config.atelier.studio is None:
        return next(iter(studios))
    if config.atelier.studio not in studios:
        message = f"atelier.studio: there is no [studios.{config.atelier.studio}]"
        raise ConfigError(message)
    return StudioAccountId(config.atelier.studio)
