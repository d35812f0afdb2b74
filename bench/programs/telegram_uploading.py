"""Atelier passing films on from Telegram: its whole core, its Telegram adapter and the real NemoVideo client."""

import asyncio
from functools import partial
from pathlib import Path

from adapters.platforms.telegram.adapter import TelegramAdapter
from adapters.platforms.telegram.settings import TelegramSettings
from bench.adapter import ACCOUNT
from bench.product import STUDIO, running
from bench.programs.arriving import ask_for, weighed
from bench.programs.uploading import nemo_of
from bench.wire import Brought, plan, tell, until_closed
from bot import texts
from bot.clock import SystemClock


async def main(brought: Brought) -> None:
    """Pass the film on, tell what it costs."""
    passing, chats = brought.passing, brought.chats
    settings = TelegramSettings(ACCOUNT, chats.token, api_url=chats.api, local=True, file_bytes=passing.size)
    async with (
        TelegramAdapter(settings, texts.load(), SystemClock()) as adapter,
        running(Path(passing.folder), adapter, {STUDIO: nemo_of(passing)}) as product,
    ):
        product.tasks.start(adapter.run(product.core.inbox), "adapter")
        tell(await weighed(passing, partial(ask_for, brought.port)))
        await until_closed()


if __name__ == "__main__":
    asyncio.run(main(plan(Brought)))
