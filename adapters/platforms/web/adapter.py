"""The web page as a platform: one site with channels, served on loopback or behind a token."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from typing import Any

from aiohttp import web

from adapters.platforms.web import limits
from adapters.platforms.web.api import Api, Site
from adapters.platforms.web.commands import Menu
from adapters.platforms.web.door import Door
from adapters.platforms.web.entries import Entry, Kept, Key, Source
from adapters.platforms.web.handover import Handover
from adapters.platforms.web.history import History, Transactions
from adapters.platforms.web.inbound import person_of
from adapters.platforms.web.media import MediaFolder
from adapters.platforms.web.outbound import draft_of, extras_of, kept_of, name_of, whisper_of
from adapters.platforms.web.pages import Pages
from adapters.platforms.web.settings import ANYWHERE, WebSettings
from bot.adapter import Inbox
from bot.capabilities import Capabilities
from bot.chat import AccountId, AttachmentRef, ChannelRef, DeliveryKey, Person, Post, PostFile, SentMessage
from bot.clock import Clock
from bot.commands.declare import Command
from bot.errors import ConfigError, TooLarge, UserError
from bot.texts import Languages, refusal

GRACE_SECONDS = 5.0


class WebAdapter:
    """Implements `Adapter`, `Ephemeral` and `Deletes`. Its tables must be migrated before (`history.MIGRATIONS`).

    A message that the core had not taken when the program ended is given to it again by the next `run`.
    """

    def __init__(
        self,
        settings: WebSettings,
        transactions: Transactions,
        clock: Clock,
        languages: Languages,
    ) -> None:
        history = History(settings.account, transactions, clock)
        self._site = Site(settings, history, MediaFolder(settings.media), Menu(), languages, clock)
        self._clock = clock
        self._listening = asyncio.Event()
        self._address: str | None = None

    @property
    def account(self) -> AccountId:
        """The name of the account in the configuration."""
        return self._site.settings.account

    @property
    def address(self) -> str | None:
        """Where the page is, while it listens."""
        return self._address

    async def ready(self) -> str:
        """Wait until the page listens; give its address."""
        while self._address is None:
            await self._listening.wait()
        return self._address

    async def run(self, inbox: Inbox) -> None:
        """Serve the page until cancelled."""
        waiting = await self._site.history.untaken()
        self._site.history.feed.open()
        runner = web.AppRunner(self._application(inbox), access_log=None, shutdown_timeout=GRACE_SECONDS)
        await runner.setup()
        try:
            await self._listen(runner)
            handover = Handover(self._site.history, inbox, self._site.menu)
            for entry in waiting:
                await self._hand_again(handover, entry)
            await self._keep_clean()
        finally:
            self._listening.clear()
            self._address = None
            await runner.cleanup()

    async def capabilities(self, channel: ChannelRef) -> Capabilities:
        """Tell what a channel carries; all are alike."""
        return limits.page(self._site.settings.file_bytes)

    async def fetch(self, ref: AttachmentRef) -> AsyncIterator[bytes]:
        """Stream an upload from the media folder."""
        try:
            async for chunk in self._site.media.read(ref.opaque):
                yield chunk
        except FileNotFoundError as error:
            raise UserError(refusal.file_gone) from error

    async def post(self, channel: ChannelRef, post: Post, key: DeliveryKey) -> SentMessage:
        """Keep a post; the same key gives the first message again."""
        known = await self._site.history.find(Key(Source.POSTED, key.owner, key.part))
        if known is not None:
            return SentMessage(channel, known)
        kept = await self._take_in(post.files)
        receipt = await self._site.history.keep(draft_of(post, channel.channel, key, kept))
        return SentMessage(channel, receipt.id)

    async def edit(self, sent: SentMessage, post: Post) -> None:
        """Replace what a message shows; its files stay where the post brings none."""
        kept = await self._take_in(post.files)
        dropped = await self._site.history.edit(sent.id, post.text, extras_of(post), kept)
        await self._site.media.drop(*dropped)

    async def whisper(self, channel: ChannelRef, person: Person, post: Post, key: DeliveryKey) -> None:
        """Keep a post that only one person's windows show."""
        known = await self._site.history.find(Key(Source.WHISPERED, key.owner, key.part))
        if known is None:
            kept = await self._take_in(post.files)
            await self._site.history.keep(whisper_of(post, channel.channel, key, kept, person.id))

    async def delete(self, sent: SentMessage) -> None:
        """Take a message away, with its files."""
        await self._site.media.drop(*await self._site.history.delete(sent.id))

    async def publish(self, commands: Sequence[Command[Any]]) -> None:
        """Show these commands in the menu."""
        self._site.menu.publish(commands, self._site.languages.of())

    def _application(self, inbox: Inbox) -> web.Application:
        door = Door(self._site.settings, self._site.languages, inbox)
        application = web.Application(middlewares=door.middlewares, client_max_size=limits.JSON_BYTES)
        application.add_routes(Api(self._site, door, inbox).routes())
        application.add_routes(Pages(self._site, door).routes())
        application.on_response_prepare.append(door.finish)
        application.on_shutdown.append(self._send_home)
        return application

    async def _keep_clean(self) -> None:
        """Day by day, forget files that came and whose message never did: the program ended in between."""
        while True:
            old = await self._site.media.old(self._clock.now() - limits.ORPHAN_SECONDS)
            await self._site.media.drop(*await self._site.history.forgotten(old))
            await self._clock.sleep(limits.ORPHAN_SECONDS)

    async def _send_home(self, _application: web.Application) -> None:
        self._site.history.feed.close()

    async def _listen(self, runner: web.AppRunner) -> None:
        settings = self._site.settings
        try:
            await web.TCPSite(runner, settings.host, settings.port).start()
        except OSError as error:
            reason = os.strerror(error.errno or 0).lower()
            message = f"{settings.account}.port: the page cannot listen on {settings.host} {settings.port}: {reason}"
            raise ConfigError(message) from error
        port = runner.addresses[0][1]
        host = "127.0.0.1" if settings.host in ANYWHERE else settings.host
        self._address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        self._listening.set()

    async def _hand_again(self, handover: Handover, entry: Entry) -> None:
        author = entry.author
        if author is not None:
            await self._site.history.note_handover(entry.id, taken=False)
            t = self._site.languages.of(author.locale)
            await handover.message(entry, person_of(author, name_of(author, t), self._site.settings.level), t)

    async def _take_in(self, files: Sequence[PostFile]) -> tuple[Kept, ...]:
        limit = self._site.settings.file_bytes
        if any(file.size > limit for file in files):
            raise TooLarge(limit)
        return tuple([kept_of(file, await self._site.media.adopt(file.path)) for file in files])
