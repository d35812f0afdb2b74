"""The adapter begins where Discord lets it, waits a minute where nobody answers, and says what is wrong."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from adapters.platforms.discord import limits
from adapters.platforms.discord.adapter import DiscordAdapter
from adapters.platforms.discord.settings import DiscordSettings
from bot import texts
from bot.chat import ChannelId, ChannelRef, CommunityId, DeliveryKey, Post
from bot.errors import ConfigError
from tests.adapters.platforms.discord.house import ACCOUNT
from tests.clock import ManualClock
from tests.emulators.discord.faults import Fault
from tests.emulators.discord.server import Discord

WHO_AM_I = "GET /users/@me"
LANGUAGES = texts.load()


async def test_an_outage_at_the_start_is_waited_for(clock: ManualClock) -> None:
    """Broken outcome: a machine whose network came up a moment later had no Atelier that day."""
    async with Discord(clock=clock) as discord:
        guild = discord.world.add_guild("Studio")
        garden = discord.world.add_channel(guild.id, "garden")
        discord.faults.order(Fault(call=WHO_AM_I, status=503, times=2))
        settings = DiscordSettings(ACCOUNT, discord.token, api_url=discord.api)
        adapter = DiscordAdapter(settings, LANGUAGES, clock)
        entering = asyncio.ensure_future(adapter.__aenter__())
        for pause in limits.LOGIN_PAUSES[:2]:
            await clock.asleep()
            await clock.advance(pause)
        async with AsyncExitStack() as left:
            left.push_async_exit(await entering)
            channel = ChannelRef(ACCOUNT, CommunityId(str(guild.id)), ChannelId(str(garden.id)))
            await adapter.post(channel, Post("hello"), DeliveryKey("turn", "card"))


async def test_what_cannot_be_begun_is_said(clock: ManualClock) -> None:
    """A wrong token at once, an outage after a minute; both name the account."""
    async with Discord(clock=clock) as discord:
        discord.refusals.allow(0, 401)
        settings = DiscordSettings(ACCOUNT, "wrong", api_url=discord.api)
        with pytest.raises(ConfigError, match=r"discord\.main\.token_env"):
            await DiscordAdapter(settings, LANGUAGES, clock).__aenter__()
        discord.faults.order(Fault(call=WHO_AM_I, status=503, times=len(limits.LOGIN_PAUSES) + 1))
        right = replace(settings, token=discord.token)
        entering = asyncio.ensure_future(DiscordAdapter(right, LANGUAGES, clock).__aenter__())
        for pause in limits.LOGIN_PAUSES:
            await clock.asleep()
            await clock.advance(pause)
        with pytest.raises(ConfigError, match="cannot be asked"):
            await entering
