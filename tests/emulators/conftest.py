"""A small Discord and a small Telegram for the emulators' own tests."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.clock import ManualClock
from tests.emulators.asking import Town
from tests.emulators.discord.server import Discord
from tests.emulators.village import Village
from tests.emulators.village import village as built

HASTE = 1_000.0


@pytest.fixture
async def server(clock: ManualClock) -> AsyncIterator[Discord]:
    """A server whose world stands still, and whose rate limits nobody meets by chance."""
    async with Discord(clock=clock, haste=HASTE) as server:
        yield server


@pytest.fixture
async def town(server: Discord) -> AsyncIterator[Town]:
    """That server with a guild, a channel and Ann in it."""
    world = server.world
    guild = world.add_guild("Town")
    channel = world.add_channel(guild.id, "art")
    ann = world.add_user("Ann")
    world.add_member(guild.id, ann.id)
    async with aiohttp.ClientSession() as session:
        yield Town(server, session, guild, channel, ann)


@pytest.fixture
async def village(clock: ManualClock) -> AsyncIterator[Village]:
    """A Telegram whose world stands still, with Ann in a group, a forum and private."""
    async with built(clock) as village:
        yield village
