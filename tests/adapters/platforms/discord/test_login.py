"""The adapter begins where Discord lets it, holds nobody up where nobody answers, and says what is wrong."""

import pytest

from adapters.platforms.discord.adapter import DiscordAdapter
from adapters.platforms.discord.settings import DiscordSettings
from bot import texts
from bot.chat import ChannelId, ChannelRef, CommunityId, DeliveryKey, Post
from bot.errors import ConfigError, NoStart
from tests.adapters.platforms.discord.house import ACCOUNT
from tests.clock import ManualClock
from tests.emulators.discord.faults import Fault
from tests.emulators.discord.server import Discord

WHO_AM_I = "GET /users/@me"
LANGUAGES = texts.load()


async def test_an_outage_at_the_start_is_told_at_once_and_may_pass(clock: ManualClock) -> None:
    """Broken outcome: a Discord that could not be asked held everything else up for a minute, then ended it."""
    async with Discord(clock=clock) as discord:
        guild = discord.world.add_guild("Studio")
        garden = discord.world.add_channel(guild.id, "garden")
        discord.faults.order(Fault(call=WHO_AM_I, status=503))
        settings = DiscordSettings(ACCOUNT, discord.token, api_url=discord.api)
        adapter = DiscordAdapter(settings, LANGUAGES, clock)
        with pytest.raises(NoStart, match="cannot be asked"):
            await adapter.__aenter__()
        async with adapter:
            channel = ChannelRef(ACCOUNT, CommunityId(str(guild.id)), ChannelId(str(garden.id)))
            await adapter.post(channel, Post("hello"), DeliveryKey("turn", "card"))


async def test_a_wrong_token_is_a_wrong_setting(clock: ManualClock) -> None:
    """No later try would do: it is told at once, and names the account."""
    async with Discord(clock=clock) as discord:
        discord.refusals.allow(0, 401)
        settings = DiscordSettings(ACCOUNT, "wrong", api_url=discord.api)
        with pytest.raises(ConfigError, match=r"discord\.main\.token_env"):
            await DiscordAdapter(settings, LANGUAGES, clock).__aenter__()
