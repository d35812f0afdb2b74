"""Discord keeps the adapters' contract, through the real discord.py."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from adapters.platforms.discord.adapter import DiscordAdapter
from adapters.platforms.discord.settings import DiscordSettings
from bot import texts
from bot.chat import (
    AccountId,
    Adapter,
    ChannelId,
    ChannelRef,
    CommunityId,
    Deletes,
    Ephemeral,
    FindsSent,
    ShowsTyping,
)
from tests.clock import ManualClock
from tests.contracts.adapters import AdapterContract, Recorder, Shown
from tests.emulators.discord.people import Person
from tests.emulators.discord.server import Discord
from tests.emulators.discord.things import Channel, File
from tests.emulators.discord.world import Happening

ACCOUNT = AccountId("main")
UNKNOWN_MESSAGE = 10008


@dataclass
class DiscordHarness:
    """A guild with one channel and one person, and the bot in it."""

    adapter: DiscordAdapter
    inbox: Recorder
    running: asyncio.Task[None]
    channel: ChannelRef
    discord: Discord
    ann: Person
    garden: Channel
    said: dict[str, Happening] = field(default_factory=dict)
    happened: list[Happening] = field(default_factory=list)

    async def says(self, text: str, files: dict[str, bytes], name: str) -> None:
        """Mention the bot; the same name again is the gateway telling the same message twice."""
        if name in self.said:
            self.discord.world.happen(self.said[name])
            return
        sent = [File(each, content) for each, content in files.items()]
        await self.ann.says(self.garden, text, files=sent, mention=True)
        self.said[name] = self.happened[-1]

    async def sees(self) -> list[Shown]:
        """Tell what Ann's client shows."""
        shown = self.ann.sees(self.garden)
        return [Shown(each.text, tuple(file.name for file in each.files)) for each in shown]


@pytest.fixture
async def harness(clock: ManualClock) -> AsyncIterator[DiscordHarness]:
    """A running adapter in a guild."""
    async with Discord(clock=clock) as discord:
        guild = discord.world.add_guild("Studio")
        garden = discord.world.add_channel(guild.id, "garden")
        ann = discord.person("Ann", guild)
        settings = DiscordSettings(ACCOUNT, discord.token, api_url=discord.api)
        languages = await asyncio.to_thread(texts.load)
        async with DiscordAdapter(settings, languages, clock) as adapter:
            inbox = Recorder()
            running = asyncio.create_task(adapter.run(inbox))
            channel = ChannelRef(ACCOUNT, CommunityId(str(guild.id)), ChannelId(str(garden.id)))
            while not discord.gateway.connected:
                await asyncio.sleep(0.01)
            harness = DiscordHarness(adapter, inbox, running, channel, discord, ann, garden)
            discord.refusals.allow(UNKNOWN_MESSAGE)
            discord.world.listen(harness.happened.append)
            yield harness
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running


class TestDiscord(AdapterContract):
    """All promises of the contract, on Discord."""

    def test_it_can_do_more(self, harness: DiscordHarness) -> None:
        """Discord answers one person alone, takes messages back, shows typing and finds what it sent."""
        for each in (Ephemeral, Deletes, ShowsTyping, FindsSent):
            assert isinstance(harness.adapter, each)
        adapter: Adapter = harness.adapter
        assert adapter.account == ACCOUNT
