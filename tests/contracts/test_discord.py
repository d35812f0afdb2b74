"""Discord keeps the adapters' contract, through the real discord.py."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from adapters.platforms.discord.adapter import DiscordAdapter
from bot.adapter import Adapter, Deletes, Ephemeral, FindsSent, ShowsTyping
from bot.chat import ChannelRef
from tests.adapters.platforms.discord.house import ACCOUNT, House, house
from tests.clock import ManualClock
from tests.contracts.adapters import AdapterContract, Recorder, Shown
from tests.emulators.discord.codes import Code
from tests.emulators.discord.things import File
from tests.emulators.discord.world import Happening


@dataclass
class DiscordHarness:
    """A guild with one channel and one person, and the bot in it."""

    home: House
    adapter: DiscordAdapter
    inbox: Recorder
    running: asyncio.Task[None]
    channel: ChannelRef
    said: dict[str, Happening] = field(default_factory=dict)

    async def says(self, text: str, files: dict[str, bytes], name: str) -> None:
        """Mention the bot; the same name again is the gateway telling the same message twice."""
        if name in self.said:
            self.home.discord.world.happen(self.said[name])
            return
        sent = [File(each, content) for each, content in files.items()]
        await self.home.ann.says(self.home.garden, text, files=sent, mention=True)
        self.said[name] = self.home.happened[-1]

    async def sees(self) -> list[Shown]:
        """Tell what Ann's client shows."""
        shown = self.home.ann.sees(self.home.garden)
        return [Shown(each.text, tuple(file.name for file in each.files)) for each in shown]


@pytest.fixture
async def harness(clock: ManualClock) -> AsyncIterator[DiscordHarness]:
    """A running adapter in a guild."""
    async with house(clock) as home:
        home.discord.refusals.allow(Code.UNKNOWN_MESSAGE)
        yield DiscordHarness(home, home.adapter, home.desk, home.running, home.ref(home.garden))


class TestDiscord(AdapterContract):
    """All promises of the contract, on Discord."""

    def test_it_can_do_more(self, harness: DiscordHarness) -> None:
        """Discord answers one person alone, takes messages back, shows typing and finds what it sent."""
        for each in (Ephemeral, Deletes, ShowsTyping, FindsSent):
            assert isinstance(harness.adapter, each)
        adapter: Adapter = harness.adapter
        assert adapter.account == ACCOUNT
