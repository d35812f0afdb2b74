"""The bare script under load from Telegram: posts what it hears to the studio at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession, TCPConnector
from telegram import Update
from telegram.ext import ApplicationBuilder, BaseHandler, MessageHandler, filters

from bench.programs.bare_fed import ask
from bench.wire import Chats, Event, Started, plan, until_closed

Handler = BaseHandler[Update, Any, None]

SIDE_BY_SIDE = 256  # handlers at once: what the library takes where it is told to, and not how many


@asynccontextmanager
async def hearing(chats: Chats, handler: Handler, *, local: bool = False) -> AsyncIterator[None]:
    """Hand everything that comes to a handler, as the library does it, until the end of the block."""
    builder = ApplicationBuilder().token(chats.token).base_url(f"{chats.api}/bot").concurrent_updates(SIDE_BY_SIDE)
    async with builder.local_mode(local).build() as application:
        application.add_handler(handler)
        await application.start()
        if application.updater is not None:
            await application.updater.start_polling()
        yield
        if application.updater is not None:
            await application.updater.stop()
        await application.stop()


async def main(started: Started) -> None:
    """Serve until the end is asked for."""
    fed = started.fed
    async with ClientSession(connector=TCPConnector(limit=0)) as session:

        async def hear(update: Update, _: object) -> None:
            text = (update.message and update.message.text) or ""
            number = int(text.partition(" ")[0])
            await ask(session, fed.studio, Event(number, number % fed.conversations, text))

        async with hearing(started.chats, MessageHandler(filters.TEXT, hear)):
            await until_closed()


if __name__ == "__main__":
    asyncio.run(main(plan(Started)))
