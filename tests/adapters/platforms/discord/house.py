"""A Discord with a guild, its people and Atelier's adapter in it, in front of an inbox that a test scripts."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from adapters.platforms.discord.adapter import DiscordAdapter
from adapters.platforms.discord.settings import DiscordSettings
from bot import texts
from bot.chat import (
    AccountId,
    Attachment,
    AttachmentRef,
    ChannelId,
    ChannelRef,
    CommunityId,
)
from tests.adapters.platforms.desk import Desk
from tests.clock import ManualClock
from tests.emulators.discord.people import Person
from tests.emulators.discord.server import Discord
from tests.emulators.discord.things import Channel, Guild
from tests.emulators.discord.world import Happening

ACCOUNT = AccountId("main")
Setup = Callable[[Discord], DiscordSettings]


@dataclass
class House:
    """What a test of the adapter works with."""

    discord: Discord
    adapter: DiscordAdapter
    desk: Desk
    guild: Guild
    garden: Channel
    ann: Person
    clock: ManualClock
    running: asyncio.Task[None]
    happened: list[Happening]

    def ref(self, channel: Channel) -> ChannelRef:
        """Name a channel as the core does."""
        community = CommunityId(str(channel.guild)) if channel.guild else None
        return ChannelRef(ACCOUNT, community, ChannelId(str(channel.id)))

    async def read(self, attachment: Attachment) -> bytes:
        """Bring an attached file over."""
        assert isinstance(attachment.content, AttachmentRef)
        return b"".join([chunk async for chunk in self.adapter.fetch(attachment.content)])

    async def connect(self) -> None:
        """Run the adapter, and wait until Discord knows of it."""
        self.running = asyncio.create_task(self.adapter.run(self.desk))
        while self.discord.gateway.connected < self.discord.gateway.manners.shards:
            assert not self.running.done(), self.running.result()
            await asyncio.sleep(0.01)

    async def disconnect(self) -> None:
        """End the run."""
        self.running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.running


@asynccontextmanager
async def house(clock: ManualClock, setup: Setup = lambda _: DiscordSettings(ACCOUNT, "")) -> AsyncIterator[House]:
    """Build it: a guild with a channel and Ann in it, the adapter as it was set up running."""
    async with Discord(clock=clock) as discord:
        guild = discord.world.add_guild("Studio")
        garden = discord.world.add_channel(guild.id, "garden")
        ann = discord.person("Ann", guild)
        languages = await asyncio.to_thread(texts.load)
        here = replace(setup(discord), token=discord.token, api_url=discord.api)
        discord.world.application.content_intent = here.message_content
        async with DiscordAdapter(here, languages, clock) as adapter:
            nobody = asyncio.get_running_loop().create_task(asyncio.sleep(0))
            built = House(discord, adapter, Desk(), guild, garden, ann, clock, nobody, [])
            discord.world.listen(built.happened.append)
            try:
                await built.connect()
                yield built
            finally:
                await built.disconnect()
