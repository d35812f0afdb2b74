"""Atelier under load from Discord: its whole core, its Discord adapter and its real Lovart client."""

import asyncio
from functools import partial
from pathlib import Path

from adapters.platforms.discord.adapter import DiscordAdapter
from adapters.platforms.discord.settings import DiscordSettings
from bench.adapter import ACCOUNT
from bench.product import STUDIO, running
from bench.programs.fed import know_projects, unlimited
from bench.wire import Guild, Joined, plan, until_closed
from bot import texts
from bot.chat import ChannelId, ChannelRef, CommunityId
from bot.clock import SystemClock
from bot.commands.all import COMMANDS


def channels_of(guild: Guild) -> list[ChannelRef]:
    """Name the guild's channels."""
    return [ChannelRef(ACCOUNT, CommunityId(str(guild.id)), ChannelId(str(each))) for each in guild.channels]


async def main(joined: Joined) -> None:
    """Serve until the end is asked for."""
    fed, guild = joined.fed, joined.guild
    settings = DiscordSettings(ACCOUNT, guild.token, api_url=guild.api)
    async with (
        DiscordAdapter(settings, texts.load(), SystemClock()) as adapter,
        running(Path(fed.folder), adapter, {STUDIO: unlimited(fed.studio)}) as product,
    ):
        await product.database.write(partial(know_projects, channels=channels_of(guild)))
        await adapter.publish(COMMANDS)
        product.tasks.start(adapter.run(product.core.inbox), "adapter")
        await until_closed()


if __name__ == "__main__":
    asyncio.run(main(plan(Joined)))
