"""The bare script under load from Telegram: posts what it hears to the studio at once."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

from aiohttp import ClientSession, TCPConnector
from telegram import Update
from telegram.ext import ApplicationBuilder, BaseHandler, MessageHandler, filters

from bench.programs.bare_fed import ask
from bench.wire import Chats, Event, Started, plan, until_closed

SIDE_BY_SIDE = 256  # handlers at once: what the library takes where it is told to, and not how many


async def serve(chats: Chats, handler: BaseHandler[Update, Any, None], *, local: bool = False) -> None:
    """Hand everything that comes to a handler, as the library does it, until the end is asked for."""
    builder = ApplicationBuilder().token(chats.token).base_url(f"{chats.api}/bot").concurrent_updates(SIDE_BY_SIDE)
    application = builder.local_mode(local).build()
    application.add_handler(handler)
    async with AsyncExitStack() as begun:
        await begun.enter_async_context(application)
        await application.start()
        begun.push_async_callback(application.stop)
        if application.updater is not None:
            await application.updater.start_polling()
            begun.push_async_callback(application.updater.stop)
        await until_closed()


async def main(started: Started) -> None:
    """Serve until the end is asked for."""
    fed = started.fed
    async with ClientSession(connector=TCPConnector(limit=0)) as session:

        async def hear(update: Update, _: object) -> None:
            text = (update.message and update.message.text) or ""
            number = int(text.partition(" ")[0])
            await ask(session, fed.studio, Event(number, number % fed.conversations, text))

        await serve(started.chats, MessageHandler(filters.TEXT, hear))


if __name__ == "__main__":
    asyncio.run(main(plan(Started)))
