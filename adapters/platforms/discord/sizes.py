"""How large a file each guild takes: by its boosts, and by what it refused all the same."""

from collections.abc import Awaitable, Callable

import discord

from adapters.platforms.discord import limits
from bot.chat import ChannelRef
from bot.clock import Clock

Ask = Callable[[int], Awaitable[discord.Guild]]


class Sizes:
    """Knows what the gateway told, and asks where it has not."""

    def __init__(self, ask: Ask, clock: Clock) -> None:
        self._ask = ask
        self._clock = clock
        self._known: dict[int, tuple[float, int]] = {}
        self._refused: dict[int | None, int] = {}

    def learn(self, guild: discord.Guild) -> None:
        """Note what a guild takes at present."""
        self._known[guild.id] = self._clock.monotonic(), guild.filesize_limit

    def refuse(self, channel: ChannelRef, limit: int) -> None:
        """Note that less was taken than was told."""
        self._refused[_guild(channel)] = limit

    async def of(self, channel: ChannelRef) -> int:
        """Tell the largest file for a channel, in bytes."""
        guild = _guild(channel)
        told = limits.FILE_BYTES if guild is None else await self._told(guild)
        return min(told, self._refused.get(guild, told))

    async def _told(self, guild: int) -> int:
        at, told = self._known.get(guild, (0.0, 0))
        if not told or self._clock.monotonic() - at > limits.GUILD_SECONDS:
            told = await self._asked(guild)
        return told

    async def _asked(self, guild: int) -> int:
        try:
            self.learn(await self._ask(guild))
        except (discord.Forbidden, discord.NotFound):  # it put us out: whoever posts there will hear
            self._known[guild] = self._clock.monotonic(), limits.FILE_BYTES
        return self._known[guild][1]


def _guild(channel: ChannelRef) -> int | None:
    return int(channel.community) if channel.community else None
