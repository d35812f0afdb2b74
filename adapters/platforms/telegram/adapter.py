"""A bot on Telegram: posts as long as it is entered, hears as long as it runs."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

import structlog

from adapters.downloads import Downloads
from adapters.platforms.telegram import commands, limits, rights, trouble
from adapters.platforms.telegram.admins import Admins
from adapters.platforms.telegram.alerts import Alerts
from adapters.platforms.telegram.calls import Client, logged_in
from adapters.platforms.telegram.door import Door, Hall
from adapters.platforms.telegram.files import Files
from adapters.platforms.telegram.handles import handle_of
from adapters.platforms.telegram.owner import owned
from adapters.platforms.telegram.pacing import Pacing, Rank
from adapters.platforms.telegram.sending import Sending
from adapters.platforms.telegram.settings import TelegramSettings
from adapters.platforms.telegram.topics import Where
from adapters.platforms.telegram.updates import Hook, Polling
from bot.adapter import Inbox
from bot.capabilities import Capabilities
from bot.chat import AccountId, AttachmentRef, ChannelRef, DeliveryKey, Person, Post, SentMessage
from bot.checks.findings import Finding, fine
from bot.clock import Clock
from bot.commands.declare import Command
from bot.errors import AtelierError, ChannelGone, InDoubt, TooLarge, Unsent
from bot.moves import Moves
from bot.texts import Languages
from bot.texts import telegram as texts

log = structlog.get_logger()


class TelegramAdapter:
    """Implements `Adapter`, `Deletes`, `ShowsTyping`, `Ephemeral`, `SendsInParts`, `Examines`; a context manager.

    Telegram knows no keys and cannot be asked what arrived: what one program sent it remembers itself, and what a crash
    cut off is the core's to say. To one person alone it speaks over a button that was pressed, or in private.
    """

    def __init__(self, settings: TelegramSettings, languages: Languages, clock: Clock) -> None:
        self._settings = settings
        self._languages = languages
        self._clock = clock
        self._commands: tuple[Command[Any], ...] = ()
        self._moves: Moves | None = None

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as begun:
            self._bot: Client = await logged_in(self._settings)
            begun.push_async_callback(self._bot.shutdown)
            ours = [self._settings.api_url] if self._settings.api_url != limits.API else []
            downloads = await begun.enter_async_context(Downloads(ours))
            self._files = Files(self._settings, downloads, self._bot)
            self._alerts = Alerts(self._bot)
            self._admins = Admins(self._bot, self._clock)
            self._sending = Sending(self._bot, Pacing(self._clock), self._tell_moved)
            self._open = begun.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

    @property
    def account(self) -> AccountId:
        """The name of the account in the configuration."""
        return self._settings.account

    async def run(self, inbox: Inbox) -> None:
        """Hear what happens until cancelled, once nobody else here does."""
        hall = Hall(
            self._bot,
            self._settings,
            self._languages,
            self._clock,
            self._admins,
            self._alerts,
            self._sending,
            self._has_moved,
        )
        door = Door(hall, lambda: self._commands, inbox)
        self._moves = inbox if isinstance(inbox, Moves) else None
        hook = self._settings.webhook
        with await owned(self._settings, self._clock):
            if hook is not None:
                await Hook(self._bot, self._settings, hook).run(door.take)
            else:
                await Polling(self._bot, self._settings, self._clock).run(door.take)

    async def capabilities(self, channel: ChannelRef) -> Capabilities:
        """Tell what a channel carries."""
        return limits.channel(local=self._settings.local, called=channel.community is not None)

    async def fetch(self, ref: AttachmentRef) -> AsyncIterator[bytes]:
        """Stream an attachment's bytes."""
        async for chunk in self._files.stream(handle_of(ref)):
            yield chunk

    async def post(self, channel: ChannelRef, post: Post, key: DeliveryKey) -> SentMessage:
        """Send one post, in as many messages as it takes."""
        return await self._post(channel, post, key, Rank.ANSWER if key.answers else Rank.RESULT)

    async def _post(self, channel: ChannelRef, post: Post, key: DeliveryKey, rank: Rank) -> SentMessage:
        limit = (await self.capabilities(channel)).file_bytes
        if any(each.size > limit for each in post.files):
            raise TooLarge(limit)
        try:
            with trouble.posting(limit):
                return await self._sending.post(channel, post, key, rank)
        except InDoubt:
            self._sending.forget(key)
            raise

    def begun(self, key: DeliveryKey) -> Post | None:
        """Tell the post of which surely stands there what this program has sent."""
        return self._sending.begun(key)

    async def edit(self, sent: SentMessage, post: Post) -> None:
        """Replace what a message shows; what would wait for the chat's pace comes again instead."""
        with trouble.changing():
            await self._sending.edit(sent, post)

    async def delete(self, sent: SentMessage) -> None:
        """Take a post back, all its messages."""
        place = self._sending.where(sent.channel)
        for each in (sent.id, *sent.also):
            try:
                with trouble.changing():
                    await self._bot.delete_message(place.chat, int(each))
            except ChannelGone as gone:
                log.info("message not taken back", message=each, reason=str(gone))

    @property
    def typing_lasts(self) -> float | None:
        """How long before it fades the sign is shown anew."""
        return limits.TYPING_PAUSE

    async def typing(self, channel: ChannelRef) -> None:
        """Show for about five seconds that something comes."""
        with trouble.changing():
            await self._sending.typing(self._sending.where(channel))

    async def whisper(self, channel: ChannelRef, person: Person, post: Post, key: DeliveryKey) -> None:
        """Answer one person: over the button, in private what is long, else as a reply: there are no whispers here."""
        if await self._alerts.tell(key, post):
            return
        long = channel.community is not None and limits.length(post.text) > limits.REMARK
        if aside := long and await self._tell_in_private(person, post, key):
            post = Post(texts.told_in_private(self._languages.of(person.locale)), reply_to=post.reply_to)
            key = DeliveryKey(key.owner, f"{key.part} here")
        try:
            await self._post(channel, post, key, Rank.ANSWER)
        except ChannelGone as closed:
            if closed.say is None or not (aside or await self._tell_in_private(person, post, key)):
                raise

    async def _tell_in_private(self, person: Person, post: Post, key: DeliveryKey) -> bool:
        """Tell one person in private; False where that was never begun, or is wanted no more."""
        private, alone = Where(int(person.id)).ref(self.account), replace(post, reply_to=None)
        try:
            await self._post(private, alone, key, Rank.ANSWER)
        except Unsent:
            raise
        except AtelierError as refused:
            log.info("nothing can be told in private", reason=str(refused))
            return False
        return True

    async def examine(self, channel: ChannelRef) -> Sequence[Finding]:
        """Look whether what it takes is allowed in a chat, and what is heard there."""
        place = self._sending.where(channel)
        return [fine(rights.RIGHTS, "", texts.rights_fine)] if place.private else await rights.here(self._bot, place)

    async def publish(self, commands_: Sequence[Command[Any]]) -> None:
        """Make the commands known where they differ from what Telegram has."""
        self._commands = tuple(commands_)
        try:
            with trouble.changing():
                changed = await commands.publish(self._bot, commands_, self._languages)
        except (Unsent, ChannelGone) as refused:
            log.warning("commands not published", reason=str(refused))
        else:
            if changed:
                log.info("commands published", menus=changed)

    async def _has_moved(self, before: int, after: int) -> None:
        """A group has become another chat: so does everything that belongs to it."""
        self._sending.move(before, after)
        await self._tell_moved(before, after)

    async def _tell_moved(self, before: int, after: int) -> None:
        log.info("group moved", account=self.account, before=before, after=after)
        if self._moves is not None:
            await self._moves.moved(Where(before).ref(self.account), Where(after).ref(self.account))
