"""The connection by which Discord tells what happens: one client per run, as many shards as Discord wants."""

import sys
from collections.abc import Callable
from typing import Any

import discord
import structlog

from adapters.platforms.discord import limits
from adapters.platforms.discord.door import Door
from adapters.platforms.discord.settings import DiscordSettings
from bot.chat import ChannelRef, Inbox, KnowsNewest, SentMessage

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
        if self._settings.message_content and isinstance(self._inbox, KnowsNewest):
            for newest in await self._inbox.newest(self._settings.account):
                if self._shard_of(newest.channel) == shard:
                    await self._read_back(newest)

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
