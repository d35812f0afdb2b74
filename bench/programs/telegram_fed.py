"""Atelier under load from Telegram: its whole core, its Telegram adapter and its real Lovart client."""

import asyncio
from functools import partial
from pathlib import Path

from adapters.platforms.telegram import limits
from adapters.platforms.telegram.adapter import TelegramAdapter
from adapters.platforms.telegram.settings import TelegramSettings
from adapters.platforms.telegram.topics import Where
from bench.adapter import ACCOUNT
from bench.product import STUDIO, running
from bench.programs.fed import know_projects, unlimited
from bench.wire import Started, plan, until_closed
from bot import texts
from bot.clock import SystemClock
from bot.commands.all import COMMANDS

HASTE = 100  # times as many messages as Telegram takes


def hasten() -> None:
    """Keep to a faster pace than Telegram's, which would be all that is measured."""
    limits.ALL_MESSAGES *= HASTE
    limits.CHAT_BURST *= HASTE


async def main(started: Started) -> None:
    """Serve until the end is asked for."""
    hasten()
    fed, chats = started.fed, started.chats
    channels = [Where(each).ref(ACCOUNT) for each in chats.people]
    settings = TelegramSettings(ACCOUNT, chats.token, api_url=chats.api)
    async with (
        TelegramAdapter(settings, texts.load(), SystemClock()) as adapter,
        running(Path(fed.folder), adapter, {STUDIO: unlimited(fed.studio)}) as product,
    ):
        await product.database.write(partial(know_projects, channels=channels))
        await adapter.publish(COMMANDS)
        product.tasks.start(adapter.run(product.core.inbox), "adapter")
        await until_closed()


if __name__ == "__main__":
    asyncio.run(main(plan(Started)))
