"""A Telegram with a group, its people and Atelier's adapter in it, in front of an inbox that a test scripts."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from adapters.platforms.telegram.adapter import TelegramAdapter
from adapters.platforms.telegram.settings import TelegramSettings
from adapters.platforms.telegram.topics import Where
from bot import texts
from bot.chat import AccountId, Attachment, AttachmentRef, ChannelRef
from bot.clock import Clock
from tests.adapters.platforms.desk import Desk
from tests.clock import ManualClock
from tests.emulators.telegram.people import Person
from tests.emulators.telegram.server import Telegram
from tests.emulators.telegram.shown import Shown
from tests.emulators.telegram.things import Chat, Status, Topic

SOON = 0.01
ACCOUNT = AccountId("main")
Setup = Callable[[Telegram], TelegramSettings]


@dataclass
class House:
    """What a test of the adapter works with."""

    telegram: Telegram
    adapter: TelegramAdapter
    desk: Desk
    group: Chat
    ann: Person
    clock: Clock
    running: asyncio.Task[None]

    def ref(self, chat: Chat, topic: Topic | int | None = None) -> ChannelRef:
        """Name a chat or a topic as the core does."""
        number = topic.id if isinstance(topic, Topic) else topic
        return Where(chat.id, number).ref(ACCOUNT)

    async def read(self, attachment: Attachment) -> bytes:
        """Bring an attached file over."""
        assert isinstance(attachment.content, AttachmentRef)
        return b"".join([chunk async for chunk in self.adapter.fetch(attachment.content)])

    def ours(self, chat: Chat, topic: Topic | None = None) -> list[Shown]:
        """What Ann sees there of what the bot said."""
        ours = self.telegram.world.bot.id
        return [each for each in self.ann.sees(chat, topic) if each.author == ours and not each.service]

    async def confirmed(self) -> None:
        """Wait until Telegram knows that everything was heard."""
        while self.telegram.updates.pending:  # noqa: ASYNC110  nobody tells
            await asyncio.sleep(SOON)

    def connect(self) -> None:
        """Run the adapter."""
        self.running = asyncio.create_task(self.adapter.run(self.desk))

    async def disconnect(self) -> None:
        """End the run."""
        self.running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.running


@asynccontextmanager
async def house(
    clock: Clock, setup: Setup = lambda _: TelegramSettings(ACCOUNT, ""), *, flood: bool = True, local: bool = False
) -> AsyncIterator[House]:
    """Build it: a group where the bot hears everything, Ann in it, who also started the bot; the adapter running."""
    async with Telegram(clock=clock, flood=flood, local=local) as telegram:
        ann = telegram.person("Ann")
        group = telegram.world.add_supergroup("Studio", owner=ann.user)
        telegram.world.join(group, telegram.world.bot, status=Status.ADMINISTRATOR)
        ann.dm.title, ann.user.started = "", True
        languages = await asyncio.to_thread(texts.load)
        here = replace(setup(telegram), token=telegram.token, api_url=telegram.origin, local=local)
        async with TelegramAdapter(here, languages, clock) as adapter:
            nobody = asyncio.get_running_loop().create_task(asyncio.sleep(0))
            built = House(telegram, adapter, Desk(), group, ann, clock, nobody)
            built.connect()
            try:
                yield built
            finally:
                await built.disconnect()


def manual(clock: Clock) -> ManualClock:
    """Give the clock of a house in which time stands still."""
    assert isinstance(clock, ManualClock)
    return clock
