"""Telegram keeps the adapters' contract, through the real python-telegram-bot."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from adapters.platforms.telegram.adapter import TelegramAdapter
from bot.adapter import Adapter, Deletes, Ephemeral, FindsSent, SendsInParts, ShowsTyping
from bot.chat import ChannelRef
from tests.adapters.platforms.telegram.house import ACCOUNT, House, house
from tests.clock import ManualClock
from tests.contracts.adapters import AdapterContract, Recorder, Shown
from tests.emulators.telegram.shown import Shown as Seen
from tests.emulators.telegram.things import File, Medium


@dataclass
class TelegramHarness:
    """A private chat of one person with the bot."""

    home: House
    adapter: TelegramAdapter
    inbox: Recorder
    running: asyncio.Task[None]
    channel: ChannelRef
    said: dict[str, Seen] = field(default_factory=dict)

    async def says(self, text: str, files: dict[str, bytes], name: str) -> None:
        """Write to the bot; the same name again is Telegram telling the same message twice."""
        if name in self.said:
            self.home.telegram.updates.put("message", self.home.ann.dm.id, self.said[name].form)
            return
        sent = [File(Medium.DOCUMENT, content, each) for each, content in files.items()]
        self.said[name] = await self.home.ann.says(self.home.ann.dm, text, files=sent)

    async def sees(self) -> list[Shown]:
        """Tell what Ann's client shows of the bot."""
        ours = [each for each in self.home.ann.sees(self.home.ann.dm) if each.author != self.home.ann.id]
        return [Shown(each.text, tuple(file.name for file in each.files)) for each in ours]


@pytest.fixture
async def harness(clock: ManualClock) -> AsyncIterator[TelegramHarness]:
    """A running adapter in a private chat."""
    async with house(clock) as home:
        home.telegram.refusals.allow("message to edit not found", "IMAGE_PROCESS_FAILED")  # its pictures are made up
        yield TelegramHarness(home, home.adapter, home.desk, home.running, home.ref(home.ann.dm))


class TestTelegram(AdapterContract):
    """All promises of the contract, on Telegram."""

    def test_it_can_do_more(self, harness: TelegramHarness) -> None:
        """Telegram takes messages back and shows typing; it cannot be asked what it was sent."""
        for each in (Ephemeral, Deletes, ShowsTyping, SendsInParts):
            assert isinstance(harness.adapter, each)
        assert not isinstance(harness.adapter, FindsSent)
        adapter: Adapter = harness.adapter
        assert adapter.account == ACCOUNT
