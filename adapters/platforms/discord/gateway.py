"""The connection by which Discord tells what happens: one client per run, as many shards as Discord wants."""

import sys
from collections.abc import Callable
from typing import Any

import discord
import structlog

from adapters.platforms.discord import limits
from adapters.platforms.discord.door import Door
from adapters.platforms.discord.rights import invitation
from adapters.platforms.discord.settings import DiscordSettings
from bot.adapter import Inbox, KnowsNewest
from bot.chat import ChannelRef, SentMessage

Learn = Callable[[discord.Guild], None]

log = structlog.get_logger()


def intents_of(settings: DiscordSettings) -> discord.Intents:
    """Ask for as little as can be (D32): guilds, what is written, and its content where that was switched on."""
    return discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=settings.message_content)


class Gateway(discord.AutoShardedClient):
    """Hands events to the door; keeps neither messages nor members."""

    def __init__(self, settings: DiscordSettings, learn: Learn) -> None:
        super().__init__(
            intents=intents_of(settings),
            max_messages=None,
            guild_ready_timeout=limits.GUILD_PAUSE,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self._settings = settings
        self._learn = learn

    def opens(self, door: Door, inbox: Inbox) -> None:
        """Say where events go."""
        self._door = door
        self._inbox = inbox

    async def on_message(self, message: discord.Message) -> None:
        """Somebody wrote."""
        await self._door.message(message)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Somebody gave a command, pressed, typed or filled in a form."""
        await self._door.interaction(interaction)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A guild came with the connection."""
        self._learn(guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Somebody invited us."""
        self._learn(guild)

    async def on_guild_update(self, _before: discord.Guild, after: discord.Guild) -> None:
        """A guild changed, perhaps its boosts."""
        self._learn(after)

    async def on_shard_ready(self, shard: int) -> None:
        """A new session began, which tells nothing of what happened before it: read that back."""
        if self.is_closed():
            return  # discord.py tells it half a second late, also of a session that is over by then
        if self._settings.message_content and isinstance(self._inbox, KnowsNewest):
            with self._door.inside():
                known = await self._inbox.newest(self._settings.account)
                for newest in [each for each in known if self._shard_of(each.channel) == shard]:
                    await self._read_back(newest)

    async def on_ready(self) -> None:
        """Say that it hears, and how many servers there are; the way onto the first one where there is none."""
        log.info("connected", account=self._settings.account, servers=len(self.guilds))
        if not self.guilds:
            log.warning(
                "on no server yet", account=self._settings.account, invitation=invitation(self.application_id or 0)
            )

    async def on_shard_disconnect(self, shard: int) -> None:
        """Say that nothing is heard; it is connected anew by itself."""
        if not self.is_closed():
            log.info("connection lost", account=self._settings.account, shard=shard)

    async def on_shard_resumed(self, shard: int) -> None:
        """Say that everything is heard again, and nothing was missed."""
        log.info("connection resumed", account=self._settings.account, shard=shard)

    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:
        """Log what broke; the next event is another one."""
        log.error("event broke", what=event_method, exc_info=sys.exception())

    async def _read_back(self, newest: SentMessage) -> None:
        guild = int(newest.channel.community) if newest.channel.community else None
        place = self.get_partial_messageable(int(newest.channel.channel), guild_id=guild)
        after = discord.Object(int(newest.id))
        try:
            async for message in place.history(limit=limits.MISSED, after=after, oldest_first=True):
                await self._door.message(message)
        except discord.HTTPException as refused:
            log.info("missed messages not read", channel=newest.channel.channel, reason=str(refused))

    def _shard_of(self, channel: ChannelRef) -> int:
        return (int(channel.community) >> 22) % (self.shard_count or 1) if channel.community else 0
