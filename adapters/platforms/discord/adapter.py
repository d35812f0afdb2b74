"""An application on Discord: posts by its token as long as it is entered, hears as long as it runs."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import Any, Self, TypeVar

import discord
import structlog
from aiohttp import ClientError
from discord.http import Route

from adapters.downloads import Downloads
from adapters.platforms.discord import checks, commands, limits, rights, trouble
from adapters.platforms.discord.attaching import files_of
from adapters.platforms.discord.door import Door, Hall
from adapters.platforms.discord.errands import Errands, StillWaiting
from adapters.platforms.discord.files import Files, origins
from adapters.platforms.discord.gateway import Gateway
from adapters.platforms.discord.handles import handle_of
from adapters.platforms.discord.inbound import Here
from adapters.platforms.discord.login import led_to, logged_in
from adapters.platforms.discord.outbound import divided, is_made_of, milder_of, reference_of, to_discord
from adapters.platforms.discord.replies import Replies, Reply
from adapters.platforms.discord.settings import DiscordSettings
from adapters.platforms.discord.sizes import Sizes
from bot.adapter import Inbox
from bot.capabilities import Capabilities
from bot.chat import (
    AccountId,
    AttachmentRef,
    ChannelId,
    ChannelRef,
    DeliveryKey,
    MessageId,
    Person,
    Post,
    SentMessage,
)
from bot.checks.findings import Finding, Status, fine
from bot.clock import Clock
from bot.commands.declare import Command
from bot.errors import ChannelGone, ConfigError, InDoubt, TooLarge, Unsent
from bot.texts import Languages
from bot.texts import discord as texts

log = structlog.get_logger()

Got = TypeVar("Got")


class DiscordAdapter:
    """Implements `Adapter`, `Deletes`, `ShowsTyping`, `Ephemeral`, `FindsSent`, `Examines`; an async context manager.

    Everything is sent by the token, with a nonce of its delivery key; the answers to interactions alone that only one
    person sees go by their own tokens.
    """

    def __init__(self, settings: DiscordSettings, languages: Languages, clock: Clock) -> None:
        self._settings = settings
        self._languages = languages
        self._clock = clock
        self._replies = Replies(clock)
        self._menu: dict[str, str] = {}
        self._posts: Errands[SentMessage] = Errands(clock)
        self._edits: Errands[None] = Errands(clock)
        self._sizes = Sizes(lambda guild: self._rest.fetch_guild(guild, with_counts=False), clock)

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as begun:
            begun.enter_context(led_to(self._settings))
            discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nobody speaks here
            self._rest = await begun.enter_async_context(await logged_in(self._settings))
            downloads = await begun.enter_async_context(Downloads(origins(self._settings)))
            self._files = Files(self._settings, downloads, self._read)
            begun.push_async_callback(self._posts.close)
            begun.push_async_callback(self._edits.close)
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
        """Hear what happens until cancelled."""
        hall = Hall(self._languages, self._clock, self._replies, self._menu, self._direct, self._say)
        door = Door(Here(self._settings, self._me), hall, inbox)
        try:
            async with Gateway(self._settings, self._sizes.learn) as gateway, door:  # what it takes needs the line
                gateway.opens(door, inbox)
                await gateway.start(self._settings.token)
        except discord.PrivilegedIntentsRequired as error:
            message = (
                f"discord.{self.account}.message_content: the intent is not switched on for the application; switch"
                " Message Content Intent on in Discord's developer portal, or set this to false"
            )
            raise ConfigError(message) from error
        finally:
            self._replies.clear()

    async def capabilities(self, channel: ChannelRef) -> Capabilities:
        """Tell what a channel carries: by its guild's boosts."""
        with trouble.changing():
            size = await self._sizes.of(channel)
        return limits.channel(size, called=channel.community is not None)

    async def fetch(self, ref: AttachmentRef) -> AsyncIterator[bytes]:
        """Stream an attachment's bytes, through its message where its link has died."""
        async for chunk in self._files.stream(handle_of(ref)):
            yield chunk

    async def post(self, channel: ChannelRef, post: Post, key: DeliveryKey) -> SentMessage:
        """Send one post; one that still waits for a limit is joined by the next try."""
        limit = (await self.capabilities(channel)).file_bytes
        largest = max((each.size for each in post.files), default=0)
        if largest > limit:
            raise TooLarge(limit)
        try:
            with trouble.posting(limit, largest):
                return await self._posts.run(key, channel, lambda: self._send(channel, post, key), limits.POST_PATIENCE)
        except TooLarge as refused:
            if len(post.files) > 1:  # they may be too large only together
                raise TooLarge(limit) from refused
            self._sizes.refuse(channel, refused.limit)
            raise
        except StillWaiting as waiting:
            raise InDoubt("waits for a rate limit") from waiting

    async def edit(self, sent: SentMessage, post: Post) -> None:
        """Replace what a message shows; what would wait for a limit comes again instead of holding up others."""
        try:
            with trouble.changing():
                await self._edits.run(sent, post, lambda: self._change(sent, post), limits.EDIT_PATIENCE)
        except StillWaiting as waiting:
            raise Unsent("an edit waits for a rate limit") from waiting

    async def delete(self, sent: SentMessage) -> None:
        """Take a message back."""
        try:
            with trouble.changing():
                await self._message(sent).delete()
        except ChannelGone:
            log.info("message was gone", message=sent.id)

    @property
    def typing_lasts(self) -> float | None:
        """On Discord cards say enough."""
        return None

    async def typing(self, channel: ChannelRef) -> None:
        """Show for about ten seconds that something comes."""
        with trouble.changing():
            await self._rest.http.send_typing(int(channel.channel))

    async def whisper(self, channel: ChannelRef, person: Person, post: Post, key: DeliveryKey) -> None:
        """Answer an interaction where there is one; else in a direct message, never where others see it."""
        reply = self._replies.of(channel, person.id, key)
        if reply is not None and await _whispered(reply, post):
            return
        if channel.community is None:
            await self._say_all(channel, post, key)
            return
        if int(person.id) in self._settings.bots:
            log.info("nothing can be told to a bot alone", bot=person.id)
            return
        try:
            with trouble.changing():
                direct = ChannelRef(self.account, None, ChannelId(str(await self._direct(int(person.id)))))
            await self._say_all(direct, _led_back(post, channel), key)
        except ChannelGone as closed:
            log.info("nothing can be told to one person alone", reason=str(closed))

    async def find(self, channel: ChannelRef, key: DeliveryKey, post: Post) -> SentMessage | None:
        """Look among our newest messages for one that shows what the post shows."""
        with trouble.changing():
            async for message in self._place(channel).history(limit=limits.HISTORY):
                if message.author.id == self._me and is_made_of(message, post):
                    return SentMessage(channel, MessageId(str(message.id)))
        return None

    async def examine(self, channel: ChannelRef) -> Sequence[Finding]:
        """Look whether what it takes is allowed in a channel, and what is heard; in direct messages nothing lacks."""
        if channel.community is None:
            return [fine(rights.NAME, "", texts.rights_fine)]
        application = self._rest.application
        heard = [checks.intent(self._settings, application.flags, "")] if application else []
        try:
            with trouble.changing():
                return [await rights.in_channel(self._rest, channel), *heard]
        except (Unsent, ChannelGone) as refused:
            said = partial(texts.unreachable, said=str(refused))
            return [Finding(rights.NAME, "", Status.BAD, said, texts.rights_why, texts.rights_mend)]

    async def publish(self, commands_: Sequence[Command[Any]]) -> None:
        """Make the commands known where they differ from what Discord has."""
        self._menu.update(commands.menu(commands_, self._languages))
        wanted, path = commands.payload(commands_, self._languages), "/applications/{application_id}/commands"
        application = self._rest.application_id
        try:
            with trouble.changing():
                asked = Route("GET", f"{path}?with_localizations=true", application_id=application)
                known = await self._rest.http.request(asked)
                if commands.differ(known, wanted):
                    await self._rest.http.request(Route("PUT", path, application_id=application), json=wanted)
                    log.info("commands published", count=len(wanted))
        except (Unsent, ChannelGone) as refused:
            log.warning("commands not published", reason=str(refused))

    @property
    def _me(self) -> int:
        return self._rest.user.id if self._rest.user else 0

    async def _say(self, channel: ChannelRef, post: Post, key: DeliveryKey) -> object:
        return await self.post(channel, post, key)

    async def _say_all(self, channel: ChannelRef, post: Post, key: DeliveryKey) -> None:
        for number, each in enumerate(divided(post)):
            await self.post(channel, each, replace(key, part=f"{key.part}:{number}") if number else key)

    async def _direct(self, person: int) -> int:
        return (await self._rest.create_dm(discord.Object(person))).id

    async def _read(self, channel: int, message: int) -> discord.Message:
        return await self._rest.get_partial_messageable(channel).fetch_message(message)

    async def _send(self, channel: ChannelRef, post: Post, key: DeliveryKey) -> SentMessage:
        return await self._milder(post, lambda each: self._put(channel, each, key))

    async def _change(self, sent: SentMessage, post: Post) -> None:
        await self._milder(post, lambda each: self._replace(sent, each))

    async def _milder(self, post: Post, send: Callable[[Post], Awaitable[Got]]) -> Got:
        """Send a post, or what of it a server's rules let through."""
        try:
            return await send(post)
        except discord.HTTPException as refused:
            milder = milder_of(post, refused.code, texts.held_back(self._languages.of()))
            if milder is None:
                raise
            log.info("said otherwise", code=refused.code)
        return await send(milder)

    async def _put(self, channel: ChannelRef, post: Post, key: DeliveryKey) -> SentMessage:
        draft, answered = to_discord(post), reference_of(post, int(channel.channel))
        async with files_of(post) as files:
            extras: dict[str, Any] = {"files": files} if files else {}
            if draft.view is not None:
                extras["view"] = draft.view
            if answered is not None:
                extras["reference"] = answered
            sent = await self._place(channel).send(
                draft.content or None,
                nonce=key.nonce,
                allowed_mentions=draft.allowed_mentions,
                suppress_embeds=True,
                **extras,
            )
        return SentMessage(channel, MessageId(str(sent.id)))

    async def _replace(self, sent: SentMessage, post: Post) -> None:
        draft = to_discord(post)
        async with files_of(post) as files:
            extras: dict[str, Any] = {"attachments": files} if files else {}
            await self._message(sent).edit(
                content=draft.content or None, view=draft.view, allowed_mentions=draft.allowed_mentions, **extras
            )

    def _place(self, channel: ChannelRef) -> discord.PartialMessageable:
        guild = int(channel.community) if channel.community else None
        return self._rest.get_partial_messageable(int(channel.channel), guild_id=guild)

    def _message(self, sent: SentMessage) -> discord.PartialMessage:
        return self._place(sent.channel).get_partial_message(int(sent.id))


async def _whispered(reply: Reply, post: Post) -> bool:
    try:
        await reply.whisper(post)
    except (discord.HTTPException, ClientError, OSError, TimeoutError) as refused:
        log.info("interaction cannot be answered any more", reason=str(refused))
        return False
    return True


def _led_back(post: Post, channel: ChannelRef) -> Post:
    """Lead from a direct message back to what it is about."""
    link = f"https://discord.com/channels/{channel.community}/{channel.channel}"
    return replace(
        post, text=f"{post.text}\n{link}/{post.reply_to}" if post.reply_to else f"{post.text}\n{link}", reply_to=None
    )
